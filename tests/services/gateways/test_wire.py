"""Asking another system ends in time and never trusts what comes back."""

import pytest

from services.gateways.wire import LARGEST, NoAnswer, NotAdmitted, ask
from tests.factories.wire import answering


def test_an_object_is_returned() -> None:
    with answering({"/call": (200, b'{"Status": "100"}')}) as url:
        assert ask(f"{url}/call", {"a": 1}) == {"Status": "100"}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, b"{}"),
        (404, b"{}"),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b" " * (LARGEST + 1)),
    ],
    ids=["broken", "not there", "no JSON", "no object", "too long"],
)
def test_anything_else_is_no_answer(status: int, said: bytes) -> None:
    with answering({"/call": (status, said)}) as url, pytest.raises(NoAnswer):
        ask(f"{url}/call", {})


def test_who_is_not_admitted_is_told_so() -> None:
    with answering({"/call": (401, b"{}")}) as url, pytest.raises(NotAdmitted):
        ask(f"{url}/call", {})


def test_a_system_that_cannot_be_reached_is_no_answer() -> None:
    with answering({}) as url:
        address = url

    with pytest.raises(NoAnswer):
        ask(f"{address}/call", {}, seconds=2)


def test_plain_words_where_a_sealed_line_is_expected_are_no_answer() -> None:
    with answering({"/call": (200, b"{}")}) as url, pytest.raises(NoAnswer):
        ask(f"{url.replace('http', 'https')}/call", {}, seconds=2)
