"""Invented histories of dossiers as events, for tests that count in two ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from services.dossiers.states import MOVES, Act, State, after
from services.procedures.definition import Channel, Mode
from services.statistics.folding import Happening

BEGIN = datetime(2025, 12, 29, 1, 0, tzinfo=UTC)
MEANS = ("vnpay", "vietqr", "cash", "card")
STARTS = (Act.SUBMIT, Act.TAKE_IN)
MONEY = (Act.PAY, Act.COLLECT_FEE, Act.SETTLE)
ACCEPTING = (Act.RECEIVE, Act.TAKE_IN)
RESUMING = (Act.SUPPLEMENT, Act.SETTLE)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where things may happen: ids of offices and of procedures."""

    offices: Sequence[int]
    procedures: Sequence[int]


def _filed(draw: st.DrawFn, ground: Ground, act: Act, at: datetime) -> dict[str, Any]:
    is_own = act is Act.SUBMIT
    channel = Channel.ONLINE if is_own else draw(st.sampled_from(Channel))
    return {
        "channel": channel.value,
        "assisted": channel is Channel.ONLINE and not is_own,
        "agency": draw(st.sampled_from(ground.offices)),
        "procedure": draw(st.sampled_from(ground.procedures)),
        "revision": 1,
        "case": "mac_dinh",
        "root": draw(st.sampled_from([None, None, None, 1])),
        "test": draw(st.sampled_from([False, False, False, True])),
        "invented": False,
        "submitted": at.isoformat(),
    }


def _told(
    draw: st.DrawFn, act: Act, filed: dict[str, Any], at: datetime
) -> dict[str, Any]:
    """Return what the event of the act says."""
    data: dict[str, Any] = dict(filed) if act in STARTS else {}
    if act in ACCEPTING:
        level = draw(st.sampled_from([3, 4]))
        mode = Mode.FULL if level == 4 else Mode.PARTIAL
        fee = draw(st.sampled_from([0, 8_000]))
        data |= filed | {"level": level, "mode": mode.value, "fee": fee}
    if act is Act.TAKE_IN:
        data["received"] = draw(st.sampled_from([[], ["to_khai"]]))
        if draw(st.booleans()):  # events of earlier versions do not say it
            data["on_paper"] = draw(st.sampled_from([[], ["to_khai"]]))
            data["files"] = draw(st.sampled_from([[], ["to_khai"]]))
    if act in MONEY or act is Act.REFUND:
        data |= {"means": draw(st.sampled_from(MEANS)), "amount": 8_000}
    if act is Act.ADJUST_FEE:
        data["to"] = draw(st.sampled_from([0, 8_000]))
    if act in {Act.FORWARD, Act.DECIDE} and draw(st.booleans()):
        data["step_late"] = draw(st.booleans())
    if act is Act.DECIDE:
        data["results"] = draw(st.sampled_from([[], ["ban_sao"]]))
    if act in ACCEPTING or act in RESUMING:
        due = at + timedelta(days=draw(st.integers(0, 9)))
        data["due"] = due.isoformat()
    return data


@st.composite
def lives(draw: st.DrawFn, ground: Ground, dossier: int) -> list[Happening]:
    """Draw what happens to one dossier, along MOVES, hours and weeks apart."""
    at = BEGIN + timedelta(hours=draw(st.integers(0, 24 * 60)))
    act, state = draw(st.sampled_from(STARTS)), State.DRAFT
    filed = _filed(draw, ground, act, at)
    events: list[Happening] = []
    for seq in range(1, draw(st.integers(1, 9)) + 1):
        state = after(act, state)
        data = _told(draw, act, filed, at)
        events.append(Happening(dossier, seq, act.value, state, at, data))
        possible = [a for a, move in MOVES.items() if state in move.sources]
        if not possible:
            break
        act = draw(st.sampled_from(possible))
        at += timedelta(hours=draw(st.sampled_from([0, 1, 7, 26, 24 * 5, 24 * 40])))
    return events


@st.composite
def histories(draw: st.DrawFn, ground: Ground) -> list[list[Happening]]:
    """Draw what happens to up to six dossiers."""
    count = draw(st.integers(1, 6))
    return [draw(lives(ground, number)) for number in range(1, count + 1)]
