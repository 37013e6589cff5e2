"""A cashier's day: what the ledger says lies in the drawer, and what was counted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User


class CashDay(models.Model):
    """One drawer: of a cashier, at an agency, on a local day; amounts in VND.

    It opens with the first money of the day and is locked by whoever puts money in
    or takes some out, so that closing never overlooks a collection.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    cashier = models.ForeignKey(
        User, models.PROTECT, related_name="cash_days", verbose_name=_("người thu")
    )
    day = models.DateField(_("ngày"))
    expected_cash = models.BigIntegerField(_("tiền mặt theo sổ"), default=0)
    expected_card = models.BigIntegerField(_("quẹt thẻ theo sổ"), default=0)
    counted_cash = models.BigIntegerField(_("tiền mặt kiểm đếm"), default=0)
    counted_card = models.BigIntegerField(_("quẹt thẻ theo máy"), default=0)
    reason = models.TextField(_("lý do chênh lệch"), blank=True)
    closed_at = models.DateTimeField(_("khóa sổ lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("sổ quỹ ngày")
        verbose_name_plural = _("sổ quỹ ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["cashier", "agency", "day"],
                name="one_cash_day",
                violation_error_message=_("Sổ quỹ của ngày này đã có."),
            ),
            models.CheckConstraint(
                condition=Q(
                    counted_cash=F("expected_cash"), counted_card=F("expected_card")
                )
                | ~Q(reason=""),
                name="cash_difference_says_why",
                violation_error_message=_("Hãy ghi lý do của số tiền chênh lệch."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cashier_id} {self.day}"

    @property
    def difference(self) -> int:
        """VND counted beyond what the ledger says; negative where some is missing."""
        expected = self.expected_cash + self.expected_card
        return self.counted_cash + self.counted_card - expected
