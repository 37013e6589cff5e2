"""How invented history is drawn: in office hours, in order of time, where wished."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from portal.management.commands.simulate import moment
from portal.management.commands.simulate_demo import lately
from portal.simulation import desks
from portal.simulation.drawing import Drawer, NothingYet, Wish
from portal.simulation.shapes import VIETNAM
from portal.simulation.stories import office_time
from portal.simulation.writing import write
from services.procedures.models import Offering
from services.statistics.folding import Timing
from services.statistics.models import Fact
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office
from tests.portal.test_simulation import Stage

DAY = timedelta(days=1)

MOMENTS = {
    "an ordinary noon": "2026-11-26T12:00",
    "the last minute of the year": "2026-12-31T23:59",
    "the first minute of Tết": "2026-02-14T00:00",
    "in the middle of Tết": "2026-02-18T10:00",
    "the last minute of Tết": "2026-02-22T23:59",
    "before the first counter opens": "2026-02-23T06:00",
    "the last minute of a Sunday": "2026-11-29T23:59",
    "the first minute of a Monday": "2026-11-30T00:01",
}
at_any_time = pytest.mark.parametrize("text", MOMENTS.values(), ids=MOMENTS)


@given(
    st.datetimes(
        min_value=datetime(2024, 1, 1),
        max_value=datetime(2027, 1, 1),
        timezones=st.just(UTC),
    ),
    st.randoms(use_true_random=False),
)
def test_offices_act_in_their_hours_and_never_before_they_are_asked(
    at: datetime, random: Random
) -> None:
    holiday = at.astimezone(VIETNAM).date()

    moved = office_time(at, random, {holiday}).astimezone(VIETNAM)

    assert moved >= at
    assert moved.weekday() < 5
    assert moved.date() != holiday
    assert 8 <= moved.hour < 17


def test_within_office_hours_nothing_waits() -> None:
    assert office_time(WHEN, Random(1), frozenset()) == WHEN


@at_any_time
@pytest.mark.django_db
def test_as_many_as_wished_are_filed_and_nothing_lies_in_the_future(text: str) -> None:
    Stage()
    now = moment(text)
    today = now.date()

    stories = Drawer(Wish(80, today - DAY, today, seed=3), now=now).stories()

    assert len(stories) == 80
    for story in stories:
        moments = [happens.at for happens in story.events]
        assert moments == sorted(moments)
        assert story.begun_at <= moments[0]
        assert moments[-1] <= now


@at_any_time
@pytest.mark.django_db
def test_something_waits_in_every_queue_at_any_time(text: str) -> None:
    Office(DIPLOMA, BIRTH)
    now = moment(text)
    wish = Wish(20, lately(now.date()), now.date(), seed=3, waiting=2)

    waiting = Counter(map(desks.place_of, Drawer(wish, now=now).stories()))

    assert all(waiting[queue] >= 2 for queue in desks.QUEUES)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 3, 16), date(2026, 3, 5)),
        (date(2026, 2, 22), date(2026, 2, 5)),  # Tết lies in between
        (date(2026, 8, 24), date(2026, 8, 14)),  # Saturday, 22 August is made up
    ],
)
def test_lately_means_seven_working_days_over_tet_too(today: date, first: date) -> None:
    assert lately(today) == first


@pytest.mark.django_db
def test_an_office_without_online_filing_never_fills_that_queue_but_the_others() -> (
    None
):
    Office(DIPLOMA)
    Offering.objects.update(level=2)
    wish = Wish(20, WHEN.date() - 9 * DAY, WHEN.date(), seed=3, waiting=1)

    waiting = Counter(map(desks.place_of, Drawer(wish, now=WHEN).stories()))

    assert {queue for queue in desks.QUEUES if not waiting[queue]} == {desks.QUEUES[0]}


@pytest.mark.django_db
def test_equal_wishes_at_an_equal_time_give_equal_stories() -> None:
    Stage()
    wish = Wish(30, WHEN.date() - 9 * DAY, WHEN.date(), seed=3, waiting=1)

    one, other = (
        [(story.public_id, story.events) for story in Drawer(wish, now=WHEN).stories()]
        for _time in range(2)
    )

    assert one == other


@pytest.mark.django_db
def test_days_that_have_not_passed_have_no_history() -> None:
    today = WHEN.date()

    with pytest.raises(NothingYet):
        Drawer(Wish(5, today, today, seed=3), now=WHEN)
    with pytest.raises(CommandError, match="has passed"):
        call_command("simulate", dossiers=5, first=today, now=WHEN)


def test_a_moment_without_a_zone_is_local() -> None:
    assert moment("2026-03-02T10:00") == WHEN == moment("2026-03-02T03:00+00:00")


@pytest.mark.django_db
def test_offices_can_be_named_and_must_exist() -> None:
    stage, elsewhere = Stage(), Office(DIPLOMA)
    where = stage.office.agency
    day: date = WHEN.date()
    wish = Wish(9, day, day, seed=3, agencies=(where.identifier,))

    stories = Drawer(wish, now=WHEN + DAY).stories()

    assert {story.agency for story in stories} == {where}
    assert where != elsewhere.agency
    with pytest.raises(CommandError, match=r"H29\.KHONG-CO"):
        call_command("simulate", dossiers=5, agencies=["H29.KHONG-CO"])


@pytest.mark.django_db
def test_few_are_late() -> None:
    Stage()
    wish = Wish(300, WHEN.date() - 100 * DAY, WHEN.date(), seed=5)
    write(Drawer(wish, now=WHEN).stories())

    late = Fact.objects.filter(timing=Timing.LATE).count()

    assert 0 < late < 0.15 * Fact.objects.count()
