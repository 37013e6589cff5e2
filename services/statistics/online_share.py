"""The share of dossiers filed online: the figure the city asks for first.

    share = dossiers accepted in the period that were filed online
            ÷ all dossiers accepted in the period

by date of acceptance (QĐ 766/QĐ-TTg), carried-over dossiers left out. Where nothing
was accepted there is no share: `None`, shown as “—”, never 0 % and never 100 %.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.vietnamese import fold
from services.procedures.models import Sector
from services.statistics.scope import Scope, flows

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
class Row:
    """A named share: of a month, an agency, a sector or a level."""

    key: str
    name: str
    share: Share


WANTED = ("online", "accepted")


def _share(numbers: Mapping[str, int]) -> Share:
    return Share(numbers["online"], numbers["accepted"])


def overall(scope: Scope) -> Share:
    """Return the share of the whole scope."""
    return _share(flows(scope, WANTED)[None])


def by_month(scope: Scope) -> list[Row]:
    """Return one row for every month of the period, empty months included."""
    found = flows(scope, WANTED, by="month")
    return [
        Row(
            f"{month:%Y-%m}",
            f"{month:%m/%Y}",
            _share(found[month]) if month in found else Share(),
        )
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
    found = flows(scope, WANTED, by="level")
    return [
        Row(str(level), _("Mức độ %(level)d") % {"level": level}, _share(numbers))
        for level, numbers in sorted(found.items())
        if numbers["accepted"]
    ]


def by_sector(scope: Scope) -> list[Row]:
    """Return the share of each sector that had dossiers, by name."""
    found = flows(scope, WANTED, by="sector")
    names = Sector.objects.in_bulk(found)
    rows = [
        Row(names[pk].key, names[pk].name, _share(numbers))
        for pk, numbers in found.items()
        if numbers["accepted"]
    ]
    # Folded, Đ stands beside D; by bytes it would come last.
    return sorted(rows, key=lambda row: fold(row.name))


def by_agency(scope: Scope) -> list[Row]:
    """Return the share of each office directly below, with all that is below it.

    Without an agency the roots are listed. An office that was merged during the
    period keeps its own row: figures are grouped by the office of their time.
    """
    found = flows(scope, WANTED, by="agency")
    agencies = Agency.objects.filter(pk__in=found).order_by("folded_name", "pk")
    return [
        Row(agency.identifier, agency.name, _share(found[agency.pk]))
        for agency in agencies
        if found[agency.pk]["accepted"]
    ]
