"""Narrow sums for setting agencies side by side: what came in, by channel alone.

`DailyFigure` and `MonthlyFigure` know it too, but in a row for every level and mode,
with and without help: several times as many, for each agency of a city.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.statistics.models.figures import DERIVED

INCLUDED: Any = ["accepted"]
"""Kept in the index too, so that it is all that is read."""
NOT_NEGATIVE = Q(accepted__gte=0)


class Intake(models.Model):
    """What an agency with all below it accepted, by channel."""

    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    channel = models.CharField(_("kênh"), max_length=8)
    accepted = models.BigIntegerField(_("tiếp nhận"), default=0)

    class Meta:
        abstract = True


class DailyIntake(Intake):
    """Of one day."""

    day = models.DateField(_("ngày"))

    class Meta:
        verbose_name = _("tiếp nhận của ngày")
        verbose_name_plural = _("tiếp nhận của ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day", "channel"],
                include=INCLUDED,
                name="one_daily_intake",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=NOT_NEGATIVE,
                name="daily_intake_is_not_negative",
                violation_error_message=_("Số hồ sơ không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.agency_id} {self.channel}"


class MonthlyIntake(Intake):
    """Of one month, named by its first day."""

    month = models.DateField(_("tháng"))

    class Meta:
        verbose_name = _("tiếp nhận của tháng")
        verbose_name_plural = _("tiếp nhận của tháng")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month", "channel"],
                include=INCLUDED,
                name="one_monthly_intake",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=NOT_NEGATIVE & Q(month__day=1),
                name="monthly_intake_is_not_negative",
                violation_error_message=_("Số hồ sơ không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id} {self.channel}"
