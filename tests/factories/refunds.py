"""Dossiers that were paid, and refunds of them."""

from datetime import timedelta

from services.dossiers import actions
from services.dossiers.models import Dossier
from services.payments.actions import approve, collect, propose, take_notice
from services.payments.models import Account, EntryLine, Means, Refund
from tests.factories.book import Book
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import billed, make_attempt, owing, told

LATER = WHEN + timedelta(hours=1)


def paid(office: Office, book: Book | None = None) -> Dossier:
    """Return a dossier that paid 24,000 VND online."""
    dossier = owing(office)
    attempt = make_attempt([billed(dossier, at=WHEN)], at=WHEN)
    number = (book or Book()).takes(attempt.reference, attempt.amount, WHEN)
    take_notice(told(attempt, number=number), at=LATER)
    dossier.refresh_from_db()
    return dossier


def proposed(office: Office, dossier: Dossier, amount: int = 8_000) -> Refund:
    (refund,) = propose(
        dossier,
        line=dossier.bill[0].key,
        amount=amount,
        reason="Nộp thừa một bản",
        by=office.receptionist,
        at=LATER,
    )
    return refund


def approved(office: Office, dossier: Dossier, amount: int = 8_000) -> Refund:
    refund = proposed(office, dossier, amount)
    return approve(refund, by=office.leader, at=LATER)


def in_cash(office: Office) -> Dossier:
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    return collect(
        dossier,
        by=office.receptionist,
        at=LATER,
        means=Means.CASH,
        amount=dossier.fee_owed,
    )


def balance(account: Account) -> int:
    return EntryLine.objects.filter(account=account).balance()
