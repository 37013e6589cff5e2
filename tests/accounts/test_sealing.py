"""Personal data at rest: opens in its own place with a listed key, never elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.sealing import (
    BrokenSeal,
    blind_index,
    seal,
    seal_json,
    unseal,
    unseal_json,
)

HERE = "table|1|field"


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_again(plain: bytes) -> None:
    assert unseal(seal(plain, context=HERE), context=HERE) == plain


def test_equal_values_are_sealed_differently() -> None:
    assert seal(b"a", context=HERE) != seal(b"a", context=HERE)


def test_a_value_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(BrokenSeal):
        unseal(seal(b"a", context=HERE), context="table|2|field")


@given(st.data())
def test_a_changed_byte_breaks_the_seal(data: st.DataObject) -> None:
    sealed = bytearray(seal("Nguyễn Thị Mẫu".encode(), context=HERE))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(BrokenSeal):
        unseal(bytes(sealed), context=HERE)


@given(st.integers(1, 90))
def test_a_value_cut_short_does_not_open(missing: int) -> None:
    with pytest.raises(BrokenSeal):
        unseal(seal(b"a", context=HERE)[:-missing], context=HERE)


def test_a_new_master_key_leaves_old_values_open_while_the_old_key_is_listed(
    settings: Settings,
) -> None:
    settings.SEALING_KEYS = {"old": b"o" * 32}
    sealed = seal_json({"số": "079"}, context=HERE)

    settings.SEALING_KEYS = {"new": b"n" * 32, "old": b"o" * 32}
    assert unseal_json(sealed, context=HERE) == {"số": "079"}
    assert unseal(seal(b"a", context=HERE), context=HERE) == b"a"

    settings.SEALING_KEYS = {"new": b"n" * 32}
    with pytest.raises(BrokenSeal):
        unseal_json(sealed, context=HERE)


def test_an_index_finds_the_same_value_for_the_same_purpose_alone() -> None:
    index = blind_index("079190012345", purpose="citizen-number")

    assert index == blind_index("079190012345", purpose="citizen-number")
    assert index != blind_index("079190012346", purpose="citizen-number")
    assert index != blind_index("079190012345", purpose="phone")
    assert b"079190012345" not in index
