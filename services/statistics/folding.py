"""From events to facts: pure, so that every way to them is the same.

The worker folds events as they come, a rebuild folds all of them again, and the
simulated history folds the events it writes. All three call `fold`; what a fact adds
to the sums is asked of the stored facts by the predicates (`predicates.py`), once for
all three.

Rules (domain law): a dossier counts on the local day of its **acceptance**
(QĐ 766/QĐ-TTg); it is resolved on the day it was decided, or ended after acceptance
(withdrawn, stopped, refused after a supplement request: form II.06, TT 01/2020);
on time is judged **by date**; one ended at the citizen's wish is on time. What was
never accepted stands outside, and test dossiers are never counted.

A dossier in hand is overdue from the day after its promise, while its clock runs;
waiting for its citizen it is in hand in time (form II.06, columns 12 and 13). Both are
kept as spells of days, so that the end of any past day can be told.

Money counts on the local day it moved, by office and means, whatever became of its
dossier. A dossier bears a fee once something was due at acceptance, was asked for or
was paid; it is paid online when money came and all of it online (ADR 0031).
"""

import operator
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from services.dossiers.states import PAUSED, RESOLVED, RUNNING, Act, State
from services.payments.models import ONLINE
from services.statistics.models import Spell

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Timing(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True, order=True)
class Lasting:
    """A spell: from `first` to the day before `until`; open while that is None."""

    kind: str
    first: date
    until: date | None = None


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
    submitted_hour: int
    level: int | None = None
    mode: str = ""
    fee: int = 0
    accepted_date: date | None = None
    due_date: date | None = None
    resolved_date: date | None = None
    timing: str = ""
    days: int | None = None
    since: date | None = None
    supplements: int = 0
    steps: int = 0
    late_steps: int = 0
    bears_fee: bool = False
    paid: int = 0
    means: str = ""
    is_paid_online: bool = False
    is_digitised: bool = False
    has_result_file: bool = False
    spells: tuple[Lasting, ...] = ()


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
    told = replace(known, seq=event.seq, state=event.to_state)
    if event.act in {Act.RECEIVE, Act.TAKE_IN}:
        told = _accepted(told, event)
    if event.act == Act.ASK_SUPPLEMENT:
        told = replace(told, supplements=told.supplements + 1)
    if "step_late" in event.data:
        late = told.late_steps + event.data["step_late"]
        told = replace(told, steps=told.steps + 1, late_steps=late)
    told = _with_money(told, event)
    if "due" in event.data:
        told = replace(told, due_date=_day(datetime.fromisoformat(event.data["due"])))
    told = _resolved(known, told, event)
    return _with_spells(known, told, _day(event.at))


def _accepted(fact: FactRow, event: Happening) -> FactRow:
    data = event.data
    return replace(
        fact,
        level=data["level"],
        mode=data["mode"],
        fee=data["fee"],
        accepted_date=_day(event.at),
        bears_fee=fact.bears_fee or data["fee"] > 0,
        is_digitised=_is_digitised(data),
    )


def _is_digitised(data: Mapping[str, Any]) -> bool:
    """Say whether all is files: what people file themselves, and what has been scanned.

    A dossier without any paper or file is none that anybody digitised. Events of
    earlier versions knew no `files`: there was none at a counter.
    """
    if "received" not in data:
        return True
    return bool(data.get("files")) and not data["on_paper"]


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
            is_paid_online=means <= ONLINE,
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
    filed = datetime.fromisoformat(data["submitted"]).astimezone(VIETNAM)
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
        submitted_date=filed.date(),
        submitted_hour=filed.hour,
    )


ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED})


def _resolved(before: FactRow, fact: FactRow, event: Happening) -> FactRow:
    if fact.accepted_date is None or fact.resolved_date is not None:
        return fact
    if fact.state not in RESOLVED | ENDED:
        return fact
    day = _day(event.at)
    return replace(
        fact,
        resolved_date=day,
        timing=_timing(before, fact, day),
        days=(day - fact.accepted_date).days,
        has_result_file=bool(event.data.get("results")),
    )


def _timing(before: FactRow, fact: FactRow, day: date) -> Timing:
    """Judge by date; what ended while its clock stood still, by the day that stood."""
    assert fact.due_date is not None
    # At the citizen's wish, or because they did not answer: on time by the convention
    # of form II.06, as nobody waited for the office.
    if fact.state in {State.WITHDRAWN, State.REFUSED}:
        return Timing.ON_TIME
    judged = before.since if before.state in PAUSED and before.since else day
    if judged < fact.due_date:
        return Timing.EARLY
    return Timing.ON_TIME if judged == fact.due_date else Timing.LATE


def _with_spells(before: FactRow, after: FactRow, day: date) -> FactRow:
    """Close the spells that the event ends, open those that it begins."""
    if _course(before) == _course(after):
        return after
    closed = [each for each in before.spells if each.until]
    ended = _open_spell(before)
    if ended and ended.first < day:
        closed.append(replace(ended, until=day))
    after = replace(after, since=day)
    begun = _open_spell(after)
    return replace(after, spells=(*closed, begun) if begun else tuple(closed))


def _course(fact: FactRow) -> tuple[bool, bool, date | None]:
    """Say whether the clock runs, whether it is paused, and what it runs to."""
    is_open = fact.accepted_date is not None and fact.resolved_date is None
    runs = is_open and fact.state in RUNNING
    return runs, is_open and fact.state in PAUSED, fact.due_date if runs else None


def _open_spell(fact: FactRow) -> Lasting | None:
    runs, is_paused, due = _course(fact)
    if is_paused:
        assert fact.since is not None
        return Lasting(Spell.Kind.PAUSED, fact.since)
    if not runs:
        return None
    assert due is not None
    assert fact.since is not None
    return Lasting(Spell.Kind.LATE, max(due + timedelta(days=1), fact.since))


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
