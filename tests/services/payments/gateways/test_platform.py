"""The national Payment Platform 1.0.6, as far as public code tells it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from ipaddress import ip_network

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from services.payments.gateways import BadSignature, NoAnswer, Return
from services.payments.gateways.http import Client
from services.payments.gateways.platform import (
    CONFIRM,
    HASH,
    INIT,
    Contract,
    Platform,
    digest,
    vnd,
)
from services.payments.gateways.signing import piped
from services.payments.states import Outcome, Verdict
from tests.services.payments.gateways.bench import HTTP, Bench, make_order
from tests.services.payments.gateways.saying import saying

CONTRACT = Contract(
    partner="DOITAC",
    secret="SECRET",
    url="https://nentang.mau.test/api",
    service="1",
    account="0000000000",
    bank="970400",
    account_name="CO QUAN MAU",
)
NOTICE = {
    "LoaiBanTin": "CONFIRM",
    "MaLoi": "00",
    "MaDoiTac": "DOITAC",
    "MaThamChieu": "MTC0001",
    "SoTien": "8000",
    "MaTienTe": "VND",
    "MaGiaoDich": "GD000001",
    "MaNganHang": "NCB",
    "ThoiGianGD": "20210127100500",
    "ThongTinGiaoDich": "Thanh toan",
}


@pytest.fixture
def here() -> Platform:
    return Platform(CONTRACT, Client())


def signed(**changed: object) -> dict[str, object]:
    """Return the callback as the Platform would sign it."""
    said = {**NOTICE, **changed}
    return {**said, HASH: digest(piped(said, CONFIRM), "SECRET")}


def test_the_hash_of_init_is_the_vectors() -> None:
    values = "INIT|1.0.6|DOITAC|MTC0001|8000|PAY|1|1|vi-VN|VND|PAYMENT|Thanh toan"
    values += "|20210127100000|127.0.0.1"
    message = dict(zip(INIT, values.split("|"), strict=True))

    assert piped(message, INIT) == values
    assert digest(values, "SECRET") == (
        "af265967db24292b4b417396809eb100e98daaf87d356908c3c99560bb04acc8"
    )


def test_a_callback_is_read(here: Platform) -> None:
    told = here.read_notice(signed())

    assert (told.means, told.reference) == ("platform", "MTC0001")
    assert (told.outcome, told.amount) == (Outcome.SUCCEEDED, 8_000)
    assert (told.provider_number, told.bank) == ("GD000001", "NCB")


def test_a_sum_may_come_as_a_number(here: Platform) -> None:
    assert here.read_notice(signed(SoTien=8000)).amount == 8_000


@pytest.mark.parametrize("field", sorted(NOTICE))
def test_a_change_of_any_field_is_forged(here: Platform, field: str) -> None:
    with pytest.raises(BadSignature):
        here.read_notice({**signed(), field: "9"})


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*CONFIRM, HASH]), st.none() | st.text()))
def test_whatever_a_stranger_sends_is_forged_and_crashes_nothing(
    message: dict[str, object],
) -> None:
    with pytest.raises(BadSignature):
        Platform(CONTRACT, Client()).read_notice(message)


@pytest.mark.parametrize(
    "changed", [{"MaDoiTac": "AI DO"}, {"LoaiBanTin": "QUERY"}, {"LoaiBanTin": "INIT"}]
)
def test_a_message_for_somebody_else_or_of_another_kind_is_refused(
    here: Platform, changed: dict[str, str]
) -> None:
    with pytest.raises(BadSignature):
        here.read_notice(signed(**changed))


@pytest.mark.parametrize("code", ["01", "99", "", "lạ"])
def test_any_other_code_has_failed(here: Platform, code: str) -> None:
    assert here.read_notice(signed(MaLoi=code)).outcome is Outcome.FAILED


def test_money_without_a_transaction_is_in_doubt(here: Platform) -> None:
    assert here.read_notice(signed(MaGiaoDich=None)).outcome is Outcome.DOUBTFUL


def test_a_sum_that_is_none_is_no_sum() -> None:
    assert [vnd(text) for text in ("8000", "8000.5", "-1", "", "9" * 14)] == [
        8_000,
        None,
        None,
        None,
        None,
    ]


def test_every_verdict_has_its_answer(here: Platform) -> None:
    said = {verdict: here.answer(verdict)["error_code"] for verdict in Verdict}

    assert {v for v, code in said.items() if code == "0"} == {
        Verdict.TAKEN,
        Verdict.KNOWN_ALREADY,
    }


def test_callbacks_may_be_limited_to_addresses(here: Platform) -> None:
    networks = (ip_network("203.0.113.0/24"),)

    limited = Platform(replace(CONTRACT, networks=networks), Client())

    assert here.may_notify("198.51.100.1")
    assert not limited.may_notify("198.51.100.1")


def test_of_the_person_only_the_name_is_sent(here: Platform) -> None:
    order = make_order()

    receipt = here._order(order)["ThongTinBienLai"]

    assert isinstance(receipt, dict)
    of_person = {name: value for name, value in receipt.items() if "NguoiNop" in name}
    assert {n: v for n, v in of_person.items() if v} == {"HoTenNguoiNop": order.payer}
    assert receipt["PhiLePhi"][0]["SoTien"] == "24000"


def test_it_gives_nothing_back_and_has_no_statement(here: Platform) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    asked = Return(make_order(), "GD1", at, 1_000, "HT1", "Bộ phận Một cửa", "Nhầm")

    assert here.give_back(asked, at=at).outcome is Outcome.FAILED
    with pytest.raises(NoAnswer):
        here.statement(date(2026, 3, 2))


@pytest.mark.local
def test_a_receipt_is_found_once_it_is_paid(platform: Bench) -> None:
    order = make_order()
    platform.choose(order, "pay")
    platform.ear.hear().answer(platform.gateway.answer(Verdict.TAKEN))

    url = platform.gateway.receipt_address(order, at=timezone.now())

    assert url.endswith(order.reference)
    with pytest.raises(NoAnswer):
        platform.gateway.receipt_address(make_order(), at=timezone.now())


@pytest.mark.local
def test_a_number_is_good_for_one_order(platform: Bench) -> None:
    order = make_order()
    platform.gateway.start(order, at=order.created_at)

    with pytest.raises(NoAnswer, match="2"):
        platform.gateway.start(replace(order, amount=1), at=order.created_at)


@pytest.mark.local
def test_a_wrong_key_is_refused(platform: Bench) -> None:
    contract = replace(platform.gateway._contract, secret="another")
    stranger = Platform(contract, Client(read=2))

    with pytest.raises(NoAnswer, match="3"):
        stranger.start(make_order(), at=timezone.now())
    assert HTTP.request("GET", f"{platform.home}/thanh-toan/x").status == 400


def test_an_order_whose_payer_has_no_address_names_ours(here: Platform) -> None:
    assert here._order(replace(make_order(), address=""))["Ip"] == "127.0.0.1"


@pytest.mark.parametrize(
    "message", [{"UrlThanhToan": "javascript:alert(1)"}, {}, "https://mau.test/", None]
)
def test_an_address_that_is_none_is_no_answer(message: object) -> None:
    answer = json.dumps({"error_code": "0", "message": message}).encode()

    with saying([answer]) as (url, _came):
        here = Platform(replace(CONTRACT, url=url), Client(read=2))
        with pytest.raises(NoAnswer):
            here.start(make_order(), at=timezone.now())


def test_a_signed_answer_about_another_order_is_refused() -> None:
    said = {"error_code": "0", "message": signed(LoaiBanTin="QUERY")}

    with saying([json.dumps(said).encode()]) as (url, _came):
        here = Platform(replace(CONTRACT, url=url), Client(read=2))
        with pytest.raises(BadSignature, match="another order"):
            here.ask(make_order(), at=timezone.now())
