"""Which receipts and lines a refund takes its money from."""

from collections.abc import Iterator

import pytest

from services.dossiers import actions
from services.payments import auditing
from services.payments.actions import (
    carry_out,
    collect,
    pay_out,
    propose,
)
from services.payments.models import (
    Means,
    Receipt,
)
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, owing
from tests.factories.refunds import LATER, approved, paid

db = pytest.mark.django_db


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    with offered(book):
        yield book


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@db
def test_a_fee_lowered_between_approval_and_payment_stops_nothing(
    office: Office, book: Book
) -> None:
    dossier = actions.receive(paid(office, book), by=office.receptionist, at=LATER)
    dossier = actions.forward(dossier, by=office.receptionist, at=LATER)
    refund = approved(office, dossier, 24_000)
    dossier = actions.ask_payment(
        dossier, by=office.officer, at=LATER, amount=30_000, reason="Bổ sung"
    )
    actions.adjust_fee(
        dossier,
        by=office.officer,
        at=LATER,
        line=dossier.bill[0].key,
        amount=0,
        reason="Miễn",
    )

    carry_out(refund, at=LATER)

    dossier.refresh_from_db()
    assert (dossier.fee_due, dossier.fee_collected) == (30_000, 0)
    assert billed(dossier, at=LATER).amount == 30_000
    assert auditing.faults() == []


@db
def test_money_beyond_a_lowered_line_counts_for_the_others(office: Office) -> None:
    dossier = actions.receive(paid(office), by=office.receptionist, at=LATER)
    dossier = actions.forward(dossier, by=office.receptionist, at=LATER)
    dossier = actions.ask_payment(
        dossier, by=office.officer, at=LATER, amount=30_000, reason="Bổ sung"
    )
    dossier = actions.adjust_fee(
        dossier,
        by=office.officer,
        at=LATER,
        line=dossier.bill[0].key,
        amount=0,
        reason="Miễn",
    )

    assert billed(dossier, at=LATER).amount == dossier.fee_owed == 6_000


@db
def test_money_of_two_payments_goes_back_newest_first(office: Office) -> None:
    dossier = actions.receive(paid(office), by=office.receptionist, at=LATER)
    key = dossier.bill[0].key
    dossier = actions.adjust_fee(
        actions.forward(dossier, by=office.receptionist, at=LATER),
        by=office.officer,
        at=LATER,
        line=key,
        amount=32_000,
        reason="Thêm một bản",
    )
    dossier = collect(
        dossier, by=office.receptionist, at=LATER, means=Means.CASH, amount=8_000
    )

    made = propose(
        dossier,
        line=key,
        amount=10_000,
        reason="Thừa",
        by=office.receptionist,
        at=LATER,
    )

    assert [(r.means, r.amount) for r in made] == [("cash", 8_000), ("vnpay", 2_000)]


@db
def test_a_refund_leaves_the_receipts_of_other_lines_alone(office: Office) -> None:
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    dossier = actions.forward(dossier, by=office.receptionist, at=WHEN)
    dossier = actions.ask_payment(
        dossier, by=office.officer, at=WHEN, amount=30_000, reason="Bổ sung"
    )
    dossier = collect(
        dossier,
        by=office.receptionist,
        at=LATER,
        means=Means.CASH,
        amount=dossier.fee_owed,
    )
    pay_out(approved(office, dossier, 24_000), by=office.receptionist, at=LATER)

    (left,) = Receipt.objects.live()
    assert [line.key for line in left.bill] == [dossier.bill[1].key]
    assert auditing.faults() == []
