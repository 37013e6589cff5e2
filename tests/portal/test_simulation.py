"""Invented history equals what the actions would have written, for every state."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import BigIntegerField, Model

from accounts.models import User
from accounts.permissions import Role
from portal.simulation.results import sample_result
from portal.simulation.stories import Happens, Story
from portal.simulation.telling import REASON
from portal.simulation.writing import write
from services.dossiers import actions, chain, clock
from services.dossiers.actions import FaultFound, Visitor
from services.dossiers.models import Dossier, Fault, Subscription
from services.dossiers.states import MOVES, Act, State
from services.payments import actions as payments
from services.payments.models import Means
from services.procedures.definition import Channel
from services.procedures.models import Offering
from services.statistics import applying
from services.statistics.models import (
    DailyFigure,
    DailyMoney,
    Fact,
    Spell,
)
from tests.factories.accounts import make_citizen, make_officer
from tests.factories.answers import sample_answers
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.factories.money import COPIES

pytestmark = pytest.mark.django_db

SUPPLEMENTED = (Act.ASK_SUPPLEMENT, Act.SUPPLEMENT)
PAID = (Act.ASK_PAYMENT, Act.SETTLE)

COURSES: dict[str, tuple[Act, ...]] = {
    "submitted": (Act.SUBMIT,),
    "refused": (Act.SUBMIT, Act.REFUSE),
    "received": (Act.SUBMIT, Act.RECEIVE),
    "counter": (Act.TAKE_IN,),
    "in progress": (Act.SUBMIT, Act.RECEIVE, Act.FORWARD),
    "returned a step": (Act.TAKE_IN, Act.FORWARD, Act.FORWARD, Act.RETURN_STEP),
    "waiting": (Act.SUBMIT, Act.RECEIVE, Act.FORWARD, Act.ASK_SUPPLEMENT),
    "supplemented": (Act.SUBMIT, Act.RECEIVE, *SUPPLEMENTED),
    "payment": (Act.TAKE_IN, Act.FORWARD, Act.ASK_PAYMENT),
    "settled": (Act.TAKE_IN, *PAID),
    "stopped": (Act.TAKE_IN, Act.FORWARD, Act.STOP),
    "paid online": (Act.SUBMIT, Act.PAY, Act.RECEIVE),
    "paid online with nothing left to pay": (Act.SUBMIT, Act.PAY, Act.PAY),
    "withdrawn": (Act.SUBMIT, Act.ASK_WITHDRAWAL, Act.CONFIRM_WITHDRAWAL),
    "withdrawn late": (
        *(Act.SUBMIT, Act.RECEIVE, Act.FORWARD),
        *(Act.ASK_WITHDRAWAL, Act.CONFIRM_WITHDRAWAL),
    ),
    "decided": (Act.TAKE_IN, Act.FORWARD, Act.FORWARD, Act.FORWARD, Act.DECIDE),
    "handed over": (
        *(Act.SUBMIT, Act.RECEIVE, Act.FORWARD, *SUPPLEMENTED),
        *(Act.FORWARD, Act.FORWARD, Act.DECIDE, Act.HAND_OVER),
    ),
}


class Stage:
    """An office where one procedure is filed, and whoever does each act."""

    def __init__(self, code: str = BIRTH, **answers: object) -> None:
        self.office = Office(code, pays_first=True)
        self.said = answers
        self.citizen = make_citizen()
        self.cashier = make_officer(Role.CASHIER, self.office.agency)
        self.offering = Offering.objects.get(agency=self.office.agency)
        revision = self.office.procedures[0].current
        assert revision is not None
        self.revision = revision
        self.definition = revision.read()

    def actor(self, act: Act, step: int) -> User | None:
        """Return who may do the act on the step of the route (-1 before it)."""
        if act is Act.PAY:
            return None
        if act in {Act.SUBMIT, Act.SUPPLEMENT, Act.ASK_WITHDRAWAL}:
            return self.citizen
        if act in {Act.SETTLE, Act.COLLECT_FEE}:
            return self.cashier
        if act in {Act.DECIDE, Act.STOP}:
            return self.office.leader
        if act in {Act.FORWARD, Act.RETURN_STEP} and step >= 0:
            role = self.definition.route[step].role
            return self.office.leader if role == Role.LEADER else self.office.officer
        if act in {Act.ASK_SUPPLEMENT, Act.ASK_PAYMENT}:
            return self.office.officer
        return self.office.receptionist

    def story(self, course: Sequence[Act], *, is_helped: bool = False) -> Story:
        """Return a story of the acts, three hours apart."""
        is_own = course[0] is Act.SUBMIT
        channel = Channel.ONLINE if is_own or is_helped else Channel.COUNTER
        case = self.definition.cases[0].key
        answers = sample_answers(
            self.definition, case, channel=channel, answers=dict(self.said)
        )
        papers = [d.key for d in self.definition.documents]
        step, at, happenings = -1, WHEN, []
        for act in fitted(course, len(self.definition.route)):
            happenings.append(self.happens(act, at, step, papers))
            step += {Act.FORWARD: 1, Act.RETURN_STEP: -1}.get(act, 0)
            if act in {Act.SUPPLEMENT, Act.SETTLE}:
                step = max(step, 0)
            at += timedelta(hours=3)
        return Story(
            public_id=uuid.uuid4(),
            revision=self.revision,
            offering=self.offering,
            agency=self.office.agency,
            case=case,
            channel=channel,
            name=self.citizen.full_name,
            answers=answers,
            begun_at=WHEN - timedelta(minutes=5),
            events=tuple(happenings),
            applicant=self.citizen if is_own else None,
            is_assisted=is_helped,
        )

    def happens(self, act: Act, at: datetime, step: int, papers: list[str]) -> Happens:
        values: dict[str, Any] = {}
        if act is Act.TAKE_IN:
            values["received"] = papers
        if act is Act.DECIDE:
            result = sample_result(by=self.office.leader, at=WHEN)
            values["results"] = ((self.definition.results[0].key, result),)
        if act in PAID:
            values["amount"] = 20_000
        if act is Act.PAY:
            values["means"] = "vnpay"
        noted = {Act.REFUSE, Act.STOP, Act.ASK_WITHDRAWAL, Act.RETURN_STEP}
        noted |= {Act.ASK_PAYMENT}
        note = "Vì lý do của thử nghiệm" if act in noted else ""
        return Happens(act, at, self.actor(act, step), note, values)

    def play(self, story: Story, *, is_invented: bool = False) -> Dossier:
        """Tell the story by the actions that people cause."""
        filing = self.office.filing(
            channel=story.channel, is_assisted=story.is_assisted
        )
        writer = self.citizen if story.applicant else self.office.receptionist
        dossier = actions.open_draft(
            filing, key=uuid.uuid4(), by=writer, at=story.begun_at
        )
        Dossier.objects.filter(pk=dossier.pk).update(is_invented=is_invented)
        dossier = actions.save_draft(
            dossier, by=writer, at=story.begun_at, answers=story.answers
        )
        for happens in story.events:
            dossier = self.act(dossier, happens)
        return dossier

    def act(self, dossier: Dossier, happens: Happens) -> Dossier:
        question = next(self.definition.form.questions())
        fault = FaultFound(Fault.Target.QUESTION, question.key, REASON)
        extra: dict[Act, dict[str, Any]] = {
            Act.TAKE_IN: {"visitor": Visitor(self.citizen.full_name)},
            Act.ASK_SUPPLEMENT: {"faults": [fault]},
            Act.SUPPLEMENT: {"answers": {}},
        }
        values = {**happens.values, **extra.get(happens.act, {})}
        if happens.note:
            values["reason"] = happens.note
        if happens.act is Act.HAND_OVER and dossier.fee_owed:
            dossier = self.collect(dossier, self.office.receptionist, happens.at)
        if happens.act is Act.PAY:
            return self.pay(dossier, happens)
        if happens.act is Act.SETTLE:
            return self.collect(dossier, self.cashier, happens.at)
        verb = getattr(actions, happens.act.value)
        done: Dossier = verb(dossier, by=happens.by, at=happens.at, **values)
        return done

    def pay(self, dossier: Dossier, happens: Happens) -> Dossier:
        """Pay online what is owed, if anything is."""
        if not dossier.fee_owed:
            return dossier
        return actions.record_payment(
            dossier,
            by=None,
            at=happens.at,
            amount=dossier.fee_owed,
            means="vnpay",
            reference="",
        )

    def collect(self, dossier: Dossier, by: User, at: datetime) -> Dossier:
        """Take all that is owed in cash."""
        return payments.collect(
            dossier, by=by, at=at, means=Means.CASH, amount=dossier.fee_owed
        )


def fitted(course: Sequence[Act], steps: int) -> list[Act]:
    """Walk as far along the route as its deciding step needs, no further."""
    before = [act for act in course if act not in {Act.FORWARD, Act.DECIDE}]
    if Act.DECIDE not in course:
        return list(course)
    forwards = steps - (
        1 if Act.SUPPLEMENT in course and Act.FORWARD not in course else 0
    )
    place = before.index(Act.HAND_OVER) if Act.HAND_OVER in before else len(before)
    first = 1 if course[0] is Act.TAKE_IN else 2
    middle = before[first:place]
    walk = [Act.FORWARD, *middle, *([Act.FORWARD] * (forwards - 1)), Act.DECIDE]
    return [*before[:first], *walk, *before[place:]]


ROW = [
    *("state", "version", "case", "applicant_name", "applicant_folded", "channel"),
    *("applicant_kind", "is_assisted", "level", "mode", "is_test", "submitted_at"),
    *("intake_due_at", "expected_at", "accepted_at", "promised_at", "due_at"),
    *("paused_at", "decided_at", "ended_at", "step", "step_entered_at", "fee_due"),
    *(
        "fee_lines",
        "fee_collected",
        "events_count",
        "saved_at",
        "created_at",
        "agency_id",
    ),
    *("revision_id", "applicant_id", "public_id", "code", "is_invented", "last_hash"),
]
EVENT = [
    *("seq", "act", "from_state", "to_state", "at", "by_id", "note", "data"),
    *("position", "previous_hash", "hash"),
]
FACT = [
    f.attname for f in Fact._meta.concrete_fields if f.name not in {"id", "dossier"}
]


def row_of(thing: Any, names: Sequence[str]) -> dict[str, Any]:
    values = {name: getattr(thing, name) for name in names}
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in values.items()}


def money() -> list[dict[str, Any]]:
    names = ("day", "agency_id", "means")
    sums = ("came_in", "payments", "went_back")
    return list(DailyMoney.objects.order_by(*names).values(*names, *sums))


def rows_of(model: type[Model]) -> list[tuple[Any, ...]]:
    """Return the rows that say something, without their keys, in one order."""
    names = [f.attname for f in model._meta.concrete_fields if f.name != "id"]
    counts = [n for n in names if type(model._meta.get_field(n)) is BigIntegerField]
    rows = model._default_manager.values(*names)
    kept = [tuple(row.values()) for row in rows if any(row[n] for n in counts)]
    return sorted(kept, key=str)


def figures() -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that is kept of the sums, to be compared."""
    return {model.__name__: rows_of(model) for model in applying.SUMS}


class Undone(Exception):
    """Thrown so that a story can be told again on the same ground."""


def told_by_actions(stage: Stage, story: Story) -> tuple[UUID, dict[str, Any]]:
    """Play the story; return its public id and all that was written, then undo it."""
    try:
        with transaction.atomic():
            dossier = stage.play(story, is_invented=story.applicant is None)
            applying.apply_new_events()
            written = everything_about(dossier)
            raise Undone
    except Undone:
        return dossier.public_id, written


def everything_about(dossier: Dossier) -> dict[str, Any]:
    """Return what is kept of the only dossier: row, events, hashes, facts, sums."""
    kept = Dossier.objects.get(pk=dossier.pk)
    return {
        "row": row_of(kept, ROW),
        "answers": kept.answers,
        "papers": list(
            kept.papers.values("role", "requirement", "added_by", "added_at")
        ),
        "events": [row_of(event, EVENT) for event in kept.events.order_by("seq")],
        "facts": [row_of(fact, FACT) for fact in Fact.objects.all()],
        "spells": sorted(Spell.objects.values_list("kind", "first", "until")),
        "sums": figures(),
        "money": money(),
        "read up to": Subscription.objects.get(name=applying.SUBSCRIBER).position,
    }


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_copy_writes_what_the_actions_write(course: tuple[Act, ...]) -> None:
    stage = Stage()
    story = stage.story(course)
    public_id, by_actions = told_by_actions(stage, story)
    assert not Dossier.objects.exists()

    write([replace(story, public_id=public_id)])

    dossier = Dossier.objects.get()
    assert everything_about(dossier) == by_actions
    assert_chain_holds(dossier)
    applying.rebuild()
    assert everything_about(dossier) == by_actions


def test_what_waits_for_its_fee_is_told_alike() -> None:
    stage = Stage(COPIES, nop_thay=False)
    story = stage.story((Act.SUBMIT, Act.PAY, Act.RECEIVE))
    public_id, by_actions = told_by_actions(stage, story)

    write([replace(story, public_id=public_id)])

    dossier = Dossier.objects.get()
    assert dossier.fee_owed == 0
    assert dossier.intake_due_at == clock.intake_limit(dossier, story.events[1].at)
    assert everything_about(dossier) == by_actions


def test_what_is_filed_online_with_help_is_told_alike() -> None:
    stage = Stage()
    story = stage.story((Act.TAKE_IN, Act.FORWARD), is_helped=True)
    public_id, by_actions = told_by_actions(stage, story)

    write([replace(story, public_id=public_id)])

    (fact,) = everything_about(Dossier.objects.get())["facts"]
    assert (fact["channel"], fact["is_assisted"]) == ("online", True)
    assert everything_about(Dossier.objects.get()) == by_actions


def assert_chain_holds(dossier: Dossier) -> None:
    events = list(dossier.events.select_related("dossier", "by").order_by("seq"))
    links = [(e.record(), bytes(e.previous_hash), bytes(e.hash)) for e in events]
    assert chain.first_broken(links) is None
    assert bytes(dossier.last_hash) == links[-1][2]


def test_every_state_but_the_draft_is_told() -> None:
    ends = {
        State(MOVES[course[-1]].target or State.IN_PROGRESS)
        for course in COURSES.values()
    }

    assert ends == set(State) - {State.DRAFT}


def test_a_wrong_figure_is_found() -> None:
    stage = Stage()
    write([stage.story((Act.SUBMIT, Act.RECEIVE))])
    kept = figures()
    DailyFigure.objects.update(accepted=5)

    applying.rebuild()

    assert figures() == kept
