"""The figures counted a second time, slowly: to find out whether they are right.

Plain Python over raw events, a day at a time. It shares no counting with `folding`,
`predicates` and `summing`, on purpose: what both ways agree on is believed. Nothing
but the command `verify_figures` and tests may use it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.statistics.folding import Happening

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
RUNS, WAITS, DONE, GONE = {2, 4}, {5, 6}, {9, 10}, {3, 7, 8}
ONLINE_MEANS = {"vnpay", "platform", "vietqr"}
FIGURES = (
    *("accepted", "fee_bearing", "paid_online", "digitised"),
    *("early", "on_time", "late", "ended", "with_file"),
    *("days", "contact_points", "timed", "step_points"),
    *("late_change", "paused_change"),
)

type Found = Counter[tuple[str, tuple[Any, ...], str]]
"""By table, by the row's key, by the name of the count."""


@dataclass
class Life:
    """One dossier as its events tell it."""

    filed: Mapping[str, Any]
    submitted: datetime
    accepted: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_scanned: bool = True
    resolved: date | None = None
    timing: str = ""
    state_at_end: int = 0
    results: Sequence[str] = ()
    asked_again: int = 0
    steps: list[bool] = field(default_factory=list)
    """Whether each step that was left before the end had been late."""
    bears_fee: bool = False
    means: set[str] = field(default_factory=set)
    changes: list[tuple[date, int, date | None]] = field(default_factory=list)
    """After each event: its day, the state, the promised day."""


def life_of(events: Sequence[Happening]) -> Life:
    """Read a dossier's events, in their order, one after the other."""
    data = events[0].data
    life = Life(filed=data, submitted=datetime.fromisoformat(data["submitted"]))
    state, due, since = 0, None, date.min
    for event in events:
        _read_money(life, event)
        day, before, state = event.at.astimezone(HERE).date(), state, event.to_state
        if event.act in ("receive", "take_in"):
            life.accepted, life.facts = day, event.data
            if event.act == "take_in":
                paper, files = event.data.get("on_paper"), event.data.get("files")
                life.is_scanned = paper == [] and files not in (None, [])
        if "due" in event.data:
            due = datetime.fromisoformat(event.data["due"]).astimezone(HERE).date()
        if state in WAITS and before not in WAITS:
            since = day
        life.asked_again += event.act == "ask_supplement"
        if "step_late" in event.data:
            life.steps.append(event.data["step_late"])
        if life.accepted and not life.resolved and state in DONE | GONE:
            assert due is not None
            life.resolved, life.state_at_end = day, state
            life.results = event.data.get("results", ())
            # While it waited its clock stood still, from the day it began to wait.
            life.timing = _timing(state, since if before in WAITS else day, due)
        life.changes.append((day, state, due))
    return life


def _read_money(life: Life, event: Happening) -> None:
    if event.act in ("pay", "settle", "collect_fee"):
        life.means.add(event.data["means"])
        life.bears_fee = True
    if event.act == "ask_payment" or (
        event.act in ("receive", "take_in") and event.data["fee"] > 0
    ):
        life.bears_fee = True
    if event.act == "adjust_fee" and event.data["to"] > 0:
        life.bears_fee = True


def _timing(state: int, day: date, due: date) -> str:
    if state in {3, 7}:
        return "on_time"
    return "early" if day < due else "on_time" if day == due else "late"


def stands(life: Life, day: date) -> tuple[bool, bool]:
    """Say whether it is overdue, and whether it waits, at the end of the day."""
    is_begun = life.accepted is not None and life.accepted <= day
    is_over = life.resolved is not None and life.resolved <= day
    if is_over or not is_begun:
        return False, False
    *_before, (state, due) = [
        (state, due) for when, state, due in life.changes if when <= day
    ]
    return state in RUNS and due is not None and due < day, state in WAITS


def _stock_changes(life: Life) -> Iterator[tuple[date, str, int]]:
    assert life.accepted is not None
    known = [day for day, _state, _due in life.changes]
    last = max(*known, *(due for _day, _state, due in life.changes if due))
    before, day = (False, False), life.accepted
    while day <= last + DAY:
        now = stands(life, day)
        for name, was, is_now in zip(("late", "paused"), before, now, strict=True):
            if was != is_now:
                yield day, f"{name}_change", 1 if is_now else -1
        before, day = now, day + DAY


def counts_of(life: Life) -> Iterator[tuple[date, str, int]]:
    """Yield day, name and number of everything that the dossier adds to its office."""
    if life.accepted is None or life.filed["test"] or life.filed["root"] is not None:
        return
    at = life.accepted
    yield at, "accepted", 1
    yield at, "fee_bearing", int(life.bears_fee)
    yield at, "paid_online", int(bool(life.means) and life.means <= ONLINE_MEANS)
    yield at, "digitised", int(life.is_scanned)
    if life.resolved:
        yield life.resolved, life.timing, 1
        yield life.resolved, "ended", int(life.state_at_end in GONE)
        yield life.resolved, "with_file", int(bool(life.results))
        yield life.resolved, "days", (life.resolved - at).days
        yield life.resolved, "contact_points", max(0, 2 - life.asked_again)
        if life.steps:
            yield life.resolved, "timed", 1
            yield life.resolved, "step_points", max(0, 2 - sum(life.steps))
    yield from _stock_changes(life)


def recount(
    lives: Iterable[Sequence[Happening]],
    above: Mapping[int, Sequence[int]],
    tiers: Mapping[int, str],
    sectors: Mapping[int, int],
) -> Found:
    """Count all sums from the events of each dossier.

    `above` names for every office the agencies on its path, itself included; `tiers`
    at which level of administration each office stands; `sectors` the field of each
    procedure.
    """
    found: Found = Counter()
    for events in lives:
        life = life_of(events)
        procedure, tier = life.filed["procedure"], tiers[life.filed["agency"]]
        sector = sectors[procedure]
        for agency in above[life.filed["agency"]]:
            for rolled in ((None, None), (sector, None), (sector, procedure)):
                _count(found, life, agency, rolled, tier)
            _count_durations(found, life, agency)
            _count_months(found, life, agency)
    return Counter({key: number for key, number in found.items() if number})


OPINIONS = ("forms", "satisfied", "organisation", "publicity", "attitude")


def recount_opinions(
    ratings: Iterable[Mapping[str, Any]], above: Mapping[int, Sequence[int]]
) -> Found:
    """Count the sums of ratings, one rating after the other; tests never count."""
    found: Found = Counter()
    for each in ratings:
        if each["is_test"]:
            continue
        said = (1, int(each["satisfaction"] > 0), *(each[n] for n in OPINIONS[2:]))
        month = each["given_on"].replace(day=1)
        for agency in above[each["agency"]]:
            for name, number in zip(OPINIONS, said, strict=True):
                found["opinion", (agency, month), name] += number
    return Counter({key: number for key, number in found.items() if number})


STEPS = (
    *("begun", "answering", "answered", "complete"),
    *("filed", "accepted", "resolved"),
)


def step_of(events: Sequence[Happening]) -> int:
    """Return how many steps a filed dossier has passed, from its events."""
    life = life_of(events)
    return 7 if life.resolved else 6 if life.accepted else 5


def recount_funnel(
    filings: Iterable[Mapping[str, Any]],
    filed: Mapping[int, int],
    above: Mapping[int, Sequence[int]],
) -> Found:
    """Count the steps of all filings begun online, one after the other.

    `filed` says by dossier how many steps the events tell of (`step_of`); whoever is
    not among them is a draft, and has passed four at most. What the figures have not
    read yet is left out.
    """
    found: Found = Counter()
    for each in filings:
        if each["is_test"]:
            continue
        passed = filed.get(each["dossier"], min(each["stage"], 4))
        if each["counted"] < each["stage"]:
            passed = min(passed, each["counted"])
        month = each["begun_on"].replace(day=1)
        for agency in above[each["agency"]]:
            for rolled in (each["procedure"], None):
                for name in STEPS[:passed]:
                    found["funnel", (agency, month, rolled), name] += 1
    return found


def recount_identified(days: Iterable[tuple[date]]) -> Found:
    """Count in which month people were first identified."""
    return Counter(("identified", (day.replace(day=1),), "people") for (day,) in days)


def _count(
    found: Found,
    life: Life,
    agency: int,
    rolled: tuple[int | None, int | None],
    tier: str,
) -> None:
    place = (
        *rolled,
        *(life.facts.get("level"), life.facts.get("mode")),
        *(life.filed["channel"], life.filed["assisted"], tier),
    )
    for day, name, number in counts_of(life):
        found["day", (agency, day, *place), name] += number
        found["month", (agency, day.replace(day=1), *place), name] += number


def _count_durations(found: Found, life: Life, agency: int) -> None:
    for day, name, number in counts_of(life):
        if name == "days":
            month = day.replace(day=1)
            ends = (0, 1, 2, 5, 10, 15, 20, 30, 60)
            bucket = sum(number > end for end in ends)
            for rolled in (life.filed["procedure"], None):
                found["duration", (agency, month, rolled, bucket), "dossiers"] += 1


def _count_months(found: Found, life: Life, agency: int) -> None:
    for day, name, number in counts_of(life):
        if name == "accepted":
            month, procedure = day.replace(day=1), life.filed["procedure"]
            found["usage", (agency, month, procedure), "dossiers"] += number
            channel = life.filed["channel"]
            found["intake of day", (agency, day, channel), "accepted"] += number
            found["intake of month", (agency, month, channel), "accepted"] += number
            filed = life.submitted.astimezone(HERE)
            place = (filed.isoweekday(), filed.hour, life.filed["channel"])
            key = (agency, month, *place)
            found["rhythm", key, "dossiers"] += number
