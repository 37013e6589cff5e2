"""Reading the indicators' parts and wholes: month by month, and agency by agency.

Everything is asked once for all months: the cost does not depend on how many there are,
nor on the number of dossiers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Agency
from services.procedures.models import Offering
from services.statistics.form_07 import levels_below, offered_at
from services.statistics.identified import people
from services.statistics.indicator_words import Definition
from services.statistics.models import (
    Integration,
    OfficeSystem,
    Population,
    WorkFiles,
)
from services.statistics.naming import listed
from services.statistics.online_share import Share, months
from services.statistics.scope import Scope, flows, next_month
from services.statistics.targets import Indicator

DAY = timedelta(days=1)
ONLINE_FROM = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """The agency with all below it; the trend's first day, the year's, the last."""

    agency: Agency
    since: date
    first: date
    last: date

    def ends(self) -> Iterator[tuple[date, date]]:
        """Yield every month of the trend and its last day that is asked about."""
        for month in months(self.since, self.last):
            yield month, min(next_month(month) - DAY, self.last)


type Monthly = Mapping[date, Share]


@dataclass(frozen=True, slots=True)
class Reading:
    """Shares by month, and of agencies over the year (or at its last day)."""

    months: Monthly
    agencies: list[tuple[Agency, Share]] = field(default_factory=list)
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Lasting:
    """From a day on, to another one if it has ended (both included)."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Say whether the day is within."""
        return self.first <= day and (self.last is None or day <= self.last)


def hold(spells: Iterable[Lasting], day: date) -> bool:
    """Say whether one of the spells holds on the day."""
    return any(each.holds(day) for each in spells)


def _offered(asked: Asked, **wanted: Any) -> dict[bool, dict[int, set[Lasting]]]:
    """Return when each procedure was offered: at level 3 or 4, and at any level."""
    rows = Offering.objects.filter(asked.agency.tree("agency__"), **wanted).order_by()
    kept = rows.values_list("procedure", "valid_from", "valid_to", "level").distinct()
    found: dict[bool, dict[int, set[Lasting]]] = {
        True: defaultdict(set),
        False: defaultdict(set),
    }
    for procedure, first, last, level in kept:
        found[False][procedure].add(Lasting(first, last))
        if level >= ONLINE_FROM:
            found[True][procedure].add(Lasting(first, last))
    return found


def _count(offered: Mapping[int, Iterable[Lasting]], day: date) -> set[int]:
    return {procedure for procedure, spells in offered.items() if hold(spells, day)}


def integrated(asked: Asked, _definition: Definition) -> Reading:
    """Read common services at level 3 or 4, and which the national portal has."""
    offered = _offered(asked, procedure__is_common=True)[True]
    rows = Integration.objects.filter(replaced_at=None).order_by("pk")
    spells = {row.procedure_id: [Lasting(row.since, row.until)] for row in rows}
    found = {}
    for month, end in asked.ends():
        whole = _count(offered, end)
        found[month] = Share(len(whole & _count(spells, end)), len(whole))
    return Reading(found, why_none=_("Không có thủ tục phổ biến nào ở mức độ 3, 4."))


def identified(asked: Asked, _definition: Definition) -> Reading:
    """Read people and firms identified by then, of all there are in the city.

    Accounts belong to no agency: only the top of the tree has this share. People are
    counted once however many papers they have; a firm's account counts as its person.
    """
    if asked.agency.parent_id is not None:
        return Reading({}, why_none=_("Chỉ tính cho toàn Thành phố."))
    entries = Population.objects.filter(agency=asked.agency, replaced_at=None)
    typed = [
        (row.as_of, row.residents + row.enterprises)
        for row in entries.order_by("as_of")
    ]
    ends = list(asked.ends())
    counted = people(end for _month, end in ends)
    found = {}
    for month, end in ends:
        known = [whole for as_of, whole in typed if as_of <= end]
        if known:
            found[month] = Share(counted[end], known[-1])
    why = _("Chưa nhập dân số và số doanh nghiệp vào sổ theo dõi.")
    return Reading(found, why_none=why)


def online(asked: Asked, _definition: Definition) -> Reading:
    """Read dossiers filed online, of all accepted (QĐ 766/QĐ-TTg)."""
    keys = ("online", "accepted")
    trend = flows(Scope(asked.since, asked.last, asked.agency), keys, "month")
    year = flows(Scope(asked.first, asked.last, asked.agency), keys, "agency")
    return Reading(
        {month: _share(numbers) for month, numbers in trend.items()},
        _named({pk: _share(numbers) for pk, numbers in year.items()}),
        _("Chưa có hồ sơ nào được tiếp nhận."),
    )


def _share(numbers: Mapping[str, int]) -> Share:
    return Share(numbers["online"], numbers["accepted"])


def _named(shares: Mapping[int, Share]) -> list[tuple[Agency, Share]]:
    agencies = listed(Agency.objects.filter(pk__in=shares))
    return [(agency, shares[agency.pk]) for agency in agencies]


def offered(asked: Asked, _definition: Definition) -> Reading:
    """Read eligible procedures, and which are offered at level 3 or 4."""
    found = _offered(asked, procedure__is_eligible=True)
    shares = {
        month: Share(len(_count(found[True], end)), len(_count(found[False], end)))
        for month, end in asked.ends()
    }
    why = _("Không có thủ tục đủ điều kiện nào được cung cấp.")
    return Reading(shares, _offered_below(asked), why)


def _offered_below(asked: Asked) -> list[tuple[Agency, Share]]:
    """Return the shares of the agencies directly below, on the last day."""
    offered = offered_at(Scope(asked.first, asked.last, asked.agency))
    mine = offered.filter(procedure__is_eligible=True)
    return _named(
        {
            pk: Share(sum(level >= ONLINE_FROM for level in each.values()), len(each))
            for pk, each in levels_below(asked.agency, mine).items()
        }
    )


def connected(asked: Asked, _definition: Definition) -> Reading:
    """Read the offices' systems in use, and which of them share their data."""
    rows = OfficeSystem.objects.filter(asked.agency.tree("agency__"), replaced_at=None)
    systems = list(rows.select_related("agency").order_by("pk"))
    shares = {month: _connected(systems, end) for month, end in asked.ends()}
    by_agency: dict[Agency, list[OfficeSystem]] = defaultdict(list)
    for system in systems:
        by_agency[system.agency].append(system)
    agencies = [(at, _connected(by_agency[at], asked.last)) for at in listed(by_agency)]
    return Reading(shares, agencies, _("Chưa ghi hệ thống nào vào sổ theo dõi."))


def _connected(systems: Iterable[OfficeSystem], day: date) -> Share:
    used = [
        each
        for each in systems
        if each.in_use_since <= day
        and (each.retired_on is None or day < each.retired_on)
    ]
    joined = [e for e in used if e.connected_since and e.connected_since <= day]
    return Share(len(joined), len(used))


def work_files(asked: Asked, definition: Definition) -> Reading:
    """Read the offices' own work files of the definition's levels."""
    rows = WorkFiles.objects.filter(
        asked.agency.tree("agency__"),
        replaced_at=None,
        agency__level__in=definition.levels,
        month__range=(asked.since, asked.last),
    )
    by_month = _work_shares(rows, "month")
    by_agency = _work_shares(rows.filter(month__gte=asked.first), "agency")
    why = _("Chưa nhập số hồ sơ công việc vào sổ theo dõi.")
    return Reading(by_month, _named(by_agency), why)


def _work_shares(rows: QuerySet[WorkFiles], by: str) -> dict[Any, Share]:
    kept = rows.values_list(by).annotate(part=Sum("online"), whole=Sum("total"))
    return {key: Share(part, whole) for key, part, whole in kept.order_by(by)}


def reused(_asked: Asked, _definition: Definition) -> Reading:
    """Say that nothing can be reused yet: people have no store of papers here."""
    return Reading(
        {}, why_none=_("Cổng chưa có kho giấy tờ để lấy lại giấy tờ đã nộp.")
    )


READERS: Mapping[str, Callable[[Asked, Definition], Reading]] = {
    Indicator.INTEGRATED: integrated,
    Indicator.IDENTIFIED: identified,
    Indicator.ONLINE: online,
    Indicator.OFFERED: offered,
    Indicator.CONNECTED: connected,
    Indicator.WORK_FILES: work_files,
    Indicator.REUSED: reused,
}
