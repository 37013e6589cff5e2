"""An attempt to pay: one order at one provider, for one or several invoices."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from services.documents.models import Document
from services.payments.models.invoice import Invoice
from services.payments.states import UNSETTLED, AttemptState


class Means(models.TextChoices):
    """How money comes in; the first three are online payments (QĐ 766/QĐ-TTg)."""

    VNPAY = "vnpay", _("VNPAY")
    PLATFORM = "platform", _("Nền tảng thanh toán Cổng Dịch vụ công quốc gia")
    VIETQR = "vietqr", _("Chuyển khoản VietQR")
    CASH = "cash", _("Tiền mặt")
    CARD = "card", _("Quẹt thẻ tại quầy")
    TREASURY = "treasury", _("Đã nộp tại Kho bạc, ngân hàng")
    COD = "cod", _("Bưu điện thu hộ")


ONLINE = frozenset({Means.VNPAY, Means.PLATFORM, Means.VIETQR})
"""What counts as paid online; the rest is paid at a counter or at the treasury."""


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def made_by(self, payer: User) -> Self:
        return self.filter(payer=payer)

    def unsettled(self) -> Self:
        """Keep the attempts whose end is not known yet."""
        return self.filter(state__in=UNSETTLED)

    def to_ask_about(self, at: datetime) -> Self:
        """Keep those that should have ended by now: the provider must be asked."""
        return self.unsettled().filter(expires_at__lte=at)


class Attempt(models.Model):
    """`reference` is our number of the order, `provider_number` is theirs.

    Its amount is frozen when it begins; what a provider tells is compared with it
    and never taken over.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    means = models.CharField(_("phương thức"), max_length=10, choices=Means)
    reference = models.CharField(_("mã giao dịch"), max_length=34, unique=True)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    state = models.CharField(
        _("trạng thái"),
        max_length=8,
        choices=AttemptState,
        default=AttemptState.OPEN,
        db_default=AttemptState.OPEN,
    )
    payer = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="payment_attempts",
        null=True,
        blank=True,
        verbose_name=_("người nộp tiền"),
    )
    address = models.GenericIPAddressField(_("địa chỉ IP"), null=True, blank=True)
    created_at = models.DateTimeField(_("bắt đầu lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    settled_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    asked_at = models.DateTimeField(_("hỏi lại lúc"), null=True, blank=True)
    provider_number = models.CharField(_("số của bên thu"), max_length=64, blank=True)
    bank = models.CharField(_("ngân hàng"), max_length=20, blank=True)
    proof = models.ForeignKey(
        Document,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("chứng từ chuyển khoản"),
    )
    reply_code = models.CharField(_("mã trả lời"), max_length=10, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần thanh toán")
        verbose_name_plural = _("lần thanh toán")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="attempt_is_of_something",
                violation_error_message=_("Số tiền phải lớn hơn 0."),
            ),
            models.UniqueConstraint(
                fields=["means", "provider_number"],
                condition=~Q(provider_number=""),
                name="provider_number_is_used_once",
                violation_error_message=_("Giao dịch này đã được ghi nhận."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AttemptState.PAID)
                | Q(settled_at__isnull=False) & ~Q(provider_number=""),
                name="paid_attempt_names_its_transaction",
                violation_error_message=_("Lần đã trả phải có số giao dịch."),
            ),
        ]
        indexes = [
            models.Index(
                F("expires_at"),
                F("id"),
                condition=Q(state__in=[AttemptState.OPEN, AttemptState.CHECKING]),
                name="attempt_to_ask_about",
            ),
            models.Index(F("payer"), F("id").desc(), name="attempt_of_payer"),
        ]

    def __str__(self) -> str:
        return f"{self.means} {self.reference} ({self.state})"


class Part(models.Model):
    """An invoice that the attempt pays, in whole."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="parts")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="parts")
    amount = models.BigIntegerField(_("số tiền (đồng)"))

    class Meta:
        verbose_name = _("phần của lần thanh toán")
        verbose_name_plural = _("phần của lần thanh toán")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "invoice"],
                name="invoice_once_in_an_attempt",
                violation_error_message=_("Khoản này đã có trong lần thanh toán."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="part_is_of_something",
                violation_error_message=_("Số tiền phải lớn hơn 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} → {self.invoice_id}: {self.amount}"
