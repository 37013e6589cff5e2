"""Money that goes back to its payer; two people agree to it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from services.dossiers.models import Dossier
from services.payments.models.attempt import Attempt, Means
from services.payments.models.ledger import Entry
from services.payments.states import RefundState

BY_HAND = frozenset({Means.CASH, Means.CARD, Means.TREASURY, Means.VIETQR, Means.COD})
"""Means whose money a person pays back and records; providers do it for the rest.

What the postman took goes back through the post, which names its paper.
"""

INSTEAD = frozenset({Means.CASH, Means.VIETQR})
"""How a person pays back what a provider refuses to: cash, or the office's bank."""


class RefundQuerySet(models.QuerySet["Refund"]):
    def holding(self) -> Self:
        """Keep those whose money is spoken for: neither refused nor gone yet."""
        return self.filter(
            state__in=[
                RefundState.PROPOSED,
                RefundState.APPROVED,
                RefundState.FAILED,
            ]
        )

    def approved(self) -> Self:
        """Keep those whose money is to go back now."""
        return self.filter(state=RefundState.APPROVED)

    def by_hand(self) -> Self:
        """Keep those that a person pays back."""
        return self.filter(~Q(instead="") | Q(means__in=sorted(BY_HAND)))

    def by_provider(self) -> Self:
        """Keep those whose money goes back by the way it came."""
        return self.filter(instead="")


class Refund(models.Model):
    """Proposed by one officer, approved by another; by nobody where money came twice.

    `dossier` and `line` (the key of its fee) are empty for money that no dossier was
    credited with: paid twice, or for an invoice that was cancelled meanwhile. `means`
    is how the money came; `instead` is how it goes back where the provider refuses to.
    `entry` booked what the postman took beyond what was owed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    means = models.CharField(_("phương thức"), max_length=10, choices=Means)
    instead = models.CharField(
        _("hoàn bằng cách khác"),
        max_length=10,
        choices=Means,
        blank=True,
        default="",
        db_default="",
    )
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        related_name="refunds",
        null=True,
        blank=True,
        verbose_name=_("lần thanh toán"),
    )
    entry = models.ForeignKey(
        Entry,
        models.PROTECT,
        related_name="refunds",
        null=True,
        blank=True,
        verbose_name=_("bút toán thu"),
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    dossier = models.ForeignKey(
        Dossier,
        models.PROTECT,
        related_name="refunds",
        null=True,
        blank=True,
        verbose_name=_("hồ sơ"),
    )
    line = models.CharField(_("khoản"), max_length=63, blank=True)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    reason = models.TextField(_("lý do"))
    state = models.CharField(
        _("trạng thái"),
        max_length=8,
        choices=RefundState,
        default=RefundState.PROPOSED,
        db_default=RefundState.PROPOSED,
    )
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    proposed_at = models.DateTimeField(_("đề nghị lúc"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    refused_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    refusal = models.TextField(_("lý do không duyệt"), blank=True)
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    provider_number = models.CharField(_("số của bên thu"), max_length=64, blank=True)
    reply_code = models.CharField(_("mã trả lời"), max_length=10, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu hoàn tiền")
        verbose_name_plural = _("phiếu hoàn tiền")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="refund_is_of_something",
                violation_error_message=_("Số tiền phải lớn hơn 0."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="refund_says_why",
                violation_error_message=_("Phiếu hoàn tiền phải ghi lý do."),
            ),
            models.CheckConstraint(
                # Written without F("approved_by") = NULL, which would let it pass.
                condition=Q(approved_by=None)
                | Q(proposed_by=None)
                | ~Q(approved_by=F("proposed_by")),
                name="refund_has_four_eyes",
                violation_error_message=_(
                    "Người duyệt phải khác người đề nghị hoàn tiền."
                ),
            ),
            models.CheckConstraint(
                condition=Q(dossier=None, line="")
                | Q(dossier__isnull=False) & ~Q(line=""),
                name="refund_of_a_dossier_names_its_fee",
                violation_error_message=_("Hãy chọn khoản phí, lệ phí được hoàn."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RefundState.PROPOSED, RefundState.REFUSED])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="refund_approved_before_paid",
                violation_error_message=_("Phiếu hoàn tiền phải được duyệt trước."),
            ),
            models.CheckConstraint(
                condition=~Q(state=RefundState.REFUSED)
                | Q(refused_by__isnull=False) & ~Q(refusal=""),
                name="refund_refused_saying_why",
                violation_error_message=_("Không duyệt phải ghi lý do."),
            ),
            models.CheckConstraint(
                condition=Q(instead="") | Q(instead__in=sorted(INSTEAD)),
                name="refund_goes_another_way_by_hand",
                violation_error_message=_("Hãy chọn tiền mặt hoặc chuyển khoản."),
            ),
            models.CheckConstraint(
                condition=Q(instead="")
                | ~Q(state=RefundState.DONE)
                | ~Q(provider_number=""),
                name="refund_another_way_has_its_slip",
                violation_error_message=_("Hãy ghi số chứng từ của lần hoàn tiền."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} ({self.state})"

    @property
    def goes_by(self) -> Means:
        """How the money goes back."""
        return Means(self.instead or self.means)

    @property
    def is_by_hand(self) -> bool:
        """Say whether a person pays it back; a provider does so for the rest."""
        return self.goes_by in BY_HAND
