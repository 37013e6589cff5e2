"""Nine criteria and five groups: by hand, and against a plain count."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Agency
from services.dossiers.states import State
from services.feedback.models import Rating
from services.procedures.definition import Channel
from services.statistics import judging, opinions, qd766, satisfied, tasks
from services.statistics.folding import Timing
from services.statistics.models import Fact, Opinion, Petitions
from services.statistics.online_share import Share
from services.statistics.opinions import Opinions
from services.statistics.satisfaction import Criterion, criteria, online_points
from services.statistics.scope import Scope
from services.statistics.verifying import deviations
from tests.factories.accounts import make_agency, make_citizen
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure, offer
from tests.factories.facts import make_facts, resolved
from tests.factories.registers import AT
from tests.factories.transactions import undone

pytestmark = pytest.mark.django_db

MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))
BEFORE = date(2026, 2, 20)


class Town:
    """A district with two wards."""

    def __init__(self) -> None:
        self.district = make_agency("Quận Mẫu", level=Agency.Level.DISTRICT)
        self.ward = make_agency("Phường Mẫu", parent=self.district)
        self.other = make_agency("Phường Khác Mẫu", parent=self.district)
        self.birth = make_procedure(BIRTH)

    def judge(self, agency: Agency, *points: int, day: date = MARCH.first) -> Rating:
        satisfaction, organisation, publicity, attitude = points
        return Rating.objects.create(
            dossier=Rating.objects.count() + 1,
            agency=agency,
            procedure=self.birth,
            given_on=day,
            satisfaction=satisfaction,
            organisation=organisation,
            publicity=publicity,
            attitude=attitude,
        )

    def scope(self, agency: Agency | None = None) -> Scope:
        return Scope(MARCH.first, MARCH.last, agency or self.district)

    def petitions(self, received: int, in_time: int, satisfied: int) -> None:
        Petitions.objects.create(
            agency=self.ward,
            month=MARCH.first,
            received=received,
            in_time=in_time,
            satisfied=satisfied,
            source="PAKN",
            entered_by=make_citizen(),
            entered_at=AT,
        )


@pytest.fixture
def town() -> Town:
    return Town()


def by_number(found: list[Criterion]) -> dict[int, Criterion]:
    return {each.number: each for each in found}


def test_without_anything_each_says_why(town: Town) -> None:
    found = criteria(town.scope())

    assert [each.number for each in found] == list(range(1, 10))
    for each in found:
        assert each.average is None
        assert each.why_none


def test_time_and_contacts_are_counted_from_dossiers(town: Town) -> None:
    early = resolved(date(2026, 3, 3), Timing.EARLY, accepted=BEFORE)
    late = resolved(date(2026, 3, 20), Timing.LATE, accepted=BEFORE)
    make_facts(town.ward, town.birth, day=BEFORE, count=2, **early)
    make_facts(town.ward, town.birth, day=BEFORE, supplements=1, **early)
    make_facts(town.other, town.birth, day=BEFORE, supplements=2, **late)

    found = by_number(criteria(town.scope()))

    assert (found[1].points, found[1].forms) == (6, 4)
    assert found[1].average == Decimal("1.5")
    assert (found[3].points, found[3].forms) == (5, 4)
    assert found[3].average == Decimal("1.3")


def test_steps_are_judged_where_their_times_are_known(town: Town) -> None:
    early = resolved(date(2026, 3, 3), Timing.EARLY, accepted=BEFORE)
    for steps, late in ((2, 0), (3, 0), (2, 1), (3, 2)):
        known = {**early, "steps": steps, "late_steps": late}
        make_facts(town.ward, town.birth, day=BEFORE, **known)
    make_facts(town.ward, town.birth, day=BEFORE, **early)  # of earlier events

    found = by_number(criteria(town.scope()))

    assert (found[2].points, found[2].forms) == (5, 4)
    assert found[2].average == Decimal("1.3")


def test_what_people_say_is_counted_once_and_tests_never(town: Town) -> None:
    town.judge(town.ward, 2, 2, 1, 0)
    town.judge(town.other, 0, 1, 1, 1)
    Rating.objects.filter(pk=town.judge(town.ward, 0, 0, 0, 0).pk).update(is_test=True)

    tasks.bring_up_to_date()
    tasks.bring_up_to_date()

    found = by_number(criteria(town.scope()))
    assert [found[n].points for n in (5, 6, 7)] == [3, 2, 1]
    assert found[5].forms == 2
    assert opinions.opinions(town.scope()).satisfied == 1
    assert opinions.opinions(town.scope(town.ward)).forms == 1
    assert opinions.opinions(MARCH).forms == 2
    assert str(Opinion.objects.get(agency=town.ward)) == f"2026-03 {town.ward.pk}"


def test_comments_are_read_once_their_dossiers_are_closed(town: Town) -> None:
    make_facts(town.ward, town.birth, state=State.HANDED_OVER)
    make_facts(town.other, town.birth, state=State.DECIDED)
    for dossier, agency in Fact.objects.values_list("dossier", "agency"):
        rating = town.judge(Agency.objects.get(pk=agency), 1, 1, 1, 1)
        Rating.objects.filter(pk=rating.pk).update(dossier=dossier, comment="Tốt")

    assert [each.agency for each in opinions.comments(MARCH)] == [town.ward]
    assert [each.agency for each in opinions.comments(town.scope())] == [town.ward]


def test_sums_of_ratings_are_verified(town: Town) -> None:
    town.judge(town.ward, 2, 2, 1, 0)
    town.judge(town.other, 0, 1, 1, 1)
    Rating.objects.filter(agency=town.other).update(is_test=True)
    opinions.add_new()
    town.judge(town.ward, 2, 2, 2, 2)  # not read yet

    assert deviations() == []
    Opinion.objects.filter(agency=town.ward).update(forms=9)

    (found,) = deviations()
    assert (found.table, found.name, found.kept, found.counted) == (
        *("opinion", "forms"),
        *(9, 1),
    )


@pytest.mark.parametrize(
    ("received", "in_time", "points"), [(10, 10, 2), (10, 9, 1), (10, 8, 0)]
)
def test_petitions_give_points_by_their_answers(
    town: Town, received: int, in_time: int, points: int
) -> None:
    town.petitions(received, in_time, in_time)

    assert by_number(criteria(town.scope()))[8].points == points
    assert by_number(criteria(MARCH))[8].points == points
    assert by_number(criteria(town.scope(town.other)))[8].average is None


@pytest.mark.parametrize(
    ("offered", "online", "overdue", "points"),
    [
        (Share(20, 100), Share(30, 100), 0, 2),
        (Share(20, 100), Share(30, 100), 1, 1),
        (Share(19, 100), Share(30, 100), 0, 1),
        (Share(20, 100), Share(299, 1000), 0, 1),
        (Share(90, 100), Share(15, 100), 0, 1),
        (Share(90, 100), Share(149, 1000), 0, 0),
        (Share(), Share(), 0, 0),
    ],
)
def test_criterion_9_uses_the_citys_thirty_percent(
    offered: Share, online: Share, overdue: int, points: int
) -> None:
    assert online_points(offered, online, overdue=overdue) == points


def test_criterion_9_reads_procedures_and_dossiers(town: Town) -> None:
    offer(town.birth, town.ward)
    make_facts(town.ward, town.birth, count=3, due_date=date(2026, 4, 30))

    assert by_number(criteria(town.scope()))[9].points == 2


@pytest.mark.parametrize(
    ("channel", "points"), [(Channel.COUNTER, 2), (Channel.ONLINE, 1)]
)
def test_criterion_9_asks_only_whether_online_dossiers_are_late(
    town: Town, channel: Channel, points: int
) -> None:
    offer(town.birth, town.ward)
    make_facts(town.ward, town.birth, count=3, due_date=date(2026, 4, 30))
    late = resolved(date(2026, 3, 20), Timing.LATE)
    make_facts(town.ward, town.birth, channel=channel, **late)

    assert by_number(criteria(town.scope()))[9].points == points


def groups_of(town: Town) -> dict[str, qd766.Group]:
    return {group.key: group for group in qd766.groups(town.scope())}


def test_the_decision_gives_a_hundred_points(town: Town) -> None:
    found = groups_of(town)

    assert [group.most for group in found.values()] == [18, 20, 22, 22, 18]
    assert qd766.total(list(found.values())) == (None, 0)
    assert found["tien-do"].points is None


def test_points_follow_the_formulas(town: Town) -> None:
    offer(town.birth, town.ward)
    offer(make_procedure(DIPLOMA), town.ward)
    early = resolved(date(2026, 3, 3), Timing.EARLY)
    late = resolved(date(2026, 3, 20), Timing.LATE)
    make_facts(town.ward, town.birth, count=7, has_result_file=True, **early)
    make_facts(town.ward, town.birth, count=1, **late)
    make_facts(
        town.ward,
        town.birth,
        count=2,
        channel=Channel.COUNTER,
        due_date=date(2026, 4, 30),
    )
    town.petitions(4, 3, 2)
    town.judge(town.ward, 0, 0, 0, 0)
    opinions.add_new()

    found = groups_of(town)

    parts = {each.name: each for group in found.values() for each in group.components}
    assert parts["Giải quyết đúng hạn"].share == Share(9, 10)
    assert found["tien-do"].points == Decimal("18.0")
    assert parts["Kết quả điện tử"].points == Fraction(6 * 7, 8)
    assert parts["Hồ sơ nộp trực tuyến"].points == Fraction(4 * 8, 10)
    assert parts["Dịch vụ phát sinh hồ sơ"].points == 2
    assert parts["Nội dung đầy đủ"].points == 2
    # 8 resolved, less one late, one dissatisfied, four petitions: 2 of 8, of 90 %
    assert parts["Hài lòng khi tiếp nhận, giải quyết"].points == Fraction(5, 3)
    assert parts["Trả lời phản ánh đúng hạn"].points == Fraction(9, 2)
    assert parts["Hài lòng với trả lời phản ánh"].points == 3
    assert parts["Thanh toán trực tuyến"].points is None
    assert found["so-hoa"].measured == 10


def test_petitions_are_held_against_the_months_they_are_of(town: Town) -> None:
    early = resolved(date(2026, 3, 3), Timing.EARLY)
    make_facts(town.ward, town.birth, count=4, **early)
    town.petitions(2, 2, 2)
    some_days = replace(town.scope(), first=date(2026, 3, 20), last=date(2026, 3, 22))

    groups = {group.key: group for group in qd766.groups(some_days)}

    assert groups["hai-long"].components[0].share == Share(2, 4)


def test_where_nobody_complains_the_points_are_full(town: Town) -> None:
    early = resolved(date(2026, 3, 3), Timing.EARLY)
    make_facts(town.ward, town.birth, **early)
    town.petitions(0, 0, 0)

    found = groups_of(town)["hai-long"]

    assert (found.points, found.measured) == (Decimal("18.0"), 18)


def test_a_register_without_an_entry_is_not_nobody(town: Town) -> None:
    make_facts(town.ward, town.birth, **resolved(date(2026, 3, 3), Timing.EARLY))

    found = groups_of(town)["hai-long"]

    assert (found.points, found.measured) == (None, 0)
    for each in found.components:
        assert each.why_none.startswith("Sổ theo dõi chưa ghi")


def test_tables_say_what_the_pages_say(town: Town) -> None:
    town.judge(town.ward, 2, 2, 1, 0)
    town.judge(town.ward, 0, 2, 1, 0)
    opinions.add_new()
    scope = town.scope()
    groups = qd766.groups(scope)

    assert "03/2026,1,2,50.0" in satisfied.by_month(scope).csv()
    assert "Phường Mẫu,1,2,50.0" in judging.by_agency(scope).csv()
    assert judging.by_agency(town.scope(town.ward)).drawing is None
    assert "(5)" in judging.of_criteria(criteria(scope)).csv()
    assert '"Tiến độ, kết quả giải quyết",,0,20' in judging.of_groups(groups).csv()
    assert "Số hóa hồ sơ: Kết quả điện tử,0,0,,6" in judging.of_components(groups).csv()


def test_everybody_sees_months_in_which_five_judged(town: Town) -> None:
    for satisfaction in (2, 1, 0, 1):
        town.judge(town.ward, satisfaction, 1, 1, 1)
    opinions.add_new()
    few = satisfied.by_month(MARCH)
    assert "03/2026,3,4,75.0" in few.csv()
    assert "03/2026,,," in satisfied.for_everybody(few).csv()

    town.judge(town.ward, 2, 1, 1, 1)
    opinions.add_new()

    enough = satisfied.for_everybody(satisfied.by_month(MARCH))
    assert "03/2026,4,5,80.0" in enough.csv()
    assert "dưới 5 đánh giá" in enough.words


@settings(max_examples=10)
@given(data=st.data())
def test_sums_of_ratings_are_what_was_said(data: st.DataObject) -> None:
    with undone():
        town = Town()
        points = st.tuples(*[st.integers(0, 2)] * 4)
        days = st.dates(date(2026, 2, 1), date(2026, 4, 30))
        said = []
        for _each in range(data.draw(st.integers(0, 6))):
            at = data.draw(st.sampled_from([town.ward, town.other]))
            given, day = data.draw(points), data.draw(days)
            town.judge(at, *given, day=day)
            said.append((at, given, day))
            if data.draw(st.booleans()):
                opinions.add_new()
        opinions.add_new()

        def plain(agency: Agency | None) -> Opinions:
            mine = [
                given
                for at, given, day in said
                if day.month == 3 and agency in (None, at, town.district)
            ]
            whole = [sum(each[n] for each in mine) for n in (1, 2, 3)]
            return Opinions(len(mine), sum(each[0] > 0 for each in mine), *whole)

        for _twice in range(2):
            for agency in (None, town.district, town.ward):
                scope = Scope(MARCH.first, MARCH.last, agency)
                expected = plain(agency)
                assert opinions.opinions(scope) == expected
            opinions.rebuild()


@pytest.mark.django_db(transaction=True)
def test_a_sweep_beside_a_rebuild_counts_nothing_twice() -> None:
    town = Town()
    town.judge(town.ward, 2, 2, 2, 2)
    sweeps: list[Thread] = []

    def sweep() -> None:
        opinions.add_new()
        connection.close()

    def goes_on() -> bool:
        """Say that the sweep is over, or waits for the rebuild to be."""
        with beside.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND relation = 'statistics_opinion'::regclass"
            )
            (waiting,) = cursor.fetchone()
        return bool(waiting) or not sweeps[0].is_alive()

    def after_forgetting(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if sql.startswith("DELETE") and not sweeps:
            sweeps.append(Thread(target=sweep))
            sweeps[0].start()
            while not goes_on():
                sweeps[0].join(0.05)
        return answer

    beside = connection.copy()
    with connection.execute_wrapper(after_forgetting):
        opinions.rebuild()
    sweeps[0].join(60)
    beside.close()

    assert opinions.opinions(town.scope(town.ward)).forms == 1
