"""VNPAY 2.1.0 byte for byte, and what its codes mean."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.gateways import BadSignature, Order, Told
from services.payments.gateways.http import Client
from services.payments.gateways.signing import piped
from services.payments.gateways.vnpay import (
    HASH,
    QUERY_SAYS,
    Contract,
    Vnpay,
    query_of,
    signature,
    vnd,
)
from services.payments.gateways.vnpay_codes import outcome_of
from services.payments.gateways.wording import plain
from services.payments.states import Outcome, Verdict
from tests.services.payments.gateways.saying import saying

SECRET = "SECRETKEYSECRETKEYSECRETKEYSECRE"
QUERY = (
    "vnp_Amount=800000&vnp_Command=pay&vnp_CreateDate=20210127100000&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20210127101500&vnp_IpAddr=127.0.0.1&vnp_Locale=vn"
    "&vnp_OrderInfo=Thanh+toan+le+phi+ho+so+H29-210127-0001&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fexample.gov.vn%2Fthanh-toan%2Fket-qua"
    "&vnp_TmnCode=TESTTMN1&vnp_TxnRef=H29210127000001&vnp_Version=2.1.0"
)
SIGNED = (
    "f48747fbbbc86f6662ead7324e3405a08c2bd27520590cf07dda9fd75e84e55d"
    "0baae8fb9ab22ba1b8db837c308fe7973ca2d3507d6f1e069859ca44455af77a"
)
CONTRACT = Contract(
    tmn_code="TESTTMN1",
    secret=SECRET,
    pay_url="https://sandbox.vnpayment.vn/paymentv2/vpcpay.html",
    api_url="https://sandbox.vnpayment.vn/merchant_webapi/api/transaction",
    return_url="https://example.gov.vn/thanh-toan/ket-qua",
)
ORDER = Order(
    reference="H29210127000001",
    amount=8_000,
    codes=("H29-210127-0001",),
    created_at=datetime(2021, 1, 27, 3, 0, tzinfo=UTC),
    expires_at=datetime(2021, 1, 27, 3, 15, tzinfo=UTC),
    address="127.0.0.1",
    payer="Nguyễn Thị Mẫu",
)
NOTICE = {
    "vnp_Amount": "800000",
    "vnp_BankCode": "NCB",
    "vnp_BankTranNo": "VNP14000001",
    "vnp_CardType": "ATM",
    "vnp_OrderInfo": "Thanh toan le phi ho so H29-210127-0001",
    "vnp_PayDate": "20210127100500",
    "vnp_ResponseCode": "00",
    "vnp_TmnCode": "TESTTMN1",
    "vnp_TransactionNo": "14000001",
    "vnp_TransactionStatus": "00",
    "vnp_TxnRef": "H29210127000001",
}

FAILURES = ["01", "02", "03", "04", "05", "06", "08", "09", "10"]
FAILURES += ["11", "12", "13", "24", "51", "65", "75", "79", "99"]


@pytest.fixture
def vnpay() -> Vnpay:
    return Vnpay(CONTRACT, Client())


def signed(**changed: str) -> dict[str, str]:
    """Return the notice as VNPAY would sign it."""
    said = {**NOTICE, **changed}
    return {**said, HASH: signature(query_of(said), SECRET)}


def test_the_address_of_payment_is_the_vectors_byte_for_byte(vnpay: Vnpay) -> None:
    url = vnpay.start(ORDER, at=ORDER.created_at)

    assert url == f"{CONTRACT.pay_url}?{QUERY}&vnp_SecureHash={SIGNED}"


def test_vnpay_is_not_told_who_pays(vnpay: Vnpay) -> None:
    assert "nguyen" not in vnpay.start(ORDER, at=ORDER.created_at).lower()


def test_an_order_whose_payer_has_no_address_names_ours(vnpay: Vnpay) -> None:
    url = vnpay.start(replace(ORDER, address=""), at=ORDER.created_at)

    assert dict(parse_qsl(urlsplit(url).query))["vnp_IpAddr"] == "127.0.0.1"


def test_a_notice_is_read(vnpay: Vnpay) -> None:
    assert vnpay.read_notice(signed()) == Told(
        means="vnpay",
        reference="H29210127000001",
        outcome=Outcome.SUCCEEDED,
        amount=8_000,
        provider_number="14000001",
        bank="NCB",
        code="00/00",
        currency="VND",
    )


def test_what_is_not_vnpays_and_the_type_of_the_hash_are_left_out(
    vnpay: Vnpay,
) -> None:
    more = {**signed(), "vnp_SecureHashType": "HMACSHA512", "utm_source": "x"}
    upper = {**more, HASH: more[HASH].upper()}

    assert vnpay.read_notice(upper) == vnpay.read_notice(signed())


@pytest.mark.parametrize("field", sorted(NOTICE))
def test_a_change_of_any_field_is_forged(vnpay: Vnpay, field: str) -> None:
    with pytest.raises(BadSignature):
        vnpay.read_notice({**signed(), field: "9"})


@pytest.mark.parametrize("given", ["", "0", "ký giả mạo", "\udcff", SIGNED])
def test_whatever_stands_for_a_signature_is_refused_without_a_crash(
    vnpay: Vnpay, given: str
) -> None:
    with pytest.raises(BadSignature):
        vnpay.read_notice({**NOTICE, HASH: given, "vnp_OrderInfo": given})


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers()))
def test_whatever_a_stranger_sends_is_forged_and_crashes_nothing(
    message: dict[str, object],
) -> None:
    named = {f"vnp_{name}": value for name, value in message.items()}

    with pytest.raises(BadSignature):
        Vnpay(CONTRACT, Client()).read_notice({**message, **named})


def test_nothing_at_all_is_forged(vnpay: Vnpay) -> None:
    with pytest.raises(BadSignature):
        vnpay.read_notice({})


def test_a_notice_for_another_merchant_is_refused(vnpay: Vnpay) -> None:
    with pytest.raises(BadSignature):
        vnpay.read_notice(signed(vnp_TmnCode="TESTTMN2"))


@pytest.mark.parametrize("number", ["", "0"])
def test_money_without_a_transaction_is_in_doubt(vnpay: Vnpay, number: str) -> None:
    told = vnpay.read_notice(signed(vnp_TransactionNo=number))

    assert told.outcome is Outcome.DOUBTFUL


@pytest.mark.parametrize("amount", ["800001", "-800000", "8e5", "", "8000.00", "٨٠٠"])
def test_a_sum_that_is_none_is_no_sum(vnpay: Vnpay, amount: str) -> None:
    assert vnpay.read_notice(signed(vnp_Amount=amount)).amount is None


def test_another_currency_is_told(vnpay: Vnpay) -> None:
    assert vnpay.read_notice(signed(vnp_CurrCode="USD")).currency == "USD"


@pytest.mark.parametrize(
    ("response", "status", "outcome"),
    [
        ("00", "00", Outcome.SUCCEEDED),
        ("00", "01", Outcome.PENDING),
        ("00", "02", Outcome.FAILED),
        ("00", "04", Outcome.DOUBTFUL),
        ("00", "05", Outcome.DOUBTFUL),
        ("00", "06", Outcome.DOUBTFUL),
        ("00", "07", Outcome.DOUBTFUL),
        ("00", "09", Outcome.DOUBTFUL),
        ("07", "00", Outcome.DOUBTFUL),
        ("07", "02", Outcome.DOUBTFUL),
        # A success that the other half does not confirm, or the reverse.
        ("00", "", Outcome.DOUBTFUL),
        ("00", "77", Outcome.DOUBTFUL),
        ("24", "00", Outcome.DOUBTFUL),
        ("24", "04", Outcome.DOUBTFUL),
        *((code, "02", Outcome.FAILED) for code in FAILURES),
        # Codes that nobody has told us about.
        ("42", "02", Outcome.FAILED),
        ("42", "", Outcome.FAILED),
        ("", "", Outcome.FAILED),
        ("lạ", "lạ", Outcome.FAILED),
    ],
)
def test_the_table_of_codes(response: str, status: str, outcome: Outcome) -> None:
    assert outcome_of(response, status) is outcome


@pytest.mark.parametrize(
    ("verdict", "code", "sentence"),
    [
        (Verdict.TAKEN, "00", "Confirm Success"),
        (Verdict.NO_SUCH_ORDER, "01", "Order not found"),
        (Verdict.KNOWN_ALREADY, "02", "Order already confirmed"),
        (Verdict.NOT_ALLOWED, "03", "IP prohibited"),
        (Verdict.WRONG_AMOUNT, "04", "Invalid amount"),
        (Verdict.FORGED, "97", "Fail checksum"),
        (Verdict.TROUBLE, "99", "Unknown error"),
    ],
)
def test_the_table_of_answers(
    vnpay: Vnpay, verdict: Verdict, code: str, sentence: str
) -> None:
    assert vnpay.answer(verdict) == {"RspCode": code, "Message": sentence}


def test_every_verdict_has_its_answer(vnpay: Vnpay) -> None:
    assert all(vnpay.answer(verdict)["RspCode"] for verdict in Verdict)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ("Lệ phí hồ sơ", "H29.18.01-210127-0001"),
            "Le phi ho so H29-18-01-210127-0001",
        ),
        (("Đặng Thị Ơn & con | “nộp”",), "Dang Thi On con nop"),
        (("a" * 300,), "a" * 255),
    ],
)
def test_words_lose_marks_and_signs(words: tuple[str, ...], text: str) -> None:
    assert plain(*words) == text


def test_amounts_of_the_wire_are_hundredths() -> None:
    assert vnd("800000") == 8_000
    assert vnd("0") == 0
    assert vnd("9" * 16) is None


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("203.0.113.7", True),
        ("203.0.114.7", False),
        ("2001:db8::1", True),
        ("unknown", False),
        ("", False),
    ],
)
def test_notices_may_be_limited_to_addresses(address: str, *, may: bool) -> None:
    networks = (ip_network("203.0.113.0/24"), ip_network("2001:db8::/32"))

    limited = Vnpay(replace(CONTRACT, networks=networks), Client())

    assert limited.may_notify(address) is may


def test_without_a_list_notices_come_from_anywhere(vnpay: Vnpay) -> None:
    assert vnpay.may_notify("198.51.100.1")


def test_a_signed_answer_about_another_order_is_refused() -> None:
    said = {"vnp_ResponseCode": "00", "vnp_TmnCode": "TESTTMN1", "vnp_TxnRef": "OTHER"}
    said[HASH] = signature(piped(said, QUERY_SAYS), SECRET)

    with saying([json.dumps(said).encode()]) as (url, _came):
        vnpay = Vnpay(replace(CONTRACT, api_url=url), Client(read=2))
        with pytest.raises(BadSignature, match="another order"):
            vnpay.ask(ORDER, at=ORDER.expires_at)
