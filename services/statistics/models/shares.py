"""Narrow sums for setting agencies side by side: what came in, and how much online.

`DailyFigure` and `MonthlyFigure` know it too, but in a row for every level, mode and
channel: ten times as many, for each agency of a city.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.statistics.models.figures import DERIVED

PARTS = Q(online__gte=0, accepted__gte=F("online"))
INCLUDED: Any = ["accepted", "online"]
"""Kept in the index too, so that it is all that is read."""


class Shares(models.Model):
    """What an agency with all below it accepted, and the part that was filed online."""

    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    accepted = models.BigIntegerField(_("tiếp nhận"), default=0)
    online = models.BigIntegerField(_("trực tuyến"), default=0)

    class Meta:
        abstract = True


class DailyShare(Shares):
    """Of one day."""

    day = models.DateField(_("ngày"))

    class Meta:
        verbose_name = _("tỷ lệ trực tuyến của ngày")
        verbose_name_plural = _("tỷ lệ trực tuyến của ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"],
                include=INCLUDED,
                name="one_daily_share",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=PARTS,
                name="daily_share_is_a_part",
                violation_error_message=_("Số hồ sơ không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.agency_id}"


class MonthlyShare(Shares):
    """Of one month, named by its first day."""

    month = models.DateField(_("tháng"))

    class Meta:
        verbose_name = _("tỷ lệ trực tuyến của tháng")
        verbose_name_plural = _("tỷ lệ trực tuyến của tháng")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month"],
                include=INCLUDED,
                name="one_monthly_share",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=PARTS & Q(month__day=1),
                name="monthly_share_is_a_part",
                violation_error_message=_("Số hồ sơ không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id}"
