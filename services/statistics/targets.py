"""What the indicators have to reach: the plan of 2021, until another is typed in.

HCMC's plan for 2021 (domain of this portal): 40 % of common services on the national
portal, 25 % of people and firms identified, 30 % of dossiers online, 50 % of eligible
procedures at level 3 or 4, 30 % of departments' systems connected, and 80, 70, 40 % of
work files online at city, district and commune level. For reused papers none is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Agency
from accounts.vietnamese import percent
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


type Known = Mapping[tuple[str, str], tuple[Decimal, str]]


@dataclass(frozen=True, slots=True)
class Yearly:
    """The percent to reach in each year of a period; None where none is set."""

    percents: Mapping[int, Decimal | None]

    @property
    def common(self) -> Decimal | None:
        """The percent of all these years; None where they differ or have none."""
        percents = set(self.percents.values())
        return percents.pop() if len(percents) == 1 else None

    @property
    def words(self) -> str:
        """`35 %`, or `2025: 35 %; 2026: 40,5 %` where years differ; empty of none."""
        return said(self.common) or "; ".join(
            f"{year}: {said(each)}"
            for year, each in self.percents.items()
            if each is not None
        )

    def along(self, months: Iterable[date]) -> list[Decimal | None]:
        """Return for each month what its year has to reach."""
        return [self.percents[month.year] for month in months]


def said(target: Decimal | None) -> str:
    """Return the target as `40,5 %`; empty without one."""
    return "" if target is None else percent(target)


class Targets:
    """All targets that hold in a year and in those before it, read once."""

    def __init__(self, year: int) -> None:
        # Later years come later and take the place of earlier ones; in one year what
        # is for all levels comes before what is for one.
        typed = Target.objects.filter(replaced_at=None, year__lte=year)
        self._typed = list(typed.order_by("year", "level", "pk"))
        self._known = self._in(year)

    def of(self, indicator: str, level: str = "") -> Decimal | None:
        """Return the percent to reach at the level, or for all; None without one."""
        found = _found(self._known, indicator, level)
        return found[0] if found else None

    def source(self, indicator: str, level: str = "") -> str:
        """Return where that target is said; empty without one."""
        found = _found(self._known, indicator, level)
        return found[1] if found else ""

    def yearly(self, indicator: str, level: str, first: date, last: date) -> Yearly:
        """Return the percent to reach in each year of the period, up to that year."""
        percents: dict[int, Decimal | None] = {}
        for year in range(first.year, last.year + 1):
            found = _found(self._in(year), indicator, level)
            percents[year] = found[0] if found else None
        return Yearly(percents)

    def _in(self, year: int) -> Known:
        known: dict[tuple[str, str], tuple[Decimal, str]] = {}
        if year >= PLAN_YEAR:
            known = {key: (Decimal(each), PLAN_SOURCE) for key, each in PLAN.items()}
        for each in self._typed:
            if each.year > year:
                break
            if not each.level:  # for all levels: those of earlier years are over
                known = {k: v for k, v in known.items() if k[0] != each.indicator}
            known[each.indicator, each.level] = (plain(each.percent), each.source)
        return known


def _found(known: Known, indicator: str, level: str) -> tuple[Decimal, str] | None:
    return known.get((indicator, level)) or known.get((indicator, ""))
