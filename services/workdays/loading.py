"""The calendar of an office: public holidays, then what administrators changed."""

import time
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

import holidays

from services.workdays import hours
from services.workdays.calendar import Calendar, Week
from services.workdays.hours import Hours
from services.workdays.models import Holiday, Timetable

FRESH_SECONDS = 60
"""A change by an administrator is seen by every process within a minute."""


def public_holidays(years: Iterable[int]) -> tuple[dict[date, str], dict[date, str]]:
    """Return Vietnam's days off and make-up days by name (BLLĐ 2019 Đ.112).

    Substitute days (nghỉ bù) are among the days off; the government's swaps come
    with the working day that pays for them.
    """
    known = holidays.country_holidays("VN", years=list(years), language="vi")
    off = {day: str(name) for day, name in known.items()}
    worked = dict.fromkeys(getattr(known, "weekend_workdays", ()), "Ngày làm bù")
    return off, worked


def calendar_for(key: str, first_year: int, last_year: int) -> Calendar:
    """Return the calendar under the key for the years; warm calls cost no query."""
    minute = int(time.monotonic() // FRESH_SECONDS)
    return _calendar(key, first_year, last_year, minute)


@lru_cache(maxsize=256)
def _calendar(key: str, first_year: int, last_year: int, _minute: int) -> Calendar:
    off, worked = (
        dict(days) for days in public_holidays(range(first_year, last_year + 1))
    )
    changes = Holiday.objects.filter(
        date__year__gte=first_year, date__year__lte=last_year
    )
    for change in changes:
        _apply(change, off, worked)
    counts, intake = _weeks(key)
    return Calendar(counts, intake, off, worked)


def _apply(change: Holiday, off: dict[date, str], worked: dict[date, str]) -> None:
    off.pop(change.date, None)
    worked.pop(change.date, None)
    if change.kind == Holiday.Kind.OFF:
        off[change.date] = change.name
    elif change.kind == Holiday.Kind.MAKE_UP:
        worked[change.date] = change.name


def _weeks(key: str) -> tuple[Week, Week]:
    kept: Mapping[str, object] | None = (
        Timetable.objects.filter(key=key).values_list("hours", flat=True).first()
    )
    return Hours.model_validate(kept).weeks() if kept else hours.DEFAULT
