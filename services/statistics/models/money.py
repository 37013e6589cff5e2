"""Money kept by day, office and means."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency


class DailyMoney(models.Model):
    """Money of one local day at one office by one means, in VND; equal to a rebuild."""

    day = models.DateField(_("ngày"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    means = models.CharField(_("phương thức"), max_length=10)
    came_in = models.BigIntegerField(_("thu (đồng)"), default=0)
    payments = models.BigIntegerField(_("số lần thu"), default=0)
    went_back = models.BigIntegerField(_("hoàn (đồng)"), default=0)

    class Meta:
        verbose_name = _("tiền theo ngày")
        verbose_name_plural = _("tiền theo ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "agency", "means"],
                name="one_daily_money",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=Q(came_in__gte=0, payments__gte=0, went_back__gte=0),
                name="daily_money_is_not_negative",
                violation_error_message=_("Số tiền không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.agency_id} {self.means}"
