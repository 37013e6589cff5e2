"""Money that a provider tells of is booked once, where it belongs, or goes back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from services.dossiers import actions
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State
from services.payments.actions import Verdict, bill, collect, take_notice
from services.payments.actions.ledger import Side, post
from services.payments.models import (
    Account,
    Attempt,
    Entry,
    EntryLine,
    Invoice,
    Means,
    Refund,
)
from services.payments.states import AttemptState, InvoiceState, Outcome
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(hours=1)


@pytest.fixture
def dossier() -> Dossier:
    """A filed dossier that owes for its copies."""
    filed = owing(Office(COPIES))
    assert filed.fee_due == 24_000
    return filed


@pytest.fixture
def attempt(dossier: Dossier) -> Attempt:
    return make_attempt([billed(dossier, at=WHEN)], at=WHEN)


def balances() -> dict[str, int]:
    """Return the balance of each account that has lines."""
    lines = EntryLine.objects.values_list("account", "amount")
    found: dict[str, int] = {}
    for account, amount in lines:
        found[account] = found.get(account, 0) + amount
    return found


def test_what_came_in_is_on_the_dossier_and_twice_in_the_ledger(
    dossier: Dossier, attempt: Attempt
) -> None:
    taken = take_notice(told(attempt), at=LATER)

    dossier.refresh_from_db()
    assert taken.verdict is Verdict.TAKEN
    assert dossier.fee_collected == dossier.fee_due == attempt.amount
    assert balances() == {"vnpay": attempt.amount, "fees": -attempt.amount}
    assert Invoice.objects.get().state == InvoiceState.PAID
    assert dossier.events.order_by("-seq")[0].act == Act.PAY
    assert bill(dossier, at=LATER) is None


def test_telling_it_again_books_nothing_more(
    dossier: Dossier, attempt: Attempt
) -> None:
    notice = told(attempt)
    take_notice(notice, at=LATER)

    again = take_notice(notice, at=LATER)

    dossier.refresh_from_db()
    assert again.verdict is Verdict.KNOWN_ALREADY
    assert Entry.objects.count() == 1
    assert dossier.fee_collected == attempt.amount


def test_a_failure_told_after_the_money_changes_nothing(attempt: Attempt) -> None:
    take_notice(told(attempt), at=LATER)

    late = take_notice(told(attempt, Outcome.FAILED), at=LATER)

    attempt.refresh_from_db()
    assert late.verdict is Verdict.KNOWN_ALREADY
    assert attempt.state == AttemptState.PAID


def test_money_told_after_a_failure_or_the_expiry_is_booked(
    dossier: Dossier, attempt: Attempt
) -> None:
    take_notice(told(attempt, Outcome.FAILED), at=LATER)

    take_notice(told(attempt), at=LATER + timedelta(days=2))

    dossier.refresh_from_db()
    assert dossier.fee_owed == 0


def test_another_amount_or_currency_is_refused_and_nothing_is_booked(
    attempt: Attempt,
) -> None:
    less = take_notice(told(attempt, amount=attempt.amount - 1), at=LATER)

    attempt.refresh_from_db()
    assert less.verdict is Verdict.WRONG_AMOUNT
    assert attempt.state == AttemptState.OPEN
    assert not Entry.objects.exists()


def test_an_order_of_nobody_is_not_found(attempt: Attempt) -> None:
    notice = told(attempt)
    attempt.reference = "MC000000000000000000"
    attempt.save()

    assert take_notice(notice, at=LATER).verdict is Verdict.NO_SUCH_ORDER


def test_money_in_doubt_is_checked_and_never_called_a_failure(
    dossier: Dossier, attempt: Attempt
) -> None:
    take_notice(told(attempt, Outcome.DOUBTFUL), at=LATER)

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.CHECKING
    assert "xin đừng nộp lại" in attempt.get_state_display()
    take_notice(told(attempt), at=LATER)
    dossier.refresh_from_db()
    assert dossier.fee_owed == 0


def test_paying_twice_credits_once_and_proposes_to_give_back(
    dossier: Dossier,
) -> None:
    invoice = billed(dossier, at=WHEN)
    first, second = (make_attempt([invoice], at=WHEN) for _each in "12")
    take_notice(told(first), at=LATER)

    take_notice(told(second), at=LATER)

    dossier.refresh_from_db()
    refund = Refund.objects.get()
    assert dossier.fee_collected == invoice.amount
    assert (refund.amount, refund.attempt, refund.dossier) == (
        invoice.amount,
        second,
        None,
    )
    assert balances() == {
        "vnpay": 2 * invoice.amount,
        "fees": -invoice.amount,
        "excess": -invoice.amount,
    }


def test_one_order_pays_several_dossiers() -> None:
    office = Office(COPIES)
    first = owing(office)
    second = owing(office, first.applicant)
    invoices = [billed(each, at=WHEN) for each in (first, second)]
    attempt = make_attempt(invoices, at=WHEN)

    take_notice(told(attempt), at=LATER)

    assert not Dossier.objects.filter(fee_collected=0).exists()
    assert Entry.objects.count() == 1
    assert balances()["vnpay"] == attempt.amount


def test_money_for_an_ended_dossier_goes_back(attempt: Attempt) -> None:
    dossier = Dossier.objects.get()
    owner = dossier.applicant
    assert owner is not None
    actions.ask_withdraw(dossier, by=owner, at=LATER, reason="Nộp nhầm")
    office = dossier.agency.postings.get(role="receptionist").user
    actions.confirm_withdraw(dossier, by=office, at=LATER)

    take_notice(told(attempt), at=LATER)

    dossier.refresh_from_db()
    assert dossier.state == State.WITHDRAWN
    assert dossier.fee_collected == 0
    assert Refund.objects.get().amount == attempt.amount


def test_the_counter_takes_exactly_what_is_owed() -> None:
    office = Office(COPIES)
    dossier = actions.receive(owing(office), by=office.receptionist, at=LATER)

    collect(
        dossier,
        by=office.receptionist,
        at=LATER,
        means=Means.CASH,
        amount=dossier.fee_due,
    )

    dossier.refresh_from_db()
    assert dossier.fee_owed == 0
    assert balances() == {"cash": dossier.fee_due, "fees": -dossier.fee_due}


def test_the_database_refuses_an_entry_that_does_not_balance(
    dossier: Dossier,
) -> None:
    sides = [
        Side(Account.CASH, 10_000, dossier.agency),
        Side(Account.FEES, -9_999, dossier.agency, dossier),
    ]
    post(Entry.Kind.PAYMENT, reference="lệch", sides=sides, at=LATER)

    with pytest.raises(IntegrityError, match="sum to 1"):
        connection.check_constraints()


def test_the_database_refuses_an_entry_without_lines() -> None:
    post(Entry.Kind.PAYMENT, reference="rỗng", sides=[], at=LATER)

    with pytest.raises(IntegrityError, match="0 lines"):
        connection.check_constraints()


@pytest.mark.parametrize("table", ["entry", "entryline"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id"])
def test_the_ledger_is_append_only(table: str, change: str, attempt: Attempt) -> None:
    take_notice(told(attempt), at=LATER)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(f"payments_{table}"))
