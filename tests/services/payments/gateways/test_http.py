"""The client believes nothing: whatever is not a proper answer is none."""

import json

import pytest

from portal.local.ports import free_port
from services.payments.gateways import NoAnswer
from services.payments.gateways import http as module
from services.payments.gateways.http import MESSAGE_BYTES, Client
from tests.services.payments.gateways.saying import JSON, saying


def test_an_object_is_asked_for_and_given_as_json() -> None:
    with saying([b'{"MaLoi": ', '"được"}'.encode()]) as (url, came):
        said = Client().post(url, {"SoTien": "8000", "ten": "Mẫu"})

    assert said == {"MaLoi": "được"}
    ((media_type, body),) = came
    assert media_type == JSON
    assert json.loads(body) == {"SoTien": "8000", "ten": "Mẫu"}


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (b"{", {}),
        (b"", {}),
        (b"[1]", {}),
        (b"null", {}),
        (b"\xff\xfe", {}),
        (b"[" * 100_000, {}),
        (b'{"so": ' + b"9" * 5_000 + b"}", {}),
        (b"{}", {"media_type": "text/html"}),
        (b"{}", {"status": 500}),
        (b"{}", {"status": 404}),
        (b"{}", {"status": 201}),
        (b"{}", {"status": 302, "more": [("Location", "http://127.0.0.1:1/")]}),
        (b"x", {"more": [("Content-Length", "9")]}),
        (b"\x1f\x8b", {"more": [("Content-Encoding", "gzip")]}),
        (b"z", {"more": [("Transfer-Encoding", "chunked")]}),
    ],
)
def test_anything_else_is_no_answer(body: bytes, how: dict[str, object]) -> None:
    with saying([body], **how) as (url, _came), pytest.raises(NoAnswer):  # type: ignore[arg-type]
        Client(read=2).post(url, {})


def test_a_redirect_is_not_followed() -> None:
    with saying([b"{}"]) as (home, came):
        more = [("Location", home)]
        with (
            saying([], status=307, more=more) as (url, _came),
            pytest.raises(NoAnswer, match="307"),
        ):
            Client().post(url, {})

    assert came == []


def test_an_answer_without_end_is_cut() -> None:
    pieces = [b" " * 65_536] * (MESSAGE_BYTES // 65_536 + 2)
    with (
        saying(pieces) as (url, _came),
        pytest.raises(NoAnswer, match="does not end"),
    ):
        Client().post(url, {})


def test_an_answer_that_drips_is_cut_though_each_drop_is_in_time() -> None:
    with (
        saying([b" "] * 500, pause=0.02) as (url, _came),
        pytest.raises(NoAnswer, match="does not end"),
    ):
        Client(connect=0.2, read=0.2).post(url, {})


def test_silence_is_no_answer() -> None:
    with (
        saying([b" "] * 2, pause=20) as (url, _came),
        pytest.raises(NoAnswer, match="Timeout"),
    ):
        Client(read=0.2).post(url, {})


def test_nobody_there_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        Client().post(f"http://127.0.0.1:{free_port()}/", {})


def test_a_file_is_text_with_or_without_its_mark() -> None:
    marked = [b"\xef\xbb\xbf", "một".encode()]
    with saying(marked, media_type="text/csv; charset=utf-8") as (url, _came):
        assert Client().text(url, media_type="text/csv") == "một"


def test_a_file_in_another_encoding_is_no_answer() -> None:
    with (
        saying([b"m\xf4t"], media_type="text/csv") as (url, _came),
        pytest.raises(NoAnswer, match="UTF-8"),
    ):
        Client().text(url, media_type="text/csv")


def test_the_time_that_is_given() -> None:
    assert (module.CONNECT_SECONDS, module.READ_SECONDS) == (3, 10)
