"""Checking a receipt without an account: true, cancelled since, or never written."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.views.receipts import PER_ADDRESS, PER_RECEIPT
from services.payments import receipts
from services.payments.actions import cancel_receipt, take_notice
from services.payments.models import Receipt
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db

PAGE = "/bien-lai/"


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@pytest.fixture
def receipt(office: Office) -> Receipt:
    dossier = owing(office, make_citizen("Nguyễn Thị Kín Mẫu"))
    take_notice(told(make_attempt([billed(dossier, at=WHEN)], at=WHEN)), at=WHEN)
    return dossier.receipts.get()


def typed(receipt: Receipt) -> dict[str, object]:
    code = receipts.code_of(receipt.public_id)
    return {
        "symbol": f" {receipt.series.symbol.lower()}",
        "number": receipt.serial,
        "code": f"{code[:4]}-{code[4:].lower()}",
    }


def test_the_square_leads_to_what_the_receipt_says(
    client: Client, receipt: Receipt
) -> None:
    address = receipts.address_of(receipt)

    answer = client.get("/" + address.split("/", 3)[3])

    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    for shown in ("có hiệu lực", receipt.serial, "24.000 đ", "Nguyễn T*** K*** M***"):
        assert shown in page
    assert receipt.series.agency.name in page
    assert "Nguyễn Thị Kín Mẫu" not in page
    assert str(receipt.dossier.code) not in page


def test_what_is_printed_leads_there_too(client: Client, receipt: Receipt) -> None:
    # Another office's receipt has the same symbol and number.
    other = Office(COPIES)
    double = owing(other)
    take_notice(told(make_attempt([billed(double, at=WHEN)], at=WHEN)), at=WHEN)

    page = client.post(PAGE, typed(receipt)).content.decode()

    assert "có hiệu lực" in page
    assert "Nguyễn T*** K*** M***" in page


def test_a_cancelled_receipt_says_since_when_why_and_what_replaced_it(
    client: Client, office: Office, receipt: Receipt
) -> None:
    fresh = cancel_receipt(
        receipt, by=office.receptionist, at=timezone.now(), reason="Sai tên"
    )

    page = client.post(PAGE, typed(receipt)).content.decode()

    assert "đã bị hủy" in page
    assert "Sai tên" in page
    assert f"Thay bằng biên lai số {fresh.serial}" in page


def test_wrong_and_unknown_get_the_same_answer(
    client: Client, receipt: Receipt
) -> None:
    wrong = client.post(PAGE, typed(receipt) | {"code": "AAAAAAAA"})
    unknown = client.post(PAGE, typed(receipt) | {"number": 999})
    path = reverse("receipt_scanned", args=[receipt.public_id, "x" * 24])

    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert "Không có biên lai này" in wrong.content.decode()
    assert client.get(path).status_code == 404


def test_an_unreadable_form_says_what_to_type(client: Client) -> None:
    page = client.post(PAGE, {"symbol": "", "number": "x", "code": ""})

    assert page.status_code == 422
    for sentence in ("Hãy nhập ký hiệu", "chỉ gồm chữ số", "Hãy nhập mã kiểm tra"):
        assert sentence in page.content.decode()
    assert "Kiểm tra biên lai" in client.get(PAGE).content.decode()


def test_codes_cannot_be_tried_out(client: Client, receipt: Receipt) -> None:
    for _try in range(PER_RECEIPT.tries):
        client.post(PAGE, typed(receipt) | {"code": "AAAAAAAA"})

    assert client.post(PAGE, typed(receipt)).status_code == 429


def test_squares_cannot_be_tried_out_either(client: Client, receipt: Receipt) -> None:
    path = reverse("receipt_scanned", args=[receipt.public_id, "x"])
    for _try in range(PER_ADDRESS.tries):
        client.get(path)

    assert client.get(path).status_code == 429
