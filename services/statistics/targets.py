"""What the indicators have to reach: the plan of 2021, until another is typed in.

HCMC's plan for 2021 (domain of this portal): 40 % of common services on the national
portal, 25 % of people and firms identified, 30 % of dossiers online, 50 % of eligible
procedures at level 3 or 4, 30 % of departments' systems connected, and 80, 70, 40 % of
work files online at city, district and commune level. For reused papers none is known.
"""

from collections.abc import Mapping
from decimal import Decimal

from accounts.models import Agency
from services.statistics.models import Target
from services.statistics.rounding import plain

Indicator, Level = Target.Indicator, Agency.Level

PLAN_YEAR = 2021
PLAN_SOURCE = "Kế hoạch năm 2021 của Thành phố Hồ Chí Minh"
PLAN: Mapping[tuple[str, str], int] = {
    (Indicator.INTEGRATED, ""): 40,
    (Indicator.IDENTIFIED, ""): 25,
    (Indicator.ONLINE, ""): 30,
    (Indicator.OFFERED, ""): 50,
    (Indicator.CONNECTED, ""): 30,
    (Indicator.WORK_FILES, Level.CITY): 80,
    (Indicator.WORK_FILES, Level.DEPARTMENT): 80,
    (Indicator.WORK_FILES, Level.DISTRICT): 70,
    (Indicator.WORK_FILES, Level.COMMUNE): 40,
}
"""Percent by indicator and level; departments are offices of the city's level."""


class Targets:
    """All targets that hold in a year, read once."""

    def __init__(self, year: int) -> None:
        # Later years come later and take the place of earlier ones; in one year what
        # is for all levels comes before what is for one.
        typed = Target.objects.filter(replaced_at=None, year__lte=year)
        known: dict[tuple[str, str], tuple[Decimal, str]] = {}
        if year >= PLAN_YEAR:
            known = {key: (Decimal(each), PLAN_SOURCE) for key, each in PLAN.items()}
        for each in typed.order_by("year", "level", "pk"):
            if not each.level:  # for all levels: those of earlier years are over
                known = {k: v for k, v in known.items() if k[0] != each.indicator}
            known[each.indicator, each.level] = (plain(each.percent), each.source)
        self._known = known

    def of(self, indicator: str, level: str = "") -> Decimal | None:
        """Return the percent to reach at the level, or for all; None without one."""
        found = self._found(indicator, level)
        return found[0] if found else None

    def source(self, indicator: str, level: str = "") -> str:
        """Return where that target is said; empty without one."""
        found = self._found(indicator, level)
        return found[1] if found else ""

    def _found(self, indicator: str, level: str) -> tuple[Decimal, str] | None:
        return self._known.get((indicator, level)) or self._known.get((indicator, ""))
