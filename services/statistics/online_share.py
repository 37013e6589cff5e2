"""The share of dossiers filed online: the figure the city asks for first.

    share = dossiers accepted in the period that were filed online
            ÷ all dossiers accepted in the period

by date of acceptance (QĐ 766/QĐ-TTg), carried-over dossiers left out. Where nothing
was accepted there is no share: `None`, shown as “—”, never 0 % and never 100 %.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.vietnamese import fold
from services.procedures.definition import Channel
from services.procedures.models import Sector
from services.statistics.models import DailyFigure

TARGET = Decimal(30)
"""Percent of dossiers filed online: the city's plan for 2021."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in dossiers."""

    online: int = 0
    total: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.online + other.online, self.total + other.total)

    @property
    def percent(self) -> Decimal | None:
        """Percent with one decimal, rounded half up; None where nothing was filed."""
        if self.total == 0:
            return None
        exact = Decimal(100 * self.online) / Decimal(self.total)
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def meets_target(self) -> bool:
        """Say whether the unrounded share reaches the target."""
        return self.total > 0 and 100 * self.online >= TARGET * self.total


@dataclass(frozen=True, slots=True)
class Scope:
    """Which dossiers are meant: of an agency with all below it, a sector, a level."""

    first: date
    last: date
    agency: Agency | None = None
    sector: Sector | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A named share: of a month, an agency, a sector or a level."""

    key: str
    name: str
    share: Share


_COUNTS: dict[str, Any] = {
    "online": Sum("accepted", filter=Q(channel=Channel.ONLINE), default=0),
    "total": Sum("accepted", default=0),
}

type Counted = list[dict[str, Any]]


def _grouped(figures: QuerySet[DailyFigure], *keys: str) -> Counted:
    """Return the counts by the keys, in their order, as plain dictionaries."""
    return list(figures.values(*keys).annotate(**_COUNTS).order_by(*keys))


def figures_of(scope: Scope) -> QuerySet[DailyFigure]:
    """Return the daily figures of the scope."""
    figures = DailyFigure.objects.filter(day__gte=scope.first, day__lte=scope.last)
    if scope.agency is not None:
        path = scope.agency.path
        figures = figures.filter(
            Q(agency__path=path) | Q(agency__path__startswith=f"{path}.")
        )
    if scope.sector is not None:
        figures = figures.filter(procedure__sector=scope.sector)
    if scope.level is not None:
        figures = figures.filter(level=scope.level)
    return figures


def overall(scope: Scope) -> Share:
    """Return the share of the whole scope."""
    return Share(**figures_of(scope).aggregate(**_COUNTS))


def by_month(scope: Scope) -> list[Row]:
    """Return one row for every month of the period, empty months included."""
    rows = _grouped(figures_of(scope).annotate(month=TruncMonth("day")), "month")
    found = {r["month"]: Share(r["online"], r["total"]) for r in rows}
    return [
        Row(f"{month:%Y-%m}", f"{month:%m/%Y}", found.get(month, Share()))
        for month in months(scope.first, scope.last)
    ]


def months(first: date, last: date) -> Iterable[date]:
    """Yield the first day of every month of the period."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (
            month.replace(year=month.year + 1, month=1)
            if month.month == 12
            else month.replace(month=month.month + 1)
        )


def first_of(today: date, count: int) -> date:
    """Return the first day of the period of so many months that ends with today's."""
    number = today.year * 12 + today.month - count
    return date(number // 12, number % 12 + 1, 1)


def by_level(scope: Scope) -> list[Row]:
    """Return the share within each service level that had dossiers."""
    rows = _grouped(figures_of(scope), "level")
    return [
        Row(
            str(r["level"]),
            _("Mức độ %(level)d") % {"level": r["level"]},
            Share(r["online"], r["total"]),
        )
        for r in rows
    ]


def by_sector(scope: Scope) -> list[Row]:
    """Return the share of each sector that had dossiers, by name."""
    name, key = "procedure__sector__name", "procedure__sector__key"
    rows = _grouped(figures_of(scope), name, key)
    return [
        Row(r[key], r[name], Share(r["online"], r["total"]))
        # Folded, Đ stands beside D; by bytes it would come last.
        for r in sorted(rows, key=lambda r: fold(r[name]))
    ]


def by_agency(scope: Scope) -> list[Row]:
    """Return the share of each office directly below, with all that is below it.

    Without an agency the roots are listed. An office that was merged during the
    period keeps its own row: figures are grouped by the office of their time.
    """
    above = scope.agency
    below = Agency.objects.filter(parent=above).order_by("folded_name", "pk")
    sums: dict[int, Share] = defaultdict(Share)
    rows = _grouped(figures_of(scope), "agency__path")
    depth = above.path.count(".") + 1 if above else 0
    for r in rows:
        ids = r["agency__path"].split(".")
        if len(ids) > depth:
            sums[int(ids[depth])] += Share(r["online"], r["total"])
    return [
        Row(agency.identifier, agency.name, sums[agency.pk])
        for agency in below
        if agency.pk in sums
    ]
