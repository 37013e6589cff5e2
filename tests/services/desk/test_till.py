"""The cashier's day on the screen: what came in, counting it, confirming transfers."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from accounts.permissions import Role
from services.documents.actions import store_upload
from services.documents.models import Document, Verdict
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.payments.actions import collect, show_proof, take_notice
from services.payments.models import Attempt, CashDay, Means
from services.payments.states import AttemptState
from tests.factories.accounts import make_officer, sign_in
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db

TILL = "/mot-cua/thu-ngan/"


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def paid_in_cash(office: Office, by: User | None = None) -> Dossier:
    """Return a dossier whose 24,000 VND were taken just now."""
    cashier, now = by or office.receptionist, timezone.now()
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    return collect(
        dossier, by=cashier, at=now, means=Means.CASH, amount=dossier.fee_owed
    )


def paid_online(office: Office) -> Dossier:
    dossier = owing(office)
    attempt = make_attempt([billed(dossier, at=WHEN)], at=WHEN)
    take_notice(told(attempt), at=timezone.now())
    return dossier


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_day_shows_what_came_in_by_where_it_lies(office: Office) -> None:
    cash, online = paid_in_cash(office), paid_online(office)
    stranger = paid_in_cash(Office(COPIES))

    page = read(sign_in(office.receptionist), TILL)

    assert str(cash.code) in page
    assert str(online.code) in page
    assert str(stranger.code) not in page
    assert "Quỹ tiền mặt" in page
    assert "VNPAY giữ hộ" in page
    assert "tiền mặt 24.000 đ, quẹt thẻ 0 đ" in page


def test_a_day_without_money_says_what_would_be_here(office: Office) -> None:
    client = sign_in(office.receptionist)

    assert "Chưa thu khoản nào" in read(client, TILL)
    # A day that cannot be read is today; on another day no drawer is offered.
    assert "Kiểm đếm và khóa sổ" in read(client, f"{TILL}?ngay=hôm-qua")
    assert "Kiểm đếm và khóa sổ" not in read(client, f"{TILL}?ngay=2026-03-01")


def test_money_for_nobodys_dossier_is_called_excess(office: Office) -> None:
    dossier = owing(office)
    first, second = (make_attempt([billed(dossier, at=WHEN)], at=WHEN) for _n in "12")
    take_notice(told(first), at=timezone.now())
    take_notice(told(second), at=timezone.now())

    assert "Tiền thu thừa" in read(sign_in(office.receptionist), TILL)


def close_path(office: Office, day: str = "") -> str:
    wanted = day or f"{timezone.localdate():%Y-%m-%d}"
    return reverse("desk:till_close", args=[office.agency.identifier, wanted])


def test_after_closing_nothing_more_is_taken_and_the_page_says_so(
    office: Office,
) -> None:
    paid_in_cash(office)
    client = sign_in(office.receptionist)
    assert "24.000 đ" in read(client, close_path(office))

    answer = client.post(close_path(office), {"cash": 24_000, "card": 0})

    assert answer.status_code == 302
    assert "không thu, chi thêm được" in read(client, TILL)
    assert "Đã khóa lúc" in read(client, close_path(office))
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    act = reverse("desk:act", args=[dossier.code, "collect_fee"])
    assert "đã khóa sổ quỹ hôm nay nên không thu thêm được" in read(client, act)
    form = {"version": dossier.version, "amount": 24_000, "means": "cash"}
    refused = client.post(act, form)
    assert refused.status_code == 422
    assert "Sổ quỹ của ngày này đã khóa" in refused.content.decode()


def test_a_difference_needs_its_reason(office: Office) -> None:
    paid_in_cash(office)
    client = sign_in(office.receptionist)

    silent = client.post(close_path(office), {"cash": 20_000, "card": 0})
    client.post(
        close_path(office), {"cash": 20_000, "card": 0, "reason": "Trả nhầm tiền lẻ"}
    )

    assert silent.status_code == 422
    assert "Hãy ghi lý do của số tiền chênh lệch" in silent.content.decode()
    assert CashDay.objects.get().difference == -4_000
    assert "-4.000 đ" in read(client, TILL)


def test_a_day_that_nobody_closed_is_asked_for(office: Office) -> None:
    day = timezone.localdate() - timedelta(days=2)
    CashDay.objects.create(agency=office.agency, cashier=office.receptionist, day=day)

    page = read(sign_in(office.receptionist), TILL)

    assert f"chưa khóa sổ ngày {day:%d/%m/%Y}" in page


@pytest.mark.parametrize("day", ["2999-01-01", "1999-01-01", "hom-nay"])
def test_only_days_that_were_are_closed(office: Office, day: str) -> None:
    client = sign_in(office.receptionist)

    assert client.get(close_path(office, day)).status_code == 404


@pytest.fixture
def transfer(office: Office) -> Attempt:
    invoice = billed(owing(office), at=WHEN)
    return make_attempt([invoice], at=WHEN, means=Means.VIETQR)


def proven(attempt: Attempt) -> Document:
    """Let the payer show a picture of the transfer."""
    assert attempt.payer
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    upload = SimpleUploadedFile("uy-nhiem-chi.png", picture.getvalue())
    document = store_upload(upload, by=attempt.payer, at=WHEN)
    show_proof(attempt, document, by=attempt.payer, at=WHEN)
    return document


def test_a_proof_brings_a_transfer_before_an_officer(
    office: Office, transfer: Attempt
) -> None:
    client = sign_in(office.receptionist)
    empty = read(client, f"{TILL}chuyen-khoan/")
    proven(transfer)

    assert transfer.reference not in empty
    assert transfer.reference in read(client, f"{TILL}chuyen-khoan/")
    other = sign_in(Office(COPIES).receptionist)
    assert transfer.reference not in read(other, f"{TILL}chuyen-khoan/")


def test_a_transfer_without_proof_is_found_by_its_number_or_code(
    office: Office, transfer: Attempt
) -> None:
    client = sign_in(office.receptionist)
    code = transfer.parts.get().invoice.dossier.code

    for words in (transfer.reference.lower(), code):
        page = read(client, f"{TILL}chuyen-khoan/?q={words}")
        assert "Chưa gửi chứng từ" in page
    assert "không có" in read(client, f"{TILL}chuyen-khoan/?q=MC0").lower()


def test_what_stands_on_the_statement_is_confirmed(
    office: Office, transfer: Attempt
) -> None:
    client = sign_in(office.receptionist)
    path = reverse("desk:transfer", args=[transfer.public_id])
    assert "Chưa gửi chứng từ" in read(client, path)

    wrong = client.post(path, {"amount": 1_000, "bank_number": "FT1"})
    empty = client.post(path, {"amount": 24_000, "bank_number": ""})
    done = client.post(path, {"amount": 24_000, "bank_number": "FT1"})

    assert (wrong.status_code, empty.status_code, done.status_code) == (422, 422, 302)
    assert "khác số tiền của lần thanh toán" in wrong.content.decode()
    transfer.refresh_from_db()
    assert transfer.state == AttemptState.PAID
    assert "đã kết thúc" in read(client, path)


def test_the_proof_is_handed_out_once_it_is_clean(
    office: Office, transfer: Attempt
) -> None:
    client = sign_in(office.receptionist)
    path = reverse("desk:transfer_proof", args=[transfer.public_id])
    assert client.get(path).status_code == 404
    document = proven(transfer)

    shown = read(client, reverse("desk:transfer", args=[transfer.public_id]))
    found = client.get(path)
    Document.objects.filter(pk=document.pk).update(verdict=Verdict.PENDING)

    assert document.original_name in shown
    assert found["Content-Security-Policy"].startswith("sandbox")
    assert client.get(path).status_code == 404
    waiting = read(client, reverse("desk:transfer", args=[transfer.public_id]))
    assert "kiểm tra mã độc" in waiting


@pytest.mark.parametrize("size", [1, 12])
def test_the_day_and_the_transfers_cost_the_same_however_many(
    office: Office, size: int, django_assert_num_queries: Any
) -> None:
    for _each in range(size):
        paid_in_cash(office)
        proven(
            make_attempt([billed(owing(office), at=WHEN)], at=WHEN, means=Means.VIETQR)
        )
    client = sign_in(make_officer(Role.CASHIER, office.agency))
    client.get(TILL)

    with django_assert_num_queries(DAY):
        client.get(TILL)
    with django_assert_num_queries(TRANSFERS):
        client.get(f"{TILL}chuyen-khoan/")


# user, postings, three counts of tabs; sums, agencies, forgotten drawers, the drawer
# (its sum, whether it is closed), movements, their lines and dossiers, closed days
DAY = 14
# user, postings, three counts, transfers, their parts, invoices, dossiers
TRANSFERS = 9


def test_a_long_list_goes_on_where_it_stopped(office: Office) -> None:
    for _each in range(27):
        paid_online(office)
    client = sign_in(office.receptionist)

    first = client.get(TILL)
    after = first.context["page"].after
    second = client.get(f"{TILL}?sau={after}")

    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (
        25,
        2,
    )
    assert "Về đầu danh sách" in second.content.decode()
    assert len(client.get(f"{TILL}?sau=x").context["page"].rows) == 25


def test_a_fee_is_adjusted_with_a_reason_and_the_bill_says_what_is_free(
    office: Office,
) -> None:
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    dossier = actions.forward(dossier, by=office.receptionist, at=WHEN)
    client = sign_in(office.officer)
    path = reverse("desk:act", args=[dossier.code, "adjust_fee"])
    assert "8.000 đ × 3 bản = 24.000 đ" in read(client, path)
    form = {"version": dossier.version, "line": dossier.bill[0].key, "amount": 0}

    silent = client.post(path, form)
    client.post(path, form | {"reason": "Hộ nghèo được miễn"})

    assert silent.status_code == 422
    page = read(client, reverse("desk:dossier", args=[dossier.code]))
    assert "Không thu" in page
    assert "Hộ nghèo được miễn" in page
