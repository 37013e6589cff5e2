"""What somebody changed behind the portal's back is found, and named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from services.dossiers.models import Dossier
from services.payments import auditing
from services.payments.actions import approve, carry_out, propose, take_notice
from services.payments.models import Attempt, Entry, Refund
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(hours=1)


def change(statement: str) -> None:
    """Change something with no trigger watching, as whoever owns the database can."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture(autouse=True)
def history() -> None:
    """Two payments, one of them twice, and a refund."""
    office, book = Office(COPIES), Book()
    for dossier in (owing(office), owing(office)):
        invoice = billed(dossier, at=WHEN)
        attempts = [make_attempt([invoice], at=WHEN) for _twice in "12"]
        for attempt in attempts:
            number = book.takes(attempt.reference, attempt.amount, WHEN)
            take_notice(told(attempt, number=number), at=LATER)
    (refund,) = propose(
        Dossier.objects.order_by("pk")[0],
        line="phi",
        amount=8_000,
        reason="Thừa",
        by=office.receptionist,
        at=LATER,
    )
    with offered(book):
        for each in (refund, Refund.objects.filter(dossier=None).order_by("pk")[0]):
            carry_out(approve(each, by=office.leader, at=LATER), at=LATER)


def said() -> str:
    out = StringIO()
    call_command("check_ledger", stdout=out)
    return out.getvalue()


def test_a_ledger_that_nobody_touched_balances() -> None:
    assert auditing.faults() == []
    assert said() == "6 entries, every dong balances.\n"


def test_dossiers_of_the_simulation_stand_outside() -> None:
    owing(Office(COPIES))
    invented = Dossier.objects.order_by("-pk")[0]
    Dossier.objects.filter(pk=invented.pk).update(
        is_invented=True, fee_collected=24_000
    )

    assert auditing.faults() == []


ENTRY = "(SELECT min(id) FROM payments_entry)"
LINE = f"(SELECT min(id) FROM payments_entryline WHERE entry_id = {ENTRY})"
LAST = "(SELECT max(id) FROM payments_receipt)"
BACK = "(SELECT id FROM payments_refund WHERE state = 'done' AND dossier_id IS NULL)"
LESS = "UPDATE dossiers_dossier SET fee_collected = 23999 WHERE fee_collected > 16000"
EXCESS = (
    "UPDATE payments_entryline SET amount = amount * 9 WHERE entry_id = "
    "(SELECT max(id) FROM payments_entry WHERE kind = 'refund')"
)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            f"UPDATE payments_entryline SET amount = amount + 1 WHERE id = {LINE}",
            "2 lines that sum to 1.",
        ),
        (
            f"DELETE FROM payments_entryline WHERE entry_id = {ENTRY}",
            "0 lines that sum to 0.",
        ),
        (
            LESS,
            "collected 23999, in the ledger 24000.",
        ),
        (
            "UPDATE payments_invoice SET state = 'cancelled'",
            "fees: invoices paid 0, in the ledger 24000.",
        ),
        (
            "UPDATE payments_receipt SET amount = 1 WHERE cancelled_at IS NULL",
            "fees: receipts in force 1, in the ledger 16000.",
        ),
        (
            f"DELETE FROM payments_receipt WHERE id = {LAST}",
            "2 up to number 2, the counter stands at 3.",
        ),
        (
            "UPDATE payments_attempt SET state = 'failed'",
            "paid 0, in the ledger 24000.",
        ),
        (
            f"UPDATE payments_refund SET amount = 7 WHERE id = {BACK}",
            "done ('vnpay', 7), in the ledger ('vnpay', 24000).",
        ),
        (
            f"UPDATE payments_refund SET state = 'failed' WHERE id = {BACK}",
            "is of no refund that is done.",
        ),
        (EXCESS, "192000 more of its excess went back"),
    ],
)
def test_what_does_not_fit_is_named(statement: str, fault: str) -> None:
    change(statement)

    assert any(fault in each for each in auditing.faults()), auditing.faults()


def test_the_command_lists_what_is_wrong_and_fails() -> None:
    change("UPDATE payments_attempt SET amount = amount + 1")
    out = StringIO()

    with pytest.raises(CommandError, match="4 things do not fit") as problem:
        call_command("check_ledger", stdout=out)

    assert problem.value.returncode == 1
    assert out.getvalue().count("Attempt MC") == Attempt.objects.count() == 4
    assert Entry.objects.count() == 6
