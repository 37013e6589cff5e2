"""Reading the indicators' parts and wholes: month by month, and agency by agency.

Everything is asked once for all months: the cost does not depend on how many there are,
nor on the number of dossiers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Agency
from services.procedures.definition import ONLINE_FROM
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
_WORK = {"part": Sum("online"), "whole": Sum("total")}


@dataclass(frozen=True)
class Asked:
    """The agency with all below it; the trend's first day, the year's, the last.

    What several indicators look at is read once.
    """

    agency: Agency
    since: date
    first: date
    last: date

    @cached_property
    def offers(self) -> list["Offer"]:
        """When common or eligible procedures were offered, at which level."""
        wanted = Q(procedure__is_common=True) | Q(procedure__is_eligible=True)
        rows = Offering.objects.filter(wanted, self.agency.tree("agency__")).order_by()
        return [Offer(*each) for each in rows.values_list(*OFFER).distinct()]

    @cached_property
    def agencies(self) -> Mapping[int, Agency]:
        """The agency and all below it, by their keys."""
        return Agency.objects.filter(self.agency.tree()).in_bulk()

    @cached_property
    def work_by_month(self) -> Mapping[tuple[str, date], Share]:
        """Work files handled online and all, by level of the offices and month."""
        rows = self._work.filter(month__gte=self.since)
        kept = rows.values_list("agency__level", "month").annotate(**_WORK)
        return {
            (level, month): Share(part, whole)
            for level, month, part, whole in kept.order_by("agency__level", "month")
        }

    @cached_property
    def work_by_agency(self) -> Mapping[int, Share]:
        """Work files of the year handled online and all, by office."""
        rows = self._work.filter(month__gte=self.first)
        kept = rows.values_list("agency").annotate(**_WORK).order_by("agency")
        return {agency: Share(part, whole) for agency, part, whole in kept}

    @property
    def _work(self) -> QuerySet[WorkFiles]:
        mine = self.agency.tree("agency__")
        return WorkFiles.objects.filter(mine, replaced_at=None, month__lte=self.last)

    def named(self, shares: Mapping[int, Share]) -> list[tuple[Agency, Share]]:
        """Return the shares with their agencies, in the order of lists."""
        known = listed(self.agencies[pk] for pk in shares)
        return [(agency, shares[agency.pk]) for agency in known]

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


OFFER = (
    *("procedure", "valid_from", "valid_to", "level"),
    *("procedure__is_common", "procedure__is_eligible"),
)


class Offer(NamedTuple):
    """Some office of the tree offered the procedure from a day on (or to another)."""

    procedure: int
    first: date
    last: date | None
    level: int
    is_common: bool
    is_eligible: bool


def _offered(offers: Iterable[Offer], *, least: int = 0) -> dict[int, set[Lasting]]:
    """Return when each procedure was offered, from some level on."""
    found: dict[int, set[Lasting]] = defaultdict(set)
    for each in offers:
        if each.level >= least:
            found[each.procedure].add(Lasting(each.first, each.last))
    return found


def _count(offered: Mapping[int, Iterable[Lasting]], day: date) -> set[int]:
    return {procedure for procedure, spells in offered.items() if hold(spells, day)}


def integrated(asked: Asked, _definition: Definition) -> Reading:
    """Read common services at level 3 or 4, and which the national portal has."""
    common = [each for each in asked.offers if each.is_common]
    offered = _offered(common, least=ONLINE_FROM)
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
        asked.named({pk: _share(numbers) for pk, numbers in year.items()}),
        _("Chưa có hồ sơ nào được tiếp nhận."),
    )


def _share(numbers: Mapping[str, int]) -> Share:
    return Share(numbers["online"], numbers["accepted"])


def offered(asked: Asked, _definition: Definition) -> Reading:
    """Read eligible procedures, and which are offered at level 3 or 4."""
    eligible = [each for each in asked.offers if each.is_eligible]
    online, whole = _offered(eligible, least=ONLINE_FROM), _offered(eligible)
    shares = {
        month: Share(len(_count(online, end)), len(_count(whole, end)))
        for month, end in asked.ends()
    }
    why = _("Không có thủ tục đủ điều kiện nào được cung cấp.")
    return Reading(shares, _offered_below(asked), why)


def _offered_below(asked: Asked) -> list[tuple[Agency, Share]]:
    """Return the shares of the agencies directly below, on the last day."""
    offered = offered_at(Scope(asked.first, asked.last, asked.agency))
    mine = offered.filter(procedure__is_eligible=True)
    return asked.named(
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
    by_month: dict[date, Share] = defaultdict(Share)
    for (level, month), share in asked.work_by_month.items():
        if level in definition.levels:
            by_month[month] = _plus(by_month[month], share)
    by_agency = {
        pk: share
        for pk, share in asked.work_by_agency.items()
        if asked.agencies[pk].level in definition.levels
    }
    why = _("Chưa nhập số hồ sơ công việc vào sổ theo dõi.")
    return Reading(by_month, asked.named(by_agency), why)


def _plus(one: Share, other: Share) -> Share:
    return Share(one.online + other.online, one.total + other.total)


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
