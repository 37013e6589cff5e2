"""Figures of money: what came in by day, means and office; what was paid online."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import Agency
from services.payments.models import Difference
from services.statistics.models import DailyMoney
from services.statistics.online_share import Row, Share, months
from services.statistics.scope import Scope, flows


@dataclass(frozen=True, slots=True)
class Moved:
    """VND that came in by so many payments, and VND that went back."""

    key: str
    came_in: int
    payments: int
    went_back: int


_SUMS: dict[str, Any] = {
    "came_in": Sum("came_in", default=0),
    "payments": Sum("payments", default=0),
    "went_back": Sum("went_back", default=0),
}


def _money(scope: Scope) -> QuerySet[DailyMoney]:
    """Return the sums of the scope; money knows no sector and no level."""
    rows = DailyMoney.objects.filter(day__gte=scope.first, day__lte=scope.last)
    if scope.agency is None:
        return rows
    return rows.filter(scope.agency.tree("agency__"))


def _moved(key: str, row: Mapping[str, Any]) -> Moved:
    return Moved(key, **{name: row[name] for name in _SUMS})


def by_means(scope: Scope) -> list[Moved]:
    """Return the sums of each means that moved money; its key is the means."""
    rows = _money(scope).values("means").annotate(**_SUMS).order_by("means")
    return [_moved(row["means"], row) for row in rows]


def by_day(scope: Scope) -> list[tuple[date, Moved]]:
    """Return the sums of each local day on which money moved."""
    rows = _money(scope).values("day").annotate(**_SUMS).order_by("day")
    return [(row["day"], _moved(str(row["day"]), row)) for row in rows]


def by_agency(scope: Scope) -> list[tuple[Agency, Moved]]:
    """Return the sums of each office where money moved, by its name."""
    rows = list(_money(scope).values("agency").annotate(**_SUMS).order_by("agency"))
    offices = Agency.objects.in_bulk([row["agency"] for row in rows])
    found = [(offices[row["agency"]], _moved(str(row["agency"]), row)) for row in rows]
    return sorted(found, key=lambda each: (each[0].name, each[0].pk))


WANTED = ("paid_online", "fee_bearing")


def _share(numbers: Mapping[str, int]) -> Share:
    return Share(numbers["paid_online"], numbers["fee_bearing"])


def paid_online(scope: Scope) -> Share:
    """Return the share of accepted dossiers that bear a fee and were paid online."""
    return _share(flows(scope, WANTED)[None])


def paid_online_by_month(scope: Scope) -> list[Row]:
    """Return that share for every month of the period, empty months included."""
    found = flows(scope, WANTED, by="month")
    return [
        Row(
            f"{month:%Y-%m}",
            f"{month:%m/%Y}",
            _share(found[month]) if month in found else Share(),
        )
        for month in months(scope.first, scope.last)
    ]


def procedures_paid_online(scope: Scope) -> set[int]:
    """Return the procedures of which a dossier of the scope was paid online."""
    found = flows(scope, ("paid_online",), by="procedure")
    return {procedure for procedure, paid in found.items() if paid["paid_online"]}


@dataclass(frozen=True, slots=True)
class OpenDifferences:
    """How many differences wait for an officer, and how many VND they are about."""

    count: int
    amount: int


def open_differences(agency: Agency | None = None) -> OpenDifferences:
    """Return what is open with the providers now; of an agency with all below it."""
    mine = Difference.objects.open()
    if agency is not None:
        mine = mine.filter(agency.tree("agency__"))
    pairs = list(mine.values_list("theirs", "ours"))
    amount = sum(abs((theirs or 0) - (ours or 0)) for theirs, ours in pairs)
    return OpenDifferences(len(pairs), amount)
