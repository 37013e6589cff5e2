"""When something is due: pure functions of a moment, a term and a calendar.

Rules: NĐ 61/2018/NĐ-CP and TT 01/2018/TT-VPCP for terms of administrative procedures,
Bộ luật Dân sự 2015 Đ.147–148 for counting days (the first day is not counted; a last
day that is off moves to the next working day). All moments are aware; results are
local time of Vietnam. Eight working hours are one working day by default.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from itertools import takewhile

from services.workdays import explanation
from services.workdays.calendar import VIETNAM, Calendar
from services.workdays.terms import Term, Unit

INTAKE_HOURS = Decimal(8)
"""Working hours within which an online filing is answered."""

ONE_HOUR = timedelta(hours=1)
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Promise:
    """When the clock starts, when the result is due, and why, a sentence each."""

    starts_at: datetime
    due_at: datetime
    explanation: tuple[str, ...]


def start_of_clock(at: datetime, calendar: Calendar) -> datetime:
    """Return the moment itself within working hours, else the next opening."""
    begins, _ends = next(calendar.stretches_from(at))
    return begins


def add_working_time(
    start: datetime, amount: timedelta, calendar: Calendar
) -> datetime:
    """Return the moment when the working time has passed, at the earliest.

    A term that ends exactly at closing ends there, not at the next opening.
    """
    left = amount
    if left <= timedelta():
        return start.astimezone(VIETNAM)
    stretches = calendar.stretches_from(start)
    begins, ends = next(stretches)
    while left > ends - begins:
        left -= ends - begins
        begins, ends = next(stretches)
    return begins + left


def working_time_between(
    begins: datetime, ends: datetime, calendar: Calendar
) -> timedelta:
    """Return the working time from the first moment to the second, never negative."""
    counted = takewhile(
        lambda stretch: stretch[0] < ends, calendar.stretches_from(begins)
    )
    return sum(
        (min(closes, ends) - opens for opens, closes in counted), start=timedelta()
    )


def promise(accepted_at: datetime, term: Term, calendar: Calendar) -> Promise:
    """Return when a dossier accepted at the moment is due, and why."""
    starts_at = start_of_clock(accepted_at, calendar)
    due_at = _due(starts_at, term, calendar)
    words = explanation.of_promise(accepted_at, starts_at, term, due_at, calendar)
    return Promise(starts_at, due_at, words)


def _due(starts_at: datetime, term: Term, calendar: Calendar) -> datetime:
    if term.same_day_until is not None:
        return _same_day(starts_at, term, calendar)
    match term.unit:
        case Unit.HOUR:
            hours = float(term.value) * ONE_HOUR
            return add_working_time(starts_at, hours, calendar)
        case Unit.WORKING_DAY:
            time = float(term.value) * calendar.standard_day
            return add_working_time(starts_at, time, calendar)
        case Unit.CALENDAR_DAY:
            days = int(term.value.to_integral_value(ROUND_CEILING))
            return _end_of(starts_at.date() + timedelta(days), calendar)
        case _:
            months = int(term.value.to_integral_value(ROUND_CEILING))
            return _end_of(_months_later(starts_at.date(), months), calendar)


def _same_day(starts_at: datetime, term: Term, calendar: Calendar) -> datetime:
    day = starts_at.date()
    assert term.same_day_until is not None
    if starts_at.time() >= term.same_day_until:
        day += timedelta(1)
    return _end_of(day, calendar)


def _end_of(day: date, calendar: Calendar) -> datetime:
    """Return the closing of the day, or of the next working day if it is off."""
    return calendar.closing_of(next(calendar.working_days_from(day)))


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day (BLDS Đ.148 k.3)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    following = (
        date(year + 1, 1, 1) if month + 1 == DECEMBER else date(year, month + 2, 1)
    )
    last = following - timedelta(1)
    return last.replace(day=min(day.day, last.day))


def resume(
    due_at: datetime, paused_at: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """Return the due time moved by exactly the working time of the pause."""
    pause = working_time_between(paused_at, resumed_at, calendar)
    return add_working_time(due_at, pause, calendar)


def intake_limit(submitted_at: datetime, calendar: Calendar) -> datetime:
    """Return until when an online filing must be answered: eight working hours."""
    term = Term(INTAKE_HOURS, Unit.HOUR)
    return _due(start_of_clock(submitted_at, calendar), term, calendar)


def expected(submitted_at: datetime, term: Term, calendar: Calendar) -> datetime:
    """Return the date to expect if the filing is accepted at its intake limit."""
    limit = intake_limit(submitted_at, calendar)
    return _due(start_of_clock(limit, calendar), term, calendar)
