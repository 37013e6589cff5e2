"""From events to facts and sums: pure, so that every way to them is the same.

The worker folds events as they come, a rebuild folds all of them again, and the
simulated history folds the events it writes. All three call `fold`; none of them
counts anything itself.

Rules (domain law): a dossier counts on the local day of its **acceptance**
(QĐ 766/QĐ-TTg); it is resolved on the day it was decided, or ended after acceptance
(withdrawn, stopped, refused after a supplement request: form II.06, TT 01/2020);
on time is judged **by date**; one ended at the citizen's wish is on time. What was
never accepted stands outside, and test dossiers are never counted.

Money counts on the local day it moved, by office and means, whatever became of its
dossier. A dossier bears a fee once something was due at acceptance, was asked for or
was paid; it is paid online when money came and all of it online (ADR 0031).
"""

import operator
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from services.dossiers.states import RESOLVED, Act, State
from services.payments.models import ONLINE

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Timing(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class FactRow:
    """What the figures know of a dossier; no person can be found in it."""

    dossier: int
    seq: int
    state: int
    channel: str
    is_assisted: bool
    agency: int
    procedure: int
    revision: int
    case: str
    root: int | None
    is_test: bool
    is_invented: bool
    submitted_date: date
    level: int | None = None
    mode: str = ""
    fee: int = 0
    accepted_date: date | None = None
    due_date: date | None = None
    resolved_date: date | None = None
    timing: str = ""
    supplements: int = 0
    bears_fee: bool = False
    paid: int = 0
    means: str = ""

    @property
    def is_paid_online(self) -> bool:
        """Say whether money came, and by no other way than online."""
        return bool(self.means) and ONLINE.issuperset(self.means.split(","))


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a count stands: a day, an office, a procedure, a level, a channel."""

    day: date
    agency: int
    procedure: int
    level: int
    channel: str


@dataclass(frozen=True, slots=True)
class Sums:
    accepted: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    fee_bearing: int = 0
    paid_online: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*map(operator.add, astuple(self), astuple(other)))

    def __neg__(self) -> "Sums":
        return Sums(*map(operator.neg, astuple(self)))


@dataclass(frozen=True, slots=True)
class MoneyCell:
    """Where money stands: the local day it moved, the office, the means."""

    day: date
    agency: int
    means: str


@dataclass(frozen=True, slots=True)
class MoneySums:
    """VND and number of payments that came in, VND that went back."""

    came_in: int = 0
    payments: int = 0
    went_back: int = 0

    def __add__(self, other: "MoneySums") -> "MoneySums":
        return MoneySums(*map(operator.add, astuple(self), astuple(other)))


@dataclass(frozen=True, slots=True)
class Happening:
    """The part of an event that facts are made of."""

    dossier: int
    seq: int
    act: str
    to_state: int
    at: datetime
    data: Mapping[str, Any]


class OutOfOrder(Exception):
    """An event came that does not follow the last one applied to its dossier."""


def fold(fact: FactRow | None, event: Happening) -> FactRow:
    """Return the fact after the event; raises OutOfOrder on a gap or a repetition."""
    if event.seq != (fact.seq if fact else 0) + 1:
        raise OutOfOrder(f"Dossier {event.dossier}: event {event.seq} out of order.")
    known = fact or _begun(event)
    known = replace(known, seq=event.seq, state=event.to_state)
    if event.act in {Act.RECEIVE, Act.TAKE_IN}:
        known = replace(
            known,
            level=event.data["level"],
            mode=event.data["mode"],
            fee=event.data["fee"],
            accepted_date=_day(event.at),
            bears_fee=known.bears_fee or event.data["fee"] > 0,
        )
    if event.act == Act.ASK_SUPPLEMENT:
        known = replace(known, supplements=known.supplements + 1)
    known = _with_money(known, event)
    if "due" in event.data:
        known = replace(known, due_date=_day(datetime.fromisoformat(event.data["due"])))
    return _resolved(known, event)


PAYING = frozenset({Act.PAY, Act.SETTLE, Act.COLLECT_FEE})


def _with_money(fact: FactRow, event: Happening) -> FactRow:
    data = event.data
    if event.act in PAYING:
        means = {*filter(None, fact.means.split(",")), data["means"]}
        return replace(
            fact,
            bears_fee=True,
            paid=fact.paid + data["amount"],
            means=",".join(sorted(means)),
        )
    if event.act == Act.REFUND:
        return replace(fact, paid=fact.paid - data["amount"])
    asked = event.act == Act.ASK_PAYMENT or (
        event.act == Act.ADJUST_FEE and data["to"] > 0
    )
    return replace(fact, bears_fee=True) if asked else fact


def money_of(fact: FactRow, event: Happening) -> dict[MoneyCell, MoneySums]:
    """Return what the event adds to the sums of money; nothing for tests."""
    if fact.is_test or event.act not in {*PAYING, Act.REFUND}:
        return {}
    cell = MoneyCell(_day(event.at), fact.agency, event.data["means"])
    amount = event.data["amount"]
    if event.act == Act.REFUND:
        return {cell: MoneySums(went_back=amount)}
    return {cell: MoneySums(came_in=amount, payments=1)}


def _begun(event: Happening) -> FactRow:
    data = event.data
    return FactRow(
        dossier=event.dossier,
        seq=0,
        state=State.DRAFT,
        channel=data["channel"],
        is_assisted=data["assisted"],
        agency=data["agency"],
        procedure=data["procedure"],
        revision=data["revision"],
        case=data["case"],
        root=data["root"],
        is_test=data["test"],
        is_invented=data["invented"],
        submitted_date=_day(datetime.fromisoformat(data["submitted"])),
    )


ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED})


def _resolved(fact: FactRow, event: Happening) -> FactRow:
    if fact.accepted_date is None or fact.resolved_date is not None:
        return fact
    if fact.state not in RESOLVED | ENDED:
        return fact
    day = _day(event.at)
    return replace(fact, resolved_date=day, timing=_timing(fact, day))


def _timing(fact: FactRow, day: date) -> Timing:
    assert fact.due_date is not None
    # Returned to the citizen or ended while the clock stood still: on time by the
    # convention of form II.06, as it waits for nobody at the office.
    if fact.state in {State.WITHDRAWN, State.REFUSED}:
        return Timing.ON_TIME
    if day < fact.due_date:
        return Timing.EARLY
    return Timing.ON_TIME if day == fact.due_date else Timing.LATE


def sums_of(fact: FactRow | None) -> dict[Cell, Sums]:
    """Return what the fact adds to the daily sums; nothing for tests or unaccepted."""
    if fact is None or fact.is_test or fact.accepted_date is None:
        return {}
    assert fact.level is not None
    where = (fact.agency, fact.procedure, fact.level, fact.channel)
    begun = Sums(
        accepted=1,
        fee_bearing=int(fact.bears_fee),
        paid_online=int(fact.is_paid_online),
    )
    sums = {Cell(fact.accepted_date, *where): begun}
    if fact.resolved_date is not None:
        cell = Cell(fact.resolved_date, *where)
        timed = Sums(**{fact.timing: 1})
        sums[cell] = sums.get(cell, Sums()) + timed
    return sums


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
