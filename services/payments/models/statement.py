"""What a provider says it moved on a day, and where that differs from our ledger."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from services.payments.models.attempt import Attempt, Means
from services.payments.models.refund import Refund
from services.payments.states import DifferenceState


class Statement(models.Model):
    """A provider's statement of one local day; taking it again replaces its lines."""

    means = models.CharField(_("phương thức"), max_length=10, choices=Means)
    day = models.DateField(_("ngày"))
    taken_at = models.DateTimeField(_("lấy lúc"))
    came_in = models.BigIntegerField(_("tiền vào (đồng)"), default=0)
    went_back = models.BigIntegerField(_("tiền hoàn (đồng)"), default=0)

    class Meta:
        verbose_name = _("bảng kê của bên thu")
        verbose_name_plural = _("bảng kê của bên thu")
        constraints = [
            models.UniqueConstraint(
                fields=["means", "day"],
                name="one_statement_a_day",
                violation_error_message=_("Bảng kê của ngày này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.means} {self.day}"


class StatementLine(models.Model):
    """One movement at the provider: positive came in, negative went back, in VND."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="lines")
    reference = models.CharField(_("mã giao dịch"), max_length=64)
    provider_number = models.CharField(_("số của bên thu"), max_length=64)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("dòng bảng kê")
        verbose_name_plural = _("dòng bảng kê")
        indexes = [models.Index(F("reference"), name="statement_line_reference")]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount:+d}"


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def open(self) -> Self:
        return self.filter(state=DifferenceState.OPEN)


class Difference(models.Model):
    """One thing on which the provider and our ledger do not agree.

    `ours` and `theirs` are VND as each side has it, None where it has nothing. It is
    settled by an officer with a note, or by itself when it is no longer there.
    """

    class Kind(models.TextChoices):
        MISSING_HERE = "missing_here", _("Bên thu có, sổ không có")
        MISSING_THERE = "missing_there", _("Sổ có, bên thu không có")
        AMOUNT = "amount", _("Lệch số tiền")
        REFUND = "refund", _("Lệch khoản hoàn")

    means = models.CharField(_("phương thức"), max_length=10, choices=Means)
    day = models.DateField(_("ngày"))
    kind = models.CharField(_("loại"), max_length=13, choices=Kind)
    reference = models.CharField(_("mã giao dịch"), max_length=64)
    provider_number = models.CharField(_("số của bên thu"), max_length=64, blank=True)
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        related_name="differences",
        null=True,
        blank=True,
        verbose_name=_("lần thanh toán"),
    )
    refund = models.ForeignKey(
        Refund,
        models.PROTECT,
        related_name="differences",
        null=True,
        blank=True,
        verbose_name=_("phiếu hoàn tiền"),
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("cơ quan"),
    )
    ours = models.BigIntegerField(_("sổ ghi (đồng)"), null=True, blank=True)
    theirs = models.BigIntegerField(_("bên thu báo (đồng)"), null=True, blank=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=7,
        choices=DifferenceState,
        default=DifferenceState.OPEN,
        db_default=DifferenceState.OPEN,
    )
    found_at = models.DateTimeField(_("phát hiện lúc"))
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người xử lý"),
    )
    settled_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("chênh lệch")
        verbose_name_plural = _("chênh lệch")
        constraints = [
            models.UniqueConstraint(
                fields=["means", "day", "kind", "reference", "provider_number"],
                condition=Q(state=DifferenceState.OPEN),
                name="one_open_difference",
                violation_error_message=_("Chênh lệch này đang chờ xử lý."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=DifferenceState.OPEN,
                    settled_at=None,
                    settled_by=None,
                    note="",
                )
                | Q(state=DifferenceState.SETTLED, settled_at__isnull=False)
                & ~Q(note=""),
                name="difference_settled_with_a_note",
                violation_error_message=_("Xử lý chênh lệch phải ghi rõ lý do."),
            ),
        ]
        indexes = [
            models.Index(
                F("found_at"),
                F("id"),
                condition=Q(state=DifferenceState.OPEN),
                name="difference_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.means} {self.reference}: {self.kind} ({self.state})"
