"""The life of a parcel is one table, and no order of the post's words confuses it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.delivery import states
from services.delivery.states import (
    FINAL,
    MOVES,
    OPEN,
    TO_ASK_ABOUT,
    Happening,
    ShipmentState,
    told,
)
from services.gateways.post import Step

END_OF_THE_POST = frozenset({ShipmentState.DELIVERED, ShipmentState.RETURNED})


def test_what_is_over_is_over() -> None:
    assert {
        ShipmentState.DELIVERED,
        ShipmentState.CANCELLED,
        ShipmentState.REPLACED,
        ShipmentState.KEPT,
    } == FINAL


def test_what_the_table_does_not_know_does_not_happen() -> None:
    with pytest.raises(ValueError, match="not possible"):
        states.after(Happening.CARRY, ShipmentState.DELIVERED)


@given(st.lists(st.sampled_from(list(Happening)), max_size=30))
def test_whatever_happens_a_parcel_walks_the_table_and_can_still_end(
    happenings: list[Happening],
) -> None:
    state = ShipmentState.ORDERED
    for happening in happenings:
        if state in MOVES[happening].sources:
            assert state not in FINAL
            state = states.after(happening, state)

    reached, frontier = {state}, {state}
    while frontier:
        frontier = {
            move.target for move in MOVES.values() if move.sources & frontier
        } - reached
        reached |= frontier
    assert reached & FINAL


@given(
    st.sampled_from(sorted(TO_ASK_ABOUT)), st.lists(st.sampled_from(Step), max_size=12)
)
def test_what_the_post_tells_never_leads_out_of_what_the_post_can_do(
    state: ShipmentState, steps: list[Step]
) -> None:
    now = told(state, steps)

    assert now in TO_ASK_ABOUT | END_OF_THE_POST
    ends = [step for step in steps if step in {Step.DELIVERED, Step.RETURNED}]
    assert (now in END_OF_THE_POST) == bool(ends)
    if ends:
        first = {Step.DELIVERED: ShipmentState.DELIVERED}
        assert now is first.get(ends[0], ShipmentState.RETURNED)


@given(st.lists(st.sampled_from(Step), max_size=8))
def test_hearing_the_beginning_again_changes_nothing(steps: list[Step]) -> None:
    for heard in range(len(steps) + 1):
        before = told(ShipmentState.ACCEPTED, steps[:heard])
        if before in TO_ASK_ABOUT:
            assert told(before, steps) is told(ShipmentState.ACCEPTED, steps)


def test_a_parcel_that_came_back_is_open_and_nobody_else_waits_for_it() -> None:
    assert ShipmentState.RETURNED in OPEN
    assert ShipmentState.RETURNED not in states.UNDERWAY
