"""Conditions narrowed to the page: what is settled elsewhere is gone."""

from hypothesis import given
from hypothesis import strategies as st

from services.eforms.conditions import (
    All,
    Any,
    Condition,
    Is,
    Not,
    holds,
    narrowed,
    questions_in,
)

KEYS = ["$case", "a", "b", "c"]
answers = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["x", "y"]))
conditions: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from(KEYS).map(lambda key: Is(question=key, value="x")),
    lambda inner: (
        inner.map(lambda each: Not(of=each))
        | st.lists(inner, min_size=1, max_size=3).map(lambda p: All(of=tuple(p)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda p: Any(of=tuple(p)))
    ),
    max_leaves=8,
)


@given(conditions, answers, st.sets(st.sampled_from(KEYS)))
def test_what_is_left_decides_as_the_whole_did(
    condition: Condition, said: dict[str, str], unknown: set[str]
) -> None:
    rest = narrowed(condition, said, unknown=unknown)
    whole = holds(condition, said)
    assert (rest if isinstance(rest, bool) else holds(rest, said)) is whole


@given(conditions, answers, st.sets(st.sampled_from(KEYS)))
def test_what_is_left_speaks_only_of_what_is_unknown(
    condition: Condition, said: dict[str, str], unknown: set[str]
) -> None:
    rest = narrowed(condition, said, unknown=unknown)
    assert isinstance(rest, bool) or set(questions_in(rest)) <= unknown


def test_no_condition_is_settled() -> None:
    assert narrowed(None, {}, unknown=()) is True
