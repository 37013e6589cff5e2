"""What the database itself refuses, one rule at a time."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from services.dossiers import actions, feed
from services.dossiers.actions import FaultFound
from services.dossiers.models import (
    AnswerVersion,
    CodeCounter,
    Dossier,
    Event,
    Fault,
    FilingProgress,
    Paper,
    Supplement,
)
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def change(dossier: Dossier, **values: Any) -> None:
    """Write over the row as no action does."""
    Dossier.objects.filter(pk=dossier.pk).update(**values)


def asked() -> Supplement:
    office = Office()
    dossier = office.in_progress()
    question = next(dossier.definition.form.questions())
    fault = FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")
    return actions.ask_supplement(
        dossier, by=office.officer, at=WHEN + DAY, faults=[fault]
    ).supplement


def attached() -> Paper:
    citizen = make_citizen()
    draft = Office(BIRTH).draft(citizen, answers={"giay_chung_sinh": "giay"})
    return actions.attach(
        draft, a_document(citizen), by=citizen, at=WHEN, requirement="giay_chung_sinh"
    )


def twice(thing: Any, **values: Any) -> None:
    """Insert a copy of the row."""
    thing.pk = None
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save(force_insert=True)


def two_positions() -> None:
    office = Office()
    first, second = office.submitted(), office.submitted()
    feed.sequence()
    event = first.events.get()
    twice(event, seq=2, position=second.events.get().position)


def not_accepted() -> None:
    change(Office().received(), accepted_at=None, level=None, promised_at=None, mode="")


BREAKING: Mapping[str, Callable[[], object]] = {
    "dossier_submitted_iff_not_draft": lambda: change(Office().submitted(), code=None),
    "dossier_facts_frozen_iff_accepted": lambda: change(
        Office().received(), level=None
    ),
    "dossier_accepted_before_processing": not_accepted,
    "dossier_paused_iff_waiting": lambda: change(Office().received(), paused_at=WHEN),
    "dossier_decided_iff_resolved": lambda: change(
        Office().received(), decided_at=WHEN
    ),
    "dossier_ended_iff_final": lambda: change(Office().received(), ended_at=WHEN),
    "dossier_money_is_not_negative": lambda: change(Office().received(), fee_due=-1),
    "dossier_assisted_is_online_at_the_counter": lambda: change(
        Office().draft(), is_assisted=True
    ),
    "event_number_is_unique": lambda: twice(Office().submitted().events.get()),
    "event_position_is_unique": two_positions,
    "answer_version_number_is_unique": lambda: twice(
        AnswerVersion.objects.get(dossier=Office().submitted())
    ),
    "one_counter_a_day": lambda: twice(
        CodeCounter.objects.get(agency=Office().submitted().agency)
    ),
    "document_once_in_a_dossier": lambda: twice(attached()),
    "required_paper_names_its_requirement": lambda: Paper.objects.filter(
        pk=attached().pk
    ).update(requirement=""),
    "fault_named_once": lambda: twice(asked().faults.get()),
    "progress_is_counted_as_far_as_it_came": lambda: FilingProgress.objects.filter(
        dossier=Office().draft().pk
    ).update(counted=2),
    "fault_says_why": lambda: asked().faults.update(reason=""),
}


def test_every_rule_of_the_dossiers_is_in_the_list() -> None:
    rules = {
        rule.name
        for model in apps.get_app_config("dossiers").get_models()
        for rule in model._meta.constraints
    }

    assert rules == set(BREAKING)


@pytest.mark.parametrize("name", BREAKING)
def test_a_row_that_breaks_the_rule_is_refused_by_it_alone(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKING[name]()

    assert refused.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


OTHER_SIDES: Mapping[str, Callable[[], object]] = {
    "a draft with a code": lambda: change(Office().draft(), code="H99-1"),
    "a level before acceptance": lambda: change(Office().submitted(), level=4),
    "a mode before acceptance": lambda: change(Office().submitted(), mode="mot_phan"),
    "accepted, and nothing due": lambda: change(Office().received(), due_at=None),
    "accepted without a mode": lambda: change(Office().received(), mode=""),
    "waiting since never": lambda: change(asked().dossier, paused_at=None),
    "collected less than nothing": lambda: change(
        Office().received(), fee_collected=-1
    ),
    "helped on paper": lambda: change(Office().counter_draft(), is_assisted=True),
    "a second request": lambda: twice(asked()),
    "a code given twice": lambda: change(
        (office := Office()).submitted(), code=office.submitted().code
    ),
}


@pytest.mark.parametrize("name", OTHER_SIDES)
def test_the_other_side_of_a_rule_holds_too(name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OTHER_SIDES[name]()


COLUMNS: Mapping[str, object] = {
    "seq": 7,
    "act": "hand_over",
    "from_state": 9,
    "to_state": 10,
    "at": WHEN + DAY,
    "by": None,
    "note": "khác",
    "data": {"level": 2},
    "previous_hash": b"1",
    "hash": b"2",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_an_event_can_be_changed(column: str) -> None:
    event = Office().submitted().events.get()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**{column: COLUMNS[column]})

    assert getattr(Event.objects.get(pk=event.pk), column) == getattr(event, column)


def test_an_event_gets_its_position_once() -> None:
    event = Office().submitted().events.get()
    Event.objects.filter(pk=event.pk).update(position=7)

    for position in (8, None):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(position=position)

    assert Event.objects.get(pk=event.pk).position == 7


def test_an_event_cannot_be_deleted_alone_or_with_its_dossier() -> None:
    filed = Office().submitted()

    for delete in (
        lambda: filed.events.all()._raw_delete(using="default"),
        lambda: _sql("DELETE FROM dossiers_event WHERE dossier_id = %s", filed.pk),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            delete()

    assert filed.events.count() == 1


def _sql(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
