"""Random acts by random people: every illegal one is refused and leaves no trace.

What is legal is told twice: by the actions, and by the small `Model` below, which
knows the table of moves, the roles and the route, and nothing of the actions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.permissions import Role
from services.dossiers import actions, states, verifying
from services.dossiers.actions import FaultFound
from services.dossiers.errors import DossierError
from services.dossiers.models import (
    AnswerVersion,
    Dossier,
    Event,
    Fault,
    Paper,
    Supplement,
    Withdrawal,
)
from services.dossiers.states import MOVES, Act, State
from services.payments import actions as payments
from services.payments.models import Means
from tests.factories.accounts import make_citizen, make_officer
from tests.factories.dossiers import WHEN, Office
from tests.services.dossiers.test_life import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

AMOUNT = 10_000
AT_THE_TILL = frozenset({Act.SETTLE, Act.COLLECT_FEE})
"""Acts that take all that is owed, in cash; money in the ledger has its own machine."""

WHO: Mapping[Act, frozenset[str]] = {
    Act.SUBMIT: frozenset({"citizen"}),
    Act.SUPPLEMENT: frozenset({"citizen"}),
    Act.ASK_WITHDRAWAL: frozenset({"citizen"}),
    Act.TAKE_IN: frozenset(),  # nobody takes in what a citizen writes online
    Act.RECEIVE: frozenset({"receptionist"}),
    Act.REFUSE: frozenset({"receptionist"}),
    Act.CONFIRM_WITHDRAWAL: frozenset({"receptionist"}),
    Act.HAND_OVER: frozenset({"receptionist", "clerk"}),
    Act.ASK_SUPPLEMENT: frozenset({"officer", "leader"}),
    Act.ASK_PAYMENT: frozenset({"officer", "leader"}),
    Act.DECIDE: frozenset({"leader"}),
    Act.STOP: frozenset({"leader"}),
    Act.SETTLE: frozenset({"receptionist", "cashier"}),
    Act.COLLECT_FEE: frozenset({"receptionist", "cashier"}),
    Act.ADJUST_FEE: frozenset({"officer", "leader"}),
}
"""Who does what, in the words of the office; along the route it is the step's role."""

STEPS = (frozenset({"officer", "leader"}), frozenset({"leader"}))
"""Who may move it on from each step of the route; the last one decides."""
LAST = len(STEPS) - 1
PEOPLE = (
    *("citizen", "receptionist", "officer", "leader", "cashier", "clerk", "auditor"),
    *("other citizen", "other receptionist", "other officer", "other leader"),
)


@dataclass
class Model:
    """A dossier as the law tells it, without a database."""

    state: State = State.DRAFT
    step: int = -1
    was_asked: bool = False
    wants_back: bool = False
    due: int = 0
    paid: int = 0
    acts: list[Act] = field(default_factory=list)

    def wrongs(self, act: Act, who: str) -> set[str]:
        """Return what speaks against it: the state, a condition, the person."""
        return {
            wrong
            for wrong, is_so in (
                ("state", self.state not in MOVES[act].sources),
                ("condition", act in CONDITIONS and not CONDITIONS[act](self)),
                ("person", who not in self.may(act)),
            )
            if is_so
        }

    def may(self, act: Act) -> frozenset[str]:
        if act not in {Act.FORWARD, Act.RETURN_STEP}:
            return WHO[act]
        return STEPS[self.step] if self.step >= 0 else frozenset({"receptionist"})

    def does(self, act: Act) -> None:
        self.acts.append(act)
        self.step += {Act.FORWARD: 1, Act.RETURN_STEP: -1}.get(act, 0)
        if act in {Act.SUPPLEMENT, Act.SETTLE}:
            self.step = max(self.step, 0)
        self.was_asked |= act is Act.ASK_SUPPLEMENT
        self.wants_back |= act is Act.ASK_WITHDRAWAL
        self.due += AMOUNT * (act is Act.ASK_PAYMENT)
        if act in AT_THE_TILL:
            self.paid = self.due
        self.state = MOVES[act].target or self.state

    def repeats(self, act: Act, who: str) -> bool:
        """Say whether it is the same form again, which is answered, not refused."""
        done = {Act.SUBMIT: Act.SUBMIT in self.acts}
        done[Act.SUPPLEMENT] = Act.SUPPLEMENT in self.acts
        return who == "citizen" and done.get(act, False)


CONDITIONS: Mapping[Act, Callable[[Model], bool]] = {
    Act.FORWARD: lambda model: model.step < LAST,
    Act.RETURN_STEP: lambda model: model.step > 0,
    Act.DECIDE: lambda model: model.step == LAST and not model.wants_back,
    Act.ASK_SUPPLEMENT: lambda model: not model.was_asked,
    Act.ASK_WITHDRAWAL: lambda model: not model.wants_back,
    Act.CONFIRM_WITHDRAWAL: lambda model: model.wants_back,
    Act.COLLECT_FEE: lambda model: model.due > model.paid,
    Act.ADJUST_FEE: lambda model: model.due > 0,
    Act.HAND_OVER: lambda model: model.paid >= model.due,
    # Time to supply does not run out within the few days of a life here.
    Act.REFUSE: lambda model: model.state == State.SUBMITTED,
}
"""What must be so besides the state."""


class Town:
    """Two offices with everybody in them, and two citizens."""

    def __init__(self) -> None:
        self.office, elsewhere = Office(), Office()
        here = self.office.agency
        self.people: dict[str, User] = {
            "citizen": make_citizen(),
            "receptionist": self.office.receptionist,
            "officer": self.office.officer,
            "leader": self.office.leader,
            "cashier": make_officer(Role.CASHIER, here),
            "clerk": make_officer(Role.CLERK, here),
            "auditor": make_officer(Role.AUDITOR, here),
            "other citizen": make_citizen(),
            "other receptionist": elsewhere.receptionist,
            "other officer": elsewhere.officer,
            "other leader": elsewhere.leader,
        }

    def perform(self, act: Act, dossier: Dossier, by: User, at: datetime) -> Dossier:
        """Call the action with everything it needs."""
        definition = dossier.definition
        question = next(definition.form.questions())
        fault = FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")
        extra: dict[Act, dict[str, Any]] = {
            Act.TAKE_IN: {"visitor": actions.Visitor("Mẫu")},
            Act.REFUSE: {"reason": "Sai nơi nộp"},
            Act.STOP: {"reason": "Hết hiệu lực"},
            Act.RETURN_STEP: {"reason": "Thiếu ý kiến"},
            Act.ASK_WITHDRAWAL: {"reason": "Nộp nhầm"},
            Act.ASK_SUPPLEMENT: {"faults": [fault]},
            Act.SUPPLEMENT: {"answers": {}},
            Act.ASK_PAYMENT: {"amount": AMOUNT, "reason": "Thuế"},
            Act.ADJUST_FEE: {
                "line": "nghia_vu_1",
                "amount": AMOUNT,
                "reason": "Tính lại, như cũ",
            },
        }
        if act in AT_THE_TILL:
            owed = Dossier.objects.get(pk=dossier.pk).fee_owed
            return payments.collect(
                dossier, by=by, at=at, means=Means.CASH, amount=owed
            )
        if act is Act.DECIDE:
            result = (definition.results[0].key, a_document(by))
            extra[act] = {"results": [result]}
        verb: Callable[..., Dossier] = getattr(actions, act.value)
        return verb(dossier, by=by, at=at, **extra.get(act, {}))


ACTS = [*WHO, Act.FORWARD, Act.RETURN_STEP]

PAIRS = [(act, who) for act in ACTS for who in PEOPLE]

ONWARDS = frozenset(
    {
        *(Act.SUBMIT, Act.RECEIVE, Act.FORWARD, Act.DECIDE, Act.HAND_OVER),
        *(Act.SUPPLEMENT, Act.SETTLE, Act.COLLECT_FEE),
    }
)
"""What brings a dossier nearer to its result."""

type Fits = Callable[[Act, set[str]], bool]

WISHES: Mapping[str, Fits] = {
    "go on": lambda act, wrongs: not wrongs and act in ONWARDS,
    "do what is allowed": lambda _act, wrongs: not wrongs,
    "be too early or too late": lambda _act, wrongs: wrongs == {"state"},
    "skip what comes before": lambda _act, wrongs: wrongs == {"condition"},
    "do what is another's": lambda _act, wrongs: wrongs == {"person"},
    "do whatever": lambda _act, _wrongs: True,
}
"""What somebody may want next; wrong in one way alone is what slips through."""

wishes = st.tuples(
    st.sampled_from(["go on", "go on", "do what is allowed", *WISHES]),
    st.randoms(use_true_random=False),
)


def chosen(wish: tuple[str, Random], model: Model) -> tuple[Act, str]:
    """Return an act and a person as wished, or anything where that cannot be."""
    name, random = wish
    fitting = [pair for pair in PAIRS if WISHES[name](pair[0], model.wrongs(*pair))]
    act, who = random.choice(fitting or PAIRS)
    return meant(act, model), who


def meant(act: Act, model: Model) -> Act:
    """Return what is done at the till: one hand takes money, the state says as what."""
    if act not in AT_THE_TILL:
        return act
    return Act.SETTLE if model.state == State.PAYMENT_DUE else Act.COLLECT_FEE


def rows(dossier: Dossier) -> list[object]:
    """Everything that is written about the dossier."""
    kept = Dossier.objects.filter(pk=dossier.pk).values().get()
    related = (Event, Paper, AnswerVersion, Supplement, Withdrawal)
    return [kept] + [
        list(each.objects.filter(dossier=dossier).order_by("pk").values())
        for each in related
    ]


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(st.lists(wishes, min_size=10, max_size=25))
def test_a_life_is_what_the_table_allows_and_nothing_else(
    town: Town, wished: list[tuple[str, Random]]
) -> None:
    with transaction.atomic():
        live(town, wished)
        transaction.set_rollback(True)


@pytest.fixture
def town() -> Town:
    return Town()


def live(town: Town, wished: list[tuple[str, Random]]) -> None:
    dossier, model = town.office.draft(town.people["citizen"]), Model()
    at, tried_at_the_end = WHEN, 0
    for wish in wished:
        tried_at_the_end += model.state in states.FINAL
        if tried_at_the_end > 3:
            break
        act, who = chosen(wish, model)
        at += timedelta(minutes=50)
        attempt(town, dossier, model, act=act, who=who, at=at)
    check_the_whole(dossier, model)


def attempt(
    town: Town, dossier: Dossier, model: Model, *, act: Act, who: str, at: datetime
) -> None:
    before = rows(dossier)
    if not model.wrongs(act, who):
        done = town.perform(act, dossier, town.people[who], at)
        model.does(act)
        assert done.state == model.state
        assert len(rows(dossier)[1]) == len(before[1]) + 1  # type: ignore[arg-type]
    elif model.repeats(act, who):
        town.perform(act, dossier, town.people[who], at)
        assert rows(dossier) == before
    else:
        with pytest.raises(DossierError):
            town.perform(act, dossier, town.people[who], at)
        assert rows(dossier) == before


def check_the_whole(dossier: Dossier, model: Model) -> None:
    kept = Dossier.objects.get(pk=dossier.pk)
    events: list[Event] = list(kept.events.order_by("seq"))
    assert [event.act for event in events] == model.acts
    assert kept.state == folded(events)
    assert verifying.first_broken(kept) is None
    assert (kept.fee_due, kept.fee_collected) == (model.due, model.paid)
    assert (kept.paused_at is not None) == (kept.state in states.PAUSED)
    assert (kept.ended_at is not None) == (kept.state in states.FINAL)
    assert bool(kept.code) == (kept.state != State.DRAFT)
    if kept.promised_at and not {Act.SUPPLEMENT, Act.SETTLE} & set(model.acts):
        assert kept.due_at == kept.promised_at


def folded(events: list[Event]) -> State:
    """Follow the events from the draft on; each begins where the last one ended."""
    state = State.DRAFT
    for event in events:
        assert event.from_state == state
        state = states.after(Act(event.act), state)
        assert event.to_state == state
    return state


def test_the_model_speaks_of_every_act() -> None:
    by_the_ledger_alone = {Act.PAY, Act.REFUND}

    assert set(ACTS) == set(Act) - by_the_ledger_alone
