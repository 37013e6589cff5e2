"""The calendar of an office, with what administrators changed."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from services.workdays.loading import _calendar, calendar_for
from services.workdays.models import Holiday, Timetable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    _calendar.cache_clear()


def test_an_override_beats_the_public_calendar() -> None:
    Holiday.objects.create(
        date=date(2026, 9, 2), kind=Holiday.Kind.USUAL, name="Làm việc"
    )
    Holiday.objects.create(date=date(2026, 3, 3), kind=Holiday.Kind.OFF, name="Nghỉ")
    Holiday.objects.create(
        date=date(2026, 3, 7), kind=Holiday.Kind.MAKE_UP, name="Làm bù"
    )

    calendar = calendar_for("default", 2026, 2026)

    assert calendar.is_working_day(date(2026, 9, 2))
    assert not calendar.is_working_day(date(2026, 3, 3))
    assert calendar.is_working_day(date(2026, 3, 7))


def test_an_office_may_have_hours_of_its_own() -> None:
    evening = [["18:00", "20:00"]]
    Timetable.objects.create(
        key="dem", hours={"counts": [evening] * 5 + [[], []], "intake": None}
    )

    calendar = calendar_for("dem", 2026, 2026)

    assert calendar.sessions_on(date(2026, 3, 2))[0].begins == time(18)


def test_hours_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValidationError):
        Timetable(key="x", hours={"counts": []}).full_clean()


def test_a_warm_calendar_costs_no_query(django_assert_num_queries: object) -> None:
    calendar_for("default", 2026, 2027)

    with django_assert_num_queries(0):  # type: ignore[operator]
        calendar_for("default", 2026, 2027)
