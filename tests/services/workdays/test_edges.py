"""The edges of the calendar: what the vectors do not reach."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from services.workdays.calendar import VIETNAM, Session
from services.workdays.deadlines import (
    add_working_time,
    expected,
    promise,
    working_time_between,
)
from services.workdays.loading import calendar_for
from services.workdays.models import Holiday, Timetable
from services.workdays.terms import Term, Unit

pytestmark = pytest.mark.django_db

MORNING = datetime(2021, 2, 1, 3, 0, tzinfo=UTC)
"""Monday, 10:00 in Vietnam."""


def test_a_session_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        Session(time(9), time(9))


def test_no_working_time_is_no_time() -> None:
    calendar = calendar_for("default", 2021, 2021)

    assert add_working_time(MORNING, timedelta(), calendar) == MORNING
    assert working_time_between(MORNING, MORNING, calendar) == timedelta()


def test_the_date_to_expect_counts_from_the_limit_for_reception() -> None:
    calendar = calendar_for("default", 2021, 2021)
    term = Term(Decimal(3), Unit.WORKING_DAY)

    due = expected(MORNING, term, calendar)

    assert due > promise(MORNING, term, calendar).due_at
    assert due.astimezone(VIETNAM).date() == date(2021, 2, 5)


def test_a_make_up_day_is_named_in_the_explanation() -> None:
    calendar = calendar_for("default", 2026, 2026)
    friday = datetime(2026, 8, 21, 3, 0, tzinfo=UTC)

    told = promise(friday, Term(Decimal(2), Unit.WORKING_DAY), calendar).explanation

    assert any("làm bù" in sentence and "22/08" in sentence for sentence in told)


def test_hours_at_the_counter_are_none_on_a_day_off() -> None:
    calendar = calendar_for("default", 2026, 2026)

    assert calendar.takes_in_on(date(2026, 9, 2)) == ()
    assert calendar.takes_in_on(date(2026, 3, 2))


def test_what_is_kept_reads_as_itself() -> None:
    assert str(Holiday(date=date(2021, 2, 11), name="Tết")) == "2021-02-11 Tết"
    assert str(Timetable(key="quan-1")) == "quan-1"


def test_hours_that_cannot_be_read_are_refused_beside_the_field() -> None:
    with pytest.raises(ValidationError) as refused:
        Timetable(key="x", hours={"monday": "all day"}).clean()

    assert "hours" in refused.value.message_dict
