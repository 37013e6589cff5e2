"""Receipts: one for phí and one for lệ phí, without a gap, kept as they were issued."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction

from accounts.permissions import Role
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.payments import receipts
from services.payments.actions import bill, cancel_receipt, collect, take_notice
from services.payments.actions.receipting import take_number
from services.payments.errors import ReceiptRefused
from services.payments.models import (
    Attempt,
    Invoice,
    Means,
    Receipt,
    ReceiptKind,
    ReceiptSeries,
)
from services.payments.states import InvoiceState
from services.procedures.definition import FeeType
from tests.factories.accounts import make_agency, make_citizen, make_officer
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def paid_online(office: Office, **more: Any) -> Dossier:
    """Return a dossier that was paid online."""
    dossier = owing(office, **more)
    take_notice(told(make_attempt([billed(dossier, at=WHEN)], at=WHEN)), at=LATER)
    dossier.refresh_from_db()
    return dossier


def with_both_kinds(office: Office) -> Dossier:
    """Return a dossier that owes its copies and an obligation of the other kind."""
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    dossier = actions.forward(dossier, by=office.receptionist, at=WHEN)
    has = {line.type for line in dossier.bill}
    other = FeeType.CHARGE if FeeType.FEE in has else FeeType.FEE
    return actions.ask_payment(
        dossier,
        by=office.officer,
        at=WHEN,
        amount=30_000,
        reason="Bổ sung",
        fee_type=other,
    )


def test_money_that_comes_in_has_its_receipt_at_once(office: Office) -> None:
    dossier = paid_online(office)

    (receipt,) = Receipt.objects.all()
    attempt = Attempt.objects.get()
    assert receipt.amount == dossier.fee_collected
    assert (receipt.number, receipt.serial) == (1, "0000001")
    assert (receipt.means, receipt.attempt) == (Means.VNPAY, attempt)
    assert receipt.payer_name == dossier.applicant_name
    assert receipt.issued_by is None
    assert str(receipt) == "01BLP0-001 MC-26E 0000001"


def test_fees_and_charges_are_on_receipts_of_their_own(office: Office) -> None:
    dossier = with_both_kinds(office)
    owed = dossier.fee_owed

    collect(dossier, by=office.receptionist, at=LATER, means=Means.CASH, amount=owed)

    both = Receipt.objects.select_related("series").order_by("series__kind")
    assert {each.series.kind for each in both} == set(ReceiptKind)
    assert sum(each.amount for each in both) == owed
    assert all({b.type for b in each.bill} == {each.series.kind} for each in both)
    assert {each.issued_by for each in both} == {office.receptionist}


def test_a_receipt_that_cannot_be_written_books_nothing(office: Office) -> None:
    dossier = owing(office)
    attempt = make_attempt([billed(dossier, at=WHEN)], at=WHEN)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE payments_receipt ADD CONSTRAINT none CHECK (number = 0)"
        )

    with pytest.raises(IntegrityError), transaction.atomic():
        take_notice(told(attempt), at=LATER)

    assert Invoice.objects.get().state == InvoiceState.OPEN
    assert not ReceiptSeries.objects.exists()
    dossier.refresh_from_db()
    assert dossier.fee_collected == 0


def test_numbers_begin_anew_with_each_year_of_vietnam(office: Office) -> None:
    agency = office.agency.pk
    eve = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)

    numbers = [
        take_number(agency, ReceiptKind.FEE, eve + timedelta(minutes=m))[1]
        for m in (0, 0, 1)
    ]

    assert numbers == [1, 2, 1]
    assert [s.year for s in ReceiptSeries.objects.order_by("year")] == [2026, 2027]


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_that_sometimes_fail_leave_no_gap() -> None:
    agency = make_agency().pk
    kept: list[int] = []
    together = threading.Barrier(20)

    class GoneWrong(Exception):
        pass

    def issue(worker: int) -> None:
        together.wait()
        for turn in range(5):
            try:
                with transaction.atomic():
                    _series, number = take_number(agency, ReceiptKind.FEE, WHEN)
                    if (worker + turn) % 3 == 0:
                        raise GoneWrong
            except GoneWrong:
                continue
            kept.append(number)
        connections.close_all()

    threads = [threading.Thread(target=issue, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert 60 < len(kept) < 100
    assert ReceiptSeries.objects.get().last == len(kept)


CANCEL = (
    "UPDATE payments_receipt SET cancelled_at = now(), cancel_reason = 'x', "
    "cancelled_by_id = (SELECT min(id) FROM accounts_user)"
)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM payments_receipt",
        "UPDATE payments_receipt SET amount = amount + 1",
        f"{CANCEL}, payer_name = 'Khác'",
    ],
)
def test_a_receipt_is_kept_as_it_was_issued(change: str, office: Office) -> None:
    paid_online(office)

    with (
        pytest.raises(IntegrityError, match="kept as it was issued"),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_cancelled_receipt_is_replaced_because_the_money_stays(
    office: Office,
) -> None:
    paid_online(office)
    wrong = Receipt.objects.get()

    right = cancel_receipt(
        wrong,
        by=office.receptionist,
        at=LATER,
        reason="Sai tên",
        payer_name="Trần Thị Mẫu",
    )

    wrong.refresh_from_db()
    assert (wrong.cancelled_by, wrong.cancel_reason) == (office.receptionist, "Sai tên")
    assert (right.number, right.replaces, right.amount) == (2, wrong, wrong.amount)
    assert right.payer_name == "Trần Thị Mẫu"
    assert list(Receipt.objects.live()) == [right]


def test_only_who_collects_there_cancels_once_and_says_why(office: Office) -> None:
    paid_online(office)
    receipt = Receipt.objects.get()
    elsewhere = make_officer(Role.CASHIER, make_agency())
    mine = {"by": office.receptionist, "reason": "Sai tên"}

    for wrong, match in (
        ({**mine, "by": elsewhere}, "không có quyền"),
        ({**mine, "by": make_citizen()}, "không có quyền"),
        ({**mine, "reason": "  "}, "lý do"),
    ):
        with pytest.raises(ReceiptRefused, match=match):
            cancel_receipt(receipt, at=LATER, **wrong)  # type: ignore[arg-type]
    cancel_receipt(receipt, at=LATER, **mine)  # type: ignore[arg-type]
    with pytest.raises(ReceiptRefused, match="đã bị hủy"):
        cancel_receipt(receipt, at=LATER, **mine)  # type: ignore[arg-type]


def test_the_citizen_finds_the_receipts_of_their_own_dossiers(office: Office) -> None:
    dossier = paid_online(office)
    paid_online(office)
    assert dossier.applicant is not None

    mine = Receipt.objects.paid_by(dossier.applicant)

    assert [receipt.dossier for receipt in mine] == [dossier]


def test_anybody_with_the_paper_sees_whether_it_is_in_force(office: Office) -> None:
    paid_online(office)
    receipt = Receipt.objects.get()
    token = receipts.token_of(receipt.public_id)
    first = receipts.verify(receipt.public_id, token)
    fresh = cancel_receipt(receipt, by=office.receptionist, at=LATER, reason="Sai")

    second = receipts.verify(receipt.public_id, token)

    assert first == receipts.Verified(receipt, in_force=True, replaced_by=None)
    assert second == receipts.Verified(receipt, in_force=False, replaced_by=fresh)
    assert receipts.verify(receipt.public_id, token[:-1] + "!") is None
    unknown = Invoice.objects.get().public_id
    assert receipts.verify(unknown, receipts.token_of(unknown)) is None


@pytest.fixture
def pdf(office: Office) -> bytes:
    paid_online(office)
    return receipts.pdf_of(Receipt.objects.get())


def test_the_paper_is_signed_and_says_what_was_paid(pdf: bytes) -> None:
    receipt = Receipt.objects.get()
    paper = receipts.paper_of(receipt)

    said = receipts.verify_file(pdf)

    assert said.is_intact
    assert said.is_ours
    assert paper.title == "Biên lai thu phí"
    assert "Hai mươi bốn nghìn đồng" in {line.value for line in paper.lines}
    assert paper.tables[0].rows[0][2] == "24.000"
    token = receipts.token_of(receipt.public_id)
    address = f"{settings.SITE_URL}/bien-lai/{receipt.public_id}/{token}/"
    assert paper.qr == address


def test_the_paper_of_a_cancelled_receipt_says_so(office: Office, pdf: bytes) -> None:
    receipt = Receipt.objects.get()
    cancel_receipt(receipt, by=office.receptionist, at=LATER, reason="Sai tên")
    receipt.refresh_from_db()

    assert receipts.paper_of(receipt).subtitle == "ĐÃ HỦY ngày 02/03/2026: Sai tên"


def test_a_paid_invoice_is_billed_no_more(office: Office) -> None:
    assert bill(paid_online(office), at=LATER) is None
