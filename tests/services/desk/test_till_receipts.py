"""Receipts at the desk: found by number or code, printed, cancelled with a reason."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.permissions import Role
from services.payments.models import Receipt
from tests.factories.accounts import make_officer, sign_in
from tests.factories.dossiers import Office
from tests.factories.money import COPIES
from tests.factories.refunds import in_cash

pytestmark = pytest.mark.django_db

PAGE = "/mot-cua/thu-ngan/bien-lai/"


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@pytest.fixture
def receipt(office: Office) -> Receipt:
    return in_cash(office).receipts.get()


def test_it_is_found_by_its_number_and_by_the_dossiers_code(
    office: Office, receipt: Receipt
) -> None:
    client = sign_in(office.receptionist)
    path = reverse("desk:receipt", args=[receipt.public_id])

    for words in ("", receipt.serial, str(receipt.dossier.code).lower()):
        assert path in client.get(f"{PAGE}?q={words}").content.decode()
    for words in ("0000999", "9" * 30, "không có"):
        page = client.get(f"{PAGE}?q={words}").content.decode()
        assert "Không có biên lai nào khớp" in page
    other = sign_in(Office(COPIES).receptionist)
    assert "Chưa có biên lai nào" in other.get(PAGE).content.decode()
    assert other.get(path).status_code == 404


def test_it_is_cancelled_with_a_reason_and_another_takes_its_place(
    office: Office, receipt: Receipt
) -> None:
    client = sign_in(office.receptionist)
    path = reverse("desk:receipt", args=[receipt.public_id])
    silent = client.post(path, {"reason": ""})

    page = client.post(
        path, {"reason": "Sai tên", "payer_name": "Lê Thị Mẫu"}, follow=True
    ).content.decode()
    again = client.post(path, {"reason": "Lần nữa"})

    assert (silent.status_code, again.status_code) == (422, 422)
    assert "Lê Thị Mẫu" in page
    assert "Thay cho biên lai</dt>" in page.replace("\n", "")
    old = client.get(path).content.decode()
    assert "Sai tên" in old
    assert "Xem biên lai thay thế" in old
    assert "Đã hủy" in client.get(PAGE).content.decode()


def test_who_only_reconciles_looks_but_does_not_cancel(
    office: Office, receipt: Receipt
) -> None:
    client = sign_in(office.leader)
    path = reverse("desk:receipt", args=[receipt.public_id])

    assert "Hủy biên lai này" not in client.get(path).content.decode()
    refused = client.post(path, {"reason": "Thử"})

    assert refused.status_code == 422
    assert "không có quyền" in refused.content.decode()


def test_it_is_printed_signed(office: Office, receipt: Receipt) -> None:
    client = sign_in(make_officer(Role.CASHIER, office.agency))
    path = reverse("desk:receipt_pdf", args=[receipt.public_id])

    printed = client.get(path)

    assert printed.content.startswith(b"%PDF")
    assert b"/ByteRange" in printed.content


@pytest.mark.parametrize("size", [1, 8])
def test_the_list_costs_the_same_however_many(
    office: Office, size: int, django_assert_num_queries: Any
) -> None:
    for _each in range(size):
        in_cash(office)
    client = sign_in(office.receptionist)
    client.get(PAGE)

    with django_assert_num_queries(LIST):
        client.get(PAGE)


# user, postings, two counts of tabs, receipts
LIST = 5
