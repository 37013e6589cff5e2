"""A provider's day against our ledger: to the dong, and twice is as once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.permissions import Role
from services.dossiers.models import Dossier
from services.payments import auditing
from services.payments.actions import (
    approve,
    carry_out,
    collect,
    propose,
    reconcile,
    settle_difference,
    take_notice,
)
from services.payments.errors import DifferenceRefused
from services.payments.gateways import Movement
from services.payments.models import (
    Attempt,
    Difference,
    Means,
    Refund,
    Statement,
    StatementLine,
)
from services.payments.states import AttemptState, DifferenceState, RefundState
from services.payments.tasks import reconcile_yesterday
from tests.factories.accounts import make_agency, make_citizen, make_officer
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
LATER = WHEN + timedelta(hours=1)
NEXT_MORNING = WHEN + timedelta(hours=20)
Kind = Difference.Kind


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    with offered(book):
        yield book


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return owing(office)


@pytest.fixture
def attempt(dossier: Dossier) -> Attempt:
    return make_attempt([billed(dossier, at=WHEN)], at=WHEN)


def compared(book: Book, day: date = DAY) -> list[Difference]:
    return reconcile(book.means, day, book.statement(day), at=NEXT_MORNING)


def pays(book: Book, attempt: Attempt, at: datetime = WHEN) -> None:
    """Let the money come in and be told."""
    number = book.takes(attempt.reference, attempt.amount, at)
    take_notice(told(attempt, number=number), at=LATER)


def test_a_day_on_which_both_agree_has_no_difference(
    book: Book, attempt: Attempt
) -> None:
    pays(book, attempt)

    assert compared(book) == []

    statement = Statement.objects.get()
    assert (statement.came_in, statement.went_back) == (24_000, 0)
    assert statement.lines.count() == 1
    assert (str(statement), str(statement.lines.get())) == (
        "vnpay 2026-03-02",
        f"{attempt.reference} +24000",
    )


def test_money_that_nobody_told_us_of_is_booked_and_noted(
    book: Book, attempt: Attempt, dossier: Dossier
) -> None:
    number = book.takes(attempt.reference, attempt.amount, WHEN)

    assert compared(book) == []

    dossier.refresh_from_db()
    attempt.refresh_from_db()
    assert dossier.fee_owed == 0
    assert (attempt.state, attempt.provider_number) == (AttemptState.PAID, number)
    note = Difference.objects.get()
    assert (note.kind, note.state, note.settled_by) == (
        Kind.MISSING_HERE,
        DifferenceState.SETTLED,
        None,
    )
    assert note.agency == dossier.agency
    compared(book)
    assert Difference.objects.count() == 1
    assert auditing.faults() == []


def test_an_order_that_we_do_not_know_waits_for_an_officer(book: Book) -> None:
    book.takes("MC000000000000000000", 50_000, WHEN)

    (found,) = compared(book)
    assert (found.kind, found.ours, found.theirs) == (Kind.MISSING_HERE, None, 50_000)
    assert found.agency is None
    compared(book)
    assert Difference.objects.count() == 1


def test_another_amount_is_a_difference_and_books_nothing(
    book: Book, attempt: Attempt, dossier: Dossier
) -> None:
    book.takes(attempt.reference, attempt.amount - 1, WHEN)

    (found,) = compared(book)

    dossier.refresh_from_db()
    assert (found.kind, found.ours, found.theirs) == (Kind.AMOUNT, 24_000, 23_999)
    assert str(found).endswith("amount (open)")
    assert dossier.fee_collected == 0


def test_a_second_payment_of_one_order_is_a_difference(
    book: Book, attempt: Attempt
) -> None:
    pays(book, attempt)
    book.takes(attempt.reference, attempt.amount, WHEN)

    (found,) = compared(book)

    assert (found.kind, found.attempt) == (Kind.MISSING_HERE, attempt)


def test_a_number_used_for_two_orders_is_booked_once(
    book: Book, attempt: Attempt, office: Office
) -> None:
    pays(book, attempt)
    other = make_attempt([billed(owing(office), at=WHEN)], at=WHEN)
    first = book.movements[0]
    book.movements.append(
        Movement(other.reference, first.provider_number, other.amount, WHEN)
    )

    (found,) = compared(book)

    other.refresh_from_db()
    assert (found.kind, found.attempt) == (Kind.MISSING_HERE, other)
    assert other.state == AttemptState.OPEN
    assert auditing.faults() == []


def test_what_they_forgot_is_a_difference_until_their_next_day_has_it(
    book: Book, attempt: Attempt
) -> None:
    pays(book, attempt, at=datetime(2026, 3, 2, 17, 0, 1, tzinfo=UTC))

    (found,) = compared(book)
    assert (found.kind, found.ours, found.theirs) == (Kind.MISSING_THERE, 24_000, None)

    assert compared(book, DAY + timedelta(days=1)) == []
    found.refresh_from_db()
    assert found.state == DifferenceState.SETTLED
    assert found.settled_by is None
    assert "đã khớp" in found.note


def refunded(office: Office, dossier: Dossier, book: Book) -> Refund:
    (refund,) = propose(
        dossier,
        line=dossier.bill[0].key,
        amount=8_000,
        reason="Thừa",
        by=office.receptionist,
        at=LATER,
    )
    return carry_out(approve(refund, by=office.leader, at=LATER), at=LATER)


def test_refunds_agree_too(
    book: Book, attempt: Attempt, office: Office, dossier: Dossier
) -> None:
    pays(book, attempt)
    refunded(office, dossier, book)

    assert compared(book) == []
    assert Statement.objects.get().went_back == 8_000


def test_a_refund_whose_answer_was_lost_is_learned(
    book: Book, attempt: Attempt, office: Office, dossier: Dossier
) -> None:
    pays(book, attempt)
    book.is_silent = True
    waiting = refunded(office, dossier, book)
    assert waiting.state == RefundState.APPROVED

    assert compared(book) == []

    waiting.refresh_from_db()
    assert waiting.state == RefundState.DONE
    assert auditing.faults() == []


def test_a_refund_named_by_its_order_is_learned_by_its_amount(
    book: Book, attempt: Attempt, office: Office, dossier: Dossier
) -> None:
    pays(book, attempt)
    book.is_silent = True
    refunded(office, dossier, book)
    book.movements[-1] = Movement(attempt.reference, "99", -8_000, WHEN)

    assert compared(book) == []
    assert Refund.objects.get().provider_number == "99"


@pytest.mark.parametrize("there", [-8_001, None])
def test_a_refund_that_differs_is_a_difference(
    book: Book, attempt: Attempt, office: Office, dossier: Dossier, there: int | None
) -> None:
    pays(book, attempt)
    refunded(office, dossier, book)
    done = book.movements.pop()
    if there is not None:
        lying = Movement(done.reference, done.provider_number, there, done.at)
        book.movements.append(lying)

    (found,) = compared(book)

    assert (found.kind, found.ours, found.theirs) == (Kind.REFUND, -8_000, there)
    assert found.refund == Refund.objects.get()


def test_money_that_went_back_without_us_is_a_difference(
    book: Book, attempt: Attempt
) -> None:
    pays(book, attempt)
    for number, reference in (("98", attempt.reference), ("99", "MC0")):
        book.movements.append(Movement(reference, number, -24_000, WHEN))

    found = compared(book)

    assert [(f.kind, f.ours, f.theirs) for f in found] == [
        (Kind.REFUND, None, -24_000)
    ] * 2
    assert [f.attempt for f in found] == [attempt, None]


def test_an_officer_settles_with_a_note_and_it_stays_settled(
    book: Book, attempt: Attempt, office: Office
) -> None:
    book.takes(attempt.reference, attempt.amount - 1, WHEN)
    (found,) = compared(book)
    cashier = make_officer(Role.CASHIER, office.agency)

    settled = settle_difference(found, by=cashier, at=LATER, note=" Đã gọi VNPAY ")

    assert (settled.note, settled.settled_by) == ("Đã gọi VNPAY", cashier)
    assert compared(book) == []
    assert Difference.objects.count() == 1
    with pytest.raises(DifferenceRefused, match="đã được xử lý"):
        settle_difference(found, by=cashier, at=LATER, note="Lần nữa")


def test_only_who_reconciles_there_settles_and_says_how(
    book: Book, attempt: Attempt, office: Office
) -> None:
    book.takes(attempt.reference, attempt.amount - 1, WHEN)
    book.takes("MC000000000000000000", 50_000, WHEN)
    ours, unknown = compared(book)
    elsewhere = make_officer(Role.CASHIER, make_agency())

    for by in (elsewhere, office.receptionist, make_citizen()):
        with pytest.raises(DifferenceRefused, match="không có quyền"):
            settle_difference(ours, by=by, at=LATER, note="Xong")
    with pytest.raises(DifferenceRefused, match="thế nào"):
        settle_difference(ours, by=office.leader, at=LATER, note=" ")
    assert settle_difference(unknown, by=elsewhere, at=LATER, note="Đã hỏi").note


def test_the_database_wants_a_note_on_what_is_settled(book: Book) -> None:
    book.takes("MC000000000000000000", 50_000, WHEN)
    compared(book)

    with pytest.raises(IntegrityError), transaction.atomic():
        Difference.objects.update(state=DifferenceState.SETTLED, settled_at=LATER)


def test_a_statement_taken_again_replaces_its_lines(book: Book) -> None:
    book.takes("MC000000000000000000", 50_000, WHEN)
    compared(book)
    book.movements.clear()

    assert compared(book) == []
    assert not StatementLine.objects.exists()
    assert not Difference.objects.open().exists()


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("reconcile", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_is_open(book: Book, attempt: Attempt) -> None:
    book.takes("MC000000000000000000", 50_000, WHEN)

    text = said("--day", "2026-03-02")

    assert "vnpay 2026-03-02: 1 differences open." in text
    assert "missing_here MC000000000000000000 15000001: ours None, theirs 50" in text
    assert "1 differences, 1 attempts without an end and 0 refunds are open." in text


def test_the_command_fails_where_the_statement_it_was_asked_for_cannot_be_had(
    book: Book,
) -> None:
    book.answers = None

    assert "No statement of" in said()
    for means in ("vnpay", "platform"):
        with pytest.raises(CommandError, match="No statement of"):
            said("--means", means)


def test_every_morning_looks_at_yesterday(book: Book) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    book.takes("MC000000000000000000", 50_000, yesterday)

    assert reconcile_yesterday() == 1
    book.answers = None
    assert reconcile_yesterday() == 0


def test_cash_is_no_affair_of_a_provider(
    book: Book, office: Office, dossier: Dossier
) -> None:
    collect(
        dossier,
        by=office.receptionist,
        at=LATER,
        means=Means.CASH,
        amount=dossier.fee_owed,
    )

    assert compared(book) == []


def test_nobody_waits_for_the_statement_of_a_bank_account(book: Book) -> None:
    said = StringIO()

    with offered(Book(means=Means.VIETQR)):
        call_command("reconcile", stdout=said)

    assert Means.VIETQR.value not in said.getvalue()
    assert "0 differences" in said.getvalue()
