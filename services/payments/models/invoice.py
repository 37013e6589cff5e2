"""An invoice: one sum that a dossier owes, line by line, in whole VND."""

import uuid
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from services.dossiers.bill import FeeLine
from services.dossiers.models import Dossier
from services.payments.states import InvoiceState
from services.procedures.definition import FeeType


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def open(self) -> Self:
        return self.filter(state=InvoiceState.OPEN)

    def owed_by(self, citizen: User) -> Self:
        """Keep what the person has still to pay."""
        return self.open().filter(dossier__applicant=citizen)


class Invoice(models.Model):
    """What is due now; a dossier has at most one open invoice.

    Its lines are frozen: when what is due changes, it is cancelled and another one
    takes its place. It is paid as a whole or not at all.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="invoices", verbose_name=_("hồ sơ")
    )
    lines = models.JSONField(_("các khoản"))
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    state = models.CharField(
        _("trạng thái"),
        max_length=9,
        choices=InvoiceState,
        default=InvoiceState.OPEN,
        db_default=InvoiceState.OPEN,
    )
    created_at = models.DateTimeField(_("lập lúc"))
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoản phải nộp")
        verbose_name_plural = _("khoản phải nộp")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(state=InvoiceState.OPEN),
                name="one_open_invoice",
                violation_error_message=_("Hồ sơ đang có một khoản chưa nộp."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="invoice_is_of_something",
                violation_error_message=_("Số tiền phải lớn hơn 0."),
            ),
            models.CheckConstraint(
                condition=Q(state=InvoiceState.OPEN, settled_at=None)
                | ~Q(state=InvoiceState.OPEN) & Q(settled_at__isnull=False),
                name="invoice_settled_iff_not_open",
                violation_error_message=_("Khoản đã xong phải có thời điểm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.amount} ({self.state})"

    @property
    def bill(self) -> tuple[FeeLine, ...]:
        """The lines in whole VND."""
        return tuple(FeeLine(**line) for line in self.lines)

    def sum_of(self, fee_type: FeeType) -> int:
        """Return the VND of its fees (phí) or of its charges (lệ phí)."""
        return total(line for line in self.bill if line.type == fee_type)


def total(lines: Iterable[FeeLine]) -> int:
    """Return the sum in whole VND."""
    return sum(line.amount for line in lines)
