"""Receipts (biên lai) for phí and for lệ phí, numbered without a gap in each series."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from services.dossiers.bill import FeeLine
from services.dossiers.models import Dossier
from services.payments.models.attempt import Attempt, Means
from services.payments.models.invoice import Invoice
from services.procedures.definition import FeeType


class ReceiptKind(models.TextChoices):
    """The two kinds that are never on one receipt (Luật Phí và lệ phí 2015 Đ.3)."""

    FEE = FeeType.FEE.value, _("Biên lai thu phí")
    CHARGE = FeeType.CHARGE.value, _("Biên lai thu lệ phí")


class ReceiptSeries(models.Model):
    """One book of receipts: of an agency, a kind and a local year.

    `pattern` (mẫu số) and `symbol` (ký hiệu) follow the style of TT 303/2016 and
    NĐ 123/2020; not verified against an official notice of issue. `last` is the
    counter; its row is locked until the transaction ends, so no number is lost.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    kind = models.CharField(_("loại"), max_length=6, choices=ReceiptKind)
    year = models.PositiveSmallIntegerField(_("năm"))
    pattern = models.CharField(_("mẫu số"), max_length=20)
    symbol = models.CharField(_("ký hiệu"), max_length=20)
    last = models.PositiveIntegerField(_("số cuối"), default=0, db_default=0)

    class Meta:
        verbose_name = _("quyển biên lai")
        verbose_name_plural = _("quyển biên lai")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "year"],
                name="one_series_a_year",
                violation_error_message=_("Quyển biên lai của năm này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} {self.symbol}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def live(self) -> Self:
        """Keep those in force: what came in and did not go back."""
        return self.filter(cancelled_at=None)

    def paid_by(self, citizen: User) -> Self:
        """Keep the receipts for the person's own dossiers."""
        return self.filter(dossier__applicant=citizen)


class Receipt(models.Model):
    """What an agency certifies to have received, in whole VND.

    The database refuses to change or delete it (trigger `receipt_is_kept`), but for
    cancelling it once. The payer's name stays readable, as the applicant's does.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(
        ReceiptSeries, models.PROTECT, related_name="receipts", verbose_name=_("quyển")
    )
    number = models.PositiveIntegerField(_("số"))
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="receipts", verbose_name=_("khoản")
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="receipts", verbose_name=_("hồ sơ")
    )
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        related_name="receipts",
        null=True,
        blank=True,
        verbose_name=_("lần thanh toán"),
    )
    payer_name = models.CharField(_("người nộp tiền"), max_length=120)
    lines = models.JSONField(_("các khoản"))
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    means = models.CharField(_("phương thức"), max_length=10, choices=Means)
    issued_at = models.DateTimeField(_("lập lúc"))
    issued_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người lập"),
    )
    cancelled_at = models.DateTimeField(_("hủy lúc"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người hủy"),
    )
    cancel_reason = models.TextField(_("lý do hủy"), blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        verbose_name=_("thay cho biên lai"),
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("biên lai")
        verbose_name_plural = _("biên lai")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"],
                name="receipt_number_is_used_once",
                violation_error_message=_("Số biên lai này đã dùng."),
            ),
            models.UniqueConstraint(
                fields=["invoice", "series"],
                condition=Q(cancelled_at=None),
                name="one_live_receipt",
                violation_error_message=_("Khoản này đã có biên lai."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, number__gt=0),
                name="receipt_is_of_something",
                violation_error_message=_("Số tiền phải lớn hơn 0."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancel_reason=""),
                name="receipt_cancelled_by_somebody_saying_why",
                violation_error_message=_("Hủy biên lai phải ghi người hủy và lý do."),
            ),
        ]
        indexes = [models.Index(F("dossier"), F("id"), name="receipt_of_dossier")]

    def __str__(self) -> str:
        return f"{self.series} {self.serial}"

    @property
    def serial(self) -> str:
        """The number as it is printed, seven digits."""
        return f"{self.number:07d}"

    @property
    def bill(self) -> tuple[FeeLine, ...]:
        """The lines in whole VND."""
        return tuple(FeeLine(**line) for line in self.lines)
