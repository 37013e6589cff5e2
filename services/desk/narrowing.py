"""What figures are asked about, read from an address; shared by all pages of figures.

Agencies are those at which the person may see figures and all below them; others do
not exist for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.procedures.definition import Channel, Mode
from services.procedures.models import Procedure, Sector
from services.statistics.own_reading import ASSISTED, LEVELS
from services.statistics.periods import (
    BETWEEN,
    NotAPeriod,
    Period,
    is_day,
    period_of,
    period_until,
    recent,
)
from services.statistics.scope import Scope


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of figures: the name of its address, and its title."""

    page: str
    title: Any


TABS = (
    Tab("desk:board", gettext_lazy("Bảng điều hành")),
    Tab("desk:indicators", gettext_lazy("Chỉ tiêu")),
    Tab("desk:report", gettext_lazy("Biểu báo cáo")),
    Tab("desk:own_reports", gettext_lazy("Báo cáo của tôi")),
    Tab("desk:scores", gettext_lazy("Bộ chỉ số 766")),
    Tab("desk:satisfaction", gettext_lazy("Mức độ hài lòng")),
    Tab("desk:registers", gettext_lazy("Sổ theo dõi")),
    Tab("desk:quality", gettext_lazy("Chất lượng dữ liệu")),
    Tab("desk:money_figures", gettext_lazy("Số liệu thu")),
)


def agencies_of(
    user: User, permission: Permission = Permission.SEE_FIGURES
) -> QuerySet[Agency]:
    """Return the agencies whose figures the person may see, those below included.

    Or, with another permission, those that it holds for in the same way.
    """
    mine = user.agencies_with(permission).order_by("path")
    within = reduce(or_, (each.tree() for each in mine), Q(pk__in=()))
    found = Agency.objects.filter(within)
    return found.order_by("path")


def agency_of(user: User, identifier: str) -> Agency:
    """Return the agency of that identifier, or their own without one; else 404."""
    mine = agencies_of(user)
    if not identifier:
        first = mine.first()
        assert first is not None  # whoever enters may see figures somewhere
        return first
    return get_object_or_404(mine, identifier=identifier)


@dataclass(frozen=True, slots=True)
class DayField:
    """A field for a day at an edge of the period, with what was typed into it."""

    name: str
    label: Any
    typed: str

    @property
    def type(self) -> str:
        """Return the type of the input: a field for dates empties what is no day."""
        return "date" if not self.typed or is_day(self.typed) else "text"


def asked_in(query: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return what an address asks about under those names.

    Its days count before the period that it names: only a person types days. Days that
    the page held already (`da-go`) give way to a period that was chosen since.
    """
    asked = {name: query[name] for name in names if query.get(name)}
    days = _days(asked)
    if days == query.get(HELD) and asked.get("ky", days) != days:
        asked = {name: value for name, value in asked.items() if name not in EDGES}
    return asked


def period_in(asked: Mapping[str, str], today: date) -> tuple[Period, str]:
    """Return the period that is asked for and what is wrong with it, if anything.

    `ky` names it, or `tu` and `den` its days; without any it is this year.
    """
    key = _days(asked) or asked.get("ky", "").strip()
    try:
        return period_until(key or f"{today.year}", today), ""
    except NotAPeriod as problem:
        return period_of(f"{today.year}"), str(problem)


def period_fields(
    asked: Mapping[str, str], today: date, shown: Period
) -> dict[str, Any]:
    """Return what `desk/period_fields.html` is about: nothing that was typed is lost.

    Without sense or not, the days that were typed stay in their fields, and they are
    what is chosen until they are mended or another period is.
    """
    days = _days(asked)
    first, _between, last = days.partition(BETWEEN)
    return {
        "periods": periods(today, shown),
        "period": days or shown.key,
        "is_of_days": bool(days),
        "is_without_sense": bool(days) and days != shown.key,
        "days": [
            DayField("tu", _("Từ ngày"), first),
            DayField("den", _("Đến hết ngày"), last),
        ],
    }


def _days(asked: Mapping[str, str]) -> str:
    """Return the days that are asked about as one key, sense or none; or nothing."""
    first, last = (asked.get(name, "").strip() for name in EDGES)
    if first or last:
        return f"{first}{BETWEEN}{last}"
    key = asked.get("ky", "").strip()
    return key if BETWEEN in key else ""


def periods(today: date, chosen: Period) -> list[Period]:
    """Return the periods to choose from, the one that is chosen among them."""
    known = recent(today)
    return known if chosen in known else [chosen, *known]


def narrowed(
    asked: Mapping[str, str], row: Mapping[str, str], first: date, last: date
) -> dict[str, str]:
    """Return the address's question about a row of a board that shows those days.

    A month at an edge counts only the days that are shown: it is asked about by them.
    """
    if "ky" not in row:
        return {**asked, **row}
    month = period_of(row["ky"])
    within = without_period(asked)
    if first <= month.first and month.last <= last:
        return {**within, **row}
    days = {"tu": f"{max(first, month.first)}", "den": f"{min(last, month.last)}"}
    return {**within, **{k: v for k, v in row.items() if k != "ky"}, **days}


EDGES = ("tu", "den")
PERIOD = ("ky", *EDGES)
HELD = "da-go"


def without_period(asked: Mapping[str, str]) -> dict[str, str]:
    """Return what is asked besides the period."""
    return {name: value for name, value in asked.items() if name not in PERIOD}


def scope_in(asked: Mapping[str, str], user: User, today: date) -> Scope:
    """Return the scope that an address names; 404 for what is not there.

    It ends today at the latest: what will be overdue is no figure yet.
    """
    period, problem = period_in(asked, today)
    if problem:
        raise Http404(problem)
    return Scope(
        period.first,
        min(period.last, today),
        agency_of(user, asked.get("co-quan", "")),
        sector=_one(Sector.objects.all(), "key", asked.get("linh_vuc", "")),
        procedure=_one(Procedure.objects.all(), "code", asked.get("thu_tuc", "")),
        level=_among(LEVELS, asked.get("muc_do", "")),
        mode=_among({m.value: m.value for m in Mode}, asked.get("hinh_thuc", "")),
        channel=_among({c.value: c.value for c in Channel}, asked.get("kenh", "")),
        is_assisted=_among(ASSISTED, asked.get("ho_tro", "")),
        tier=_among({v: v for v in Agency.Level.values}, asked.get("cap", "")),
    )


def _one(rows: QuerySet[Any], field: str, value: str) -> Any:
    return get_object_or_404(rows, **{field: value}) if value else None


def _among[T](known: Mapping[str, T], value: str) -> T | None:
    if value and value not in known:
        raise Http404(_("Không có lựa chọn này."))
    return known.get(value)
