"""Deadlines: the vectors of the domain, and what must hold for every calendar."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.workdays import deadlines
from services.workdays.calendar import (
    FULL_DAY,
    VIETNAM,
    Calendar,
    NoWorkingDay,
    Session,
)
from services.workdays.loading import public_holidays
from services.workdays.terms import Term, Unit

OFF, WORKED = public_holidays([2021, 2022])
CALENDAR = Calendar(days_off=OFF, make_up_days=WORKED)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def days(value: str) -> Term:
    return Term(Decimal(value), Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("accepted", "term", "due"),
    [
        ("27/01/2021 10:00", "3", "01/02/2021 10:00"),
        ("29/01/2021 17:30", "3", "03/02/2021 17:00"),
        ("30/01/2021 09:00", "3", "03/02/2021 17:00"),
        ("27/01/2021 12:15", "1", "28/01/2021 11:30"),
        ("08/02/2021 15:00", "5", "22/02/2021 15:00"),
        ("28/04/2021 08:00", "2.5", "04/05/2021 13:30"),
        ("01/09/2021 16:00", "1", "06/09/2021 16:00"),
    ],
)
def test_working_days_follow_the_vectors(accepted: str, term: str, due: str) -> None:
    assert deadlines.promise(at(accepted), days(term), CALENDAR).due_at == at(due)


@pytest.mark.parametrize(
    ("accepted", "begins"),
    [
        ("27/01/2021 06:00", "27/01/2021 07:30"),
        ("27/01/2021 07:30", "27/01/2021 07:30"),
        ("27/01/2021 11:30", "27/01/2021 13:00"),
        ("27/01/2021 17:00", "28/01/2021 07:30"),
        ("30/01/2021 09:00", "01/02/2021 07:30"),
        ("31/01/2021 23:59", "01/02/2021 07:30"),
        ("09/02/2021 17:00", "17/02/2021 07:30"),
        ("31/12/2020 23:59", "04/01/2021 07:30"),
    ],
)
def test_outside_the_hours_the_clock_starts_at_the_next_opening(
    accepted: str, begins: str
) -> None:
    off, worked = public_holidays([2020, 2021])
    calendar = Calendar(days_off=off, make_up_days=worked)

    assert deadlines.start_of_clock(at(accepted), calendar) == at(begins)


def test_hours_are_working_hours() -> None:
    term = Term(Decimal(1), Unit.HOUR)

    due = deadlines.promise(at("27/01/2021 11:00"), term, CALENDAR).due_at

    assert due == at("27/01/2021 13:30")


def test_a_pause_moves_the_due_time_by_its_working_time() -> None:
    due = deadlines.promise(at("27/01/2021 10:00"), days("3"), CALENDAR).due_at

    moved = deadlines.resume(
        due, at("28/01/2021 10:00"), at("02/02/2021 10:00"), CALENDAR
    )

    assert moved == at("04/02/2021 10:00")


def test_calendar_days_roll_over_tet() -> None:
    term = Term(Decimal(15), Unit.CALENDAR_DAY)

    due = deadlines.promise(at("27/01/2021 10:00"), term, CALENDAR).due_at

    assert due.date() == date(2021, 2, 17)


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    term = Term(Decimal(1), Unit.MONTH)

    due = deadlines.promise(at("31/03/2021 10:00"), term, CALENDAR).due_at

    # 30/04 is a holiday and a long weekend follows.
    assert due.date() == date(2021, 5, 4)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("27/01/2021 09:00", "27/01/2021 17:00"),
        ("27/01/2021 15:00", "28/01/2021 17:00"),
        ("29/01/2021 16:10", "01/02/2021 17:00"),
        ("27/01/2021 18:00", "28/01/2021 17:00"),
    ],
)
def test_same_day_until_fifteen_hours(accepted: str, due: str) -> None:
    term = Term(Decimal(1), Unit.WORKING_DAY, same_day_until=time(15))

    assert deadlines.promise(at(accepted), term, CALENDAR).due_at == at(due)


def test_intake_is_limited_to_eight_working_hours() -> None:
    limit = deadlines.intake_limit(at("29/01/2021 20:30"), CALENDAR)

    assert limit == at("01/02/2021 17:00")


def test_the_explanation_names_the_holidays_left_out() -> None:
    promise = deadlines.promise(at("08/02/2021 15:00"), days("5"), CALENDAR)

    text = " ".join(promise.explanation)
    assert "Tết" in text
    assert "15:00 ngày 22/02/2021" in text
    assert "5 ngày làm việc" in text


def test_the_holidays_of_2021_are_those_of_the_vectors() -> None:
    working = {d for d in OFF if d.year == 2021 and d.weekday() < 5}

    assert working == {
        date(2021, 1, 1),
        *(date(2021, 2, n) for n in (10, 11, 12, 15, 16)),
        date(2021, 4, 21),
        date(2021, 4, 30),
        date(2021, 5, 3),
        date(2021, 9, 2),
        date(2021, 9, 3),
    }


def test_a_make_up_day_counts() -> None:
    off, worked = public_holidays([2026])

    calendar = Calendar(days_off=off, make_up_days=worked)

    assert date(2026, 8, 22) in worked
    assert calendar.is_working_day(date(2026, 8, 22))
    assert not calendar.is_working_day(date(2026, 8, 31))
    assert calendar.takes_in_on(date(2026, 8, 22))


def test_a_calendar_without_hours_fails_instead_of_looping() -> None:
    never = Calendar(week=((),) * 7)

    with pytest.raises(NoWorkingDay):
        deadlines.start_of_clock(at("27/01/2021 10:00"), never)


hours = st.integers(0, 23)


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Session, ...]:
    marks = draw(st.lists(hours, min_size=0, max_size=6, unique=True))
    marks.sort()
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(Session(time(begin), time(end)) for begin, end in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = [draw(sessions()) for _day in range(6)]
    off = draw(st.sets(st.dates(date(2021, 1, 1), date(2021, 12, 31)), max_size=20))
    return Calendar(week=(FULL_DAY, *week), days_off=dict.fromkeys(off, "Nghỉ"))


moments = st.datetimes(datetime(2021, 1, 1), datetime(2021, 12, 1)).map(
    lambda moment: moment.replace(tzinfo=VIETNAM)
)
amounts = st.decimals(Decimal("0.5"), 30, places=1)
units = st.sampled_from(Unit)


@given(calendars(), moments, moments, amounts, units)
def test_later_acceptance_is_never_due_earlier(
    calendar: Calendar, one: datetime, other: datetime, value: Decimal, unit: Unit
) -> None:
    first, second = sorted((one, other))
    term = Term(value, unit)

    due = [deadlines.promise(m, term, calendar).due_at for m in (first, second)]

    assert due == sorted(due)


@given(calendars(), moments, amounts, amounts, units)
def test_a_longer_term_is_never_due_earlier(
    calendar: Calendar, moment: datetime, one: Decimal, other: Decimal, unit: Unit
) -> None:
    short, long = sorted((one, other))

    due = [
        deadlines.promise(moment, Term(value, unit), calendar).due_at
        for value in (short, long)
    ]

    assert due == sorted(due)


@given(calendars(), moments, amounts, units)
def test_nothing_is_due_on_a_day_off_or_outside_hours(
    calendar: Calendar, moment: datetime, value: Decimal, unit: Unit
) -> None:
    due = deadlines.promise(moment, Term(value, unit), calendar).due_at

    stretches = [session.on(due.date()) for session in calendar.sessions_on(due.date())]
    assert any(begins <= due <= ends for begins, ends in stretches)


@given(calendars(), moments, moments, amounts)
def test_a_pause_adds_exactly_its_working_time(
    calendar: Calendar, one: datetime, other: datetime, value: Decimal
) -> None:
    paused, resumed = sorted((one, other))
    due = deadlines.promise(paused, Term(value, Unit.WORKING_DAY), calendar).due_at

    moved = deadlines.resume(due, paused, resumed, calendar)

    pause = deadlines.working_time_between(paused, resumed, calendar)
    assert deadlines.working_time_between(due, moved, calendar) == pause


@given(calendars(), moments, st.integers(0, 200), st.integers(0, 200))
def test_working_time_adds_up(
    calendar: Calendar, begins: datetime, one: int, other: int
) -> None:
    middle = begins + timedelta(hours=one)
    ends = middle + timedelta(hours=other)

    parts = deadlines.working_time_between(
        begins, middle, calendar
    ) + deadlines.working_time_between(middle, ends, calendar)

    assert parts == deadlines.working_time_between(begins, ends, calendar)
