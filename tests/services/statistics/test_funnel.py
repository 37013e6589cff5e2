"""The funnel of filing online equals a slow count, however its steps come in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Agency
from services.dossiers import actions
from services.dossiers.models import Dossier, FilingProgress, Stage
from services.procedures.models import Procedure
from services.statistics import applying, funnel, tasks
from services.statistics.funnel_exhibits import filing_funnel, given_up
from services.statistics.models import Funnel
from services.statistics.scope import Scope
from services.statistics.verifying import deviations
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office, make_procedure
from tests.factories.transactions import undone

DAYS = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))


class Town:
    """A district with two wards, and two procedures."""

    def __init__(self) -> None:
        self.district = make_agency("Quận Mẫu", level=Agency.Level.DISTRICT)
        self.ward = make_agency("Phường Mẫu", parent=self.district)
        self.other = make_agency("Phường Khác Mẫu", parent=self.district)
        self.procedures = [make_procedure(DIPLOMA), make_procedure(BIRTH)]
        self.last = 0

    def begin(
        self, agency: Agency, procedure: Procedure, day: date, stage: Stage, **how: Any
    ) -> FilingProgress:
        self.last += 1
        return FilingProgress.objects.create(
            dossier=self.last,
            agency=agency,
            procedure=procedure,
            begun_on=day,
            stage=stage,
            **how,
        )

    def scopes(self) -> list[Scope]:
        diploma, birth = self.procedures
        within = replace(MARCH, agency=self.district)
        return [
            *(MARCH, within, replace(MARCH, agency=self.ward)),
            replace(within, procedure=diploma),
            replace(within, sector=birth.sector),
            replace(within, first=date(2026, 2, 10), last=date(2026, 4, 2)),
        ]


def plain(scope: Scope, filings: list[FilingProgress]) -> dict[Stage, int]:
    """Count the steps one filing after the other."""
    first, last = scope.first.replace(day=1), scope.last
    mine = [
        each.stage
        for each in filings
        if first <= each.begun_on
        and (each.begun_on.year, each.begun_on.month) <= (last.year, last.month)
        and scope.agency in (None, each.agency, each.agency.parent)
        and scope.procedure in (None, each.procedure)
        and scope.sector in (None, each.procedure.sector)
    ]
    return {step: sum(stage >= step for stage in mine) for step in Stage}


@pytest.mark.django_db
@settings(max_examples=15)
@given(data=st.data())
def test_the_funnel_is_a_slow_count_and_the_same_rebuilt(data: st.DataObject) -> None:
    with undone():
        town = Town()
        filings: list[FilingProgress] = []
        for _step in range(data.draw(st.integers(0, 12))):
            known = data.draw(st.sampled_from([None, *filings]))
            stage = data.draw(st.sampled_from(Stage))
            if known is None:
                made = town.begin(
                    data.draw(st.sampled_from([town.ward, town.other, town.district])),
                    data.draw(st.sampled_from(town.procedures)),
                    data.draw(st.sampled_from(DAYS)),
                    stage,
                )
                filings.append(made)
            else:
                FilingProgress.objects.reach(stage, [known.dossier])
                known.stage = max(known.stage, stage)
            if data.draw(st.booleans()):
                funnel.add_new()
        funnel.add_new()

        for _twice in range(2):
            for scope in town.scopes():
                steps = funnel.steps(scope)
                assert steps == plain(scope, filings)
                assert sorted(steps.values(), reverse=True) == list(steps.values())
            funnel.rebuild()


@pytest.mark.django_db
def test_the_events_say_how_far_a_filed_dossier_is() -> None:
    office = Office(DIPLOMA)
    office.draft()
    office.submitted()
    office.received()
    done = office.at_decision()
    actions.stop(done, by=office.leader, at=WHEN, version=done.version, reason="Mẫu")
    office.taken_in()

    tasks.bring_up_to_date()
    tasks.bring_up_to_date()

    scope = Scope(WHEN.date(), WHEN.date(), office.agency)
    assert list(funnel.steps(scope).values()) == [4, 3, 3, 3, 3, 2, 1]
    keys = {"funnel_filed": 3, "funnel_accepted": 2, "funnel_resolved": 1}
    for key, count in keys.items():
        assert funnel.dossiers_at(scope, key).count() == count
        assert funnel.dossiers_at(replace(scope, agency=None), key).count() == count
    with pytest.raises(KeyError):
        funnel.dossiers_at(scope, "funnel_complete")
    assert deviations() == []

    before = sums()
    applying.rebuild()
    assert sums() == before


def sums() -> list[Mapping[str, Any]]:
    places = ("agency", "month", "procedure")
    return list(Funnel.objects.order_by(*places).values(*places, *funnel.COLUMNS))


@pytest.mark.django_db
def test_tests_never_count_and_false_sums_are_named() -> None:
    town = Town()
    diploma, birth = town.procedures
    town.begin(town.ward, diploma, DAYS[1], Stage.COMPLETE)
    town.begin(town.ward, diploma, DAYS[1], Stage.COMPLETE, is_test=True)
    funnel.add_new()
    town.begin(town.ward, birth, DAYS[1], Stage.COMPLETE)  # not read yet

    assert funnel.steps(MARCH)[Stage.COMPLETE] == 1
    assert deviations() == []
    Funnel.objects.filter(agency=town.ward, procedure=diploma).update(complete=7)

    (found,) = deviations()
    assert (found.table, found.name) == ("funnel", "complete")
    assert (found.kept, found.counted) == (7, 1)


@pytest.mark.django_db
def test_a_draft_that_says_it_was_filed_is_found_out() -> None:
    town = Town()
    town.begin(town.ward, town.procedures[0], DAYS[1], Stage.RESOLVED)
    funnel.add_new()

    names = {(found.name, found.kept, found.counted) for found in deviations()}

    assert names == {(n, 1, 0) for n in ("filed", "accepted", "resolved")}


@pytest.mark.django_db
def test_boards_show_where_people_stop_and_what_they_give_up() -> None:
    town = Town()
    diploma, birth = town.procedures
    for stage in (Stage.BEGUN, Stage.ANSWERED, Stage.COMPLETE, Stage.FILED):
        town.begin(town.ward, diploma, DAYS[1], stage)
    town.begin(town.ward, birth, DAYS[1], Stage.RESOLVED)
    funnel.add_new()

    shown = filing_funnel(replace(MARCH, agency=town.district))
    worst = given_up(replace(MARCH, agency=town.district))

    counts = [row.values[:2] for row in shown.rows]
    assert counts == [(5, 1), (4, 0), (4, 1), (3, 1), (2, 1), (1, 0), (1, None)]
    assert [str(row.values[2]) for row in shown.rows][:2] == ["100.0", "80.0"]
    assert [row.lists[0] for row in shown.rows] == [
        *("", "", "", ""),
        *("funnel_filed", "funnel_accepted", "funnel_resolved"),
    ]
    assert [(row.name, row.values[:2]) for row in worst.rows] == [
        (diploma.name, (4, 3))
    ]
    assert str(Funnel.objects.filter(agency=town.ward, procedure=birth).get()) == (
        f"2026-03 {town.ward.pk} {birth.pk}"
    )


@pytest.mark.django_db
def test_where_nothing_was_begun_there_is_no_picture() -> None:
    assert filing_funnel(MARCH).drawing is None
    assert given_up(MARCH).drawing is None


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_count_every_step_once() -> None:
    town = Town()
    for number in range(20):
        stage = Stage(1 + number % 4)
        town.begin(town.ward, town.procedures[number % 2], DAYS[1], stage)

    def sweep() -> None:
        funnel.add_new()
        connection.close()

    sweeps = [Thread(target=sweep) for _each in range(4)]
    for each in sweeps:
        each.start()
    for each in sweeps:
        each.join()

    assert funnel.steps(MARCH)[Stage.BEGUN] == 20
    assert deviations() == []
    assert not Dossier.objects.exists()
