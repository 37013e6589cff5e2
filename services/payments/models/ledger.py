"""The ledger: double entry, append-only; every dong stands in two rows.

A line's amount is whole VND, positive where the account is debited, negative where it
is credited. The database refuses an entry whose lines do not sum to zero (deferred
trigger `entry_balances`), and any change or deletion (`ledger_is_append_only`).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from services.dossiers.models import Dossier
from services.payments.models.attempt import Attempt


class Account(models.TextChoices):
    """Where money lies, and what it is for. Assets first, then what it is owed as."""

    VNPAY = "vnpay", _("VNPAY giữ hộ")
    PLATFORM = "platform", _("Nền tảng thanh toán quốc gia giữ hộ")
    BANK = "bank", _("Tài khoản ngân hàng")
    CASH = "cash", _("Quỹ tiền mặt")
    CARD = "card", _("Máy quẹt thẻ")
    TREASURY = "treasury", _("Kho bạc Nhà nước")
    COD = "cod", _("Bưu điện thu hộ, chưa chuyển")
    FEES = "fees", _("Phí đã thu")
    CHARGES = "charges", _("Lệ phí đã thu")
    EXCESS = "excess", _("Tiền thu thừa phải hoàn")


REVENUE = frozenset({Account.FEES, Account.CHARGES})
"""Accounts credited with what dossiers have paid (Luật Phí và lệ phí 2015 Đ.3)."""


class Entry(models.Model):
    """One movement of money; `reference` names what caused it, once and for all."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Thu")
        REFUND = "refund", _("Hoàn")

    kind = models.CharField(_("loại"), max_length=8, choices=Kind)
    reference = models.CharField(_("chứng từ"), max_length=100, unique=True)
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        related_name="entries",
        null=True,
        blank=True,
        verbose_name=_("lần thanh toán"),
    )
    at = models.DateTimeField(_("lúc"))
    by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người ghi"),
    )
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta:
        verbose_name = _("bút toán")
        verbose_name_plural = _("bút toán")
        indexes = [models.Index(F("at"), F("id"), name="entry_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class EntryLineQuerySet(models.QuerySet["EntryLine"]):
    def balance(self) -> int:
        """Return the sum in VND: debits less credits."""
        return int(self.aggregate(sum=models.Sum("amount", default=0))["sum"])


class EntryLine(models.Model):
    """One side of an entry: an account, an amount, and for whom."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.CharField(_("tài khoản"), max_length=8, choices=Account)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    dossier = models.ForeignKey(
        Dossier,
        models.PROTECT,
        related_name="ledger_lines",
        null=True,
        blank=True,
        verbose_name=_("hồ sơ"),
    )

    objects = EntryLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng bút toán")
        verbose_name_plural = _("dòng bút toán")
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="entry_line_moves_something",
                violation_error_message=_("Dòng bút toán phải có số tiền."),
            ),
            models.CheckConstraint(
                condition=~Q(account__in=["fees", "charges"])
                | Q(dossier__isnull=False),
                name="revenue_names_its_dossier",
                violation_error_message=_("Phí, lệ phí phải ứng với một hồ sơ."),
            ),
        ]
        indexes = [
            models.Index(F("account"), F("agency"), F("id"), name="line_of_account")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount:+d}"
