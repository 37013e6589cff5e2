"""The cache holds JSON, never code."""

from datetime import date

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from portal.caching import JSONSerializer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
)


@given(JSON)
def test_what_goes_in_comes_out(value: object) -> None:
    dumped = JSONSerializer().dumps(value)

    read = str(dumped).encode() if isinstance(dumped, int) else dumped
    assert JSONSerializer().loads(read) == value


def test_numbers_can_be_counted_up_by_the_server() -> None:
    cache.set("count", 1, 10)

    assert cache.incr("count") == 2


def test_dates_become_text_and_objects_are_refused() -> None:
    cache.set("day", date(2026, 11, 24), 10)

    assert cache.get("day") == "2026-11-24"
    with pytest.raises(TypeError):
        cache.set("thing", object())
