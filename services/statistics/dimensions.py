"""What own reports are divided by: names of groups, and how to ask about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from accounts.vietnamese import title_sort_key
from services.procedures.definition import Channel, Mode
from services.procedures.models import Procedure, Sector
from services.statistics.scope import DAY, Scope, next_month

DIMENSIONS: Mapping[str, Promise] = {
    "month": gettext_lazy("Tháng"),
    "day": gettext_lazy("Ngày"),
    "agency": gettext_lazy("Cơ quan trực thuộc"),
    "tier": gettext_lazy("Cấp giải quyết"),
    "sector": gettext_lazy("Lĩnh vực"),
    "procedure": gettext_lazy("Thủ tục"),
    "level": gettext_lazy("Mức độ"),
    "mode": gettext_lazy("Hình thức"),
    "channel": gettext_lazy("Kênh nộp"),
    "assisted": gettext_lazy("Có hỗ trợ"),
}
CHANNELS: Mapping[str, Promise] = {
    Channel.ONLINE: gettext_lazy("Trực tuyến"),
    Channel.COUNTER: gettext_lazy("Tại quầy"),
    Channel.POST: gettext_lazy("Bưu chính"),
}
MODES: Mapping[str, Promise] = {
    Mode.FULL: gettext_lazy("Toàn trình"),
    Mode.PARTIAL: gettext_lazy("Một phần"),
    Mode.INFORMATION: gettext_lazy("Cung cấp thông tin"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a report: its name, its place in the order, how it is asked about."""

    name: str
    order: tuple[Any, ...]
    narrowing: Mapping[str, str]


def groups_of(
    dimensions: tuple[str, ...], keys: Iterable[tuple[Any, ...]], scope: Scope
) -> list[tuple[Any, Group]]:
    """Return every key with its group, in the order of names, times by time."""
    kept = list(keys)
    columns = [
        _named(dimension, {key[place] for key in kept}, scope)
        for place, dimension in enumerate(dimensions)
    ]
    found = []
    for key in kept:
        mine = [column[part] for column, part in zip(columns, key, strict=True)]
        narrowing: dict[str, str] = {}
        for each in mine:
            narrowing |= each.narrowing
        name = " · ".join(each.name for each in mine)
        order = tuple(each.order for each in mine)
        found.append((key, Group(name, order, narrowing)))
    return sorted(found, key=lambda each: each[1].order)


def _named(dimension: str, values: set[Any], scope: Scope) -> dict[Any, Group]:
    if dimension in _ROWS:
        model, parameter, field = _ROWS[dimension]
        rows = model.objects.in_bulk(list(values))
        found = {
            pk: Group(
                row.name,
                (title_sort_key(row.name), pk),
                {parameter: getattr(row, field)},
            )
            for pk, row in rows.items()
        }
        return found | _own(scope.agency, found) if dimension == "agency" else found
    return {value: _plain(dimension, value, scope) for value in values}


def _own(agency: Agency | None, found: Mapping[int, Group]) -> dict[int, Group]:
    """Return the group of what is the agency's own, asked about without those below."""
    if agency is None or agency.pk not in found:
        return {}
    name = _("%(agency)s, riêng") % {"agency": agency.name}
    about = {**found[agency.pk].narrowing, "rieng": "1"}
    return {agency.pk: Group(name, ((), agency.pk), about)}


_ROWS: Mapping[str, tuple[Any, str, str]] = {
    "agency": (Agency, "co-quan", "identifier"),
    "sector": (Sector, "linh_vuc", "key"),
    "procedure": (Procedure, "thu_tuc", "code"),
}


def _plain(dimension: str, value: Any, scope: Scope) -> Group:
    if dimension == "month":
        return Group(f"{value:%m/%Y}", (value,), _within(value, scope))
    if dimension == "day":
        about = {"tu": f"{value}", "den": f"{value}"}
        return Group(f"{value:%d/%m/%Y}", (value,), about)
    if dimension == "level":
        name = _("Mức độ %(level)d") % {"level": value}
        return Group(name, (value,), {"muc_do": str(value)})
    if dimension == "assisted":
        name = _("Có hỗ trợ") if value else _("Không có hỗ trợ")
        return Group(name, (not value,), {"ho_tro": "1" if value else "0"})
    if dimension == "tier":
        place = Agency.Level.values.index(value)
        return Group(str(Agency.Level(value).label), (place,), {"cap": value})
    if dimension == "mode":
        return Group(str(MODES[value]), (value,), {"hinh_thuc": value})
    return Group(str(CHANNELS[value]), (value,), {"kenh": value})


def told(scope: Scope) -> str:
    """Say the days that a report is about, and to what it is narrowed."""
    days = _("Từ %(first)s đến %(last)s") % {
        "first": f"{scope.first:%d/%m/%Y}",
        "last": f"{scope.last:%d/%m/%Y}",
    }
    parts = {
        "level": scope.level,
        "mode": scope.mode,
        "channel": scope.channel,
        "assisted": scope.is_assisted,
        "tier": scope.tier,
    }
    narrowed = [each.name for each in (scope.sector, scope.procedure) if each]
    narrowed += [
        _plain(dimension, value, scope).name
        for dimension, value in parts.items()
        if value is not None
    ]
    return " · ".join([days, *narrowed])


def _within(month: date, scope: Scope) -> dict[str, str]:
    """Ask about the days of the month that are within the period, no others."""
    first = max(month, scope.first)
    last = min(next_month(month) - DAY, scope.last)
    return {"tu": f"{first}", "den": f"{last}"}
