"""Orders, notices and counters of money for tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from accounts.models import User
from services.dossiers.models import Dossier
from services.payments.actions import bill
from services.payments.actions.starting import new_reference
from services.payments.gateways import Told
from services.payments.models import Attempt, Invoice, Means, Part
from services.payments.states import Outcome
from tests.factories.dossiers import WHEN, Office

COPIES = "2.000635"
"""Copies of a civil status extract: 8,000 VND each, level 4."""

_numbers = count(14_000_001)


def owing(
    office: Office, by: User | None = None, *, at: datetime = WHEN, copies: int = 3
) -> Dossier:
    """File a dossier that owes 8,000 VND for each copy."""
    answers = {"nop_thay": False, "so_luong": copies}
    return office.submitted(by, at=at, answers=answers)


def make_attempt(
    invoices: Sequence[Invoice],
    *,
    at: datetime,
    payer: User | None = None,
    means: Means = Means.VNPAY,
) -> Attempt:
    """Make an order as `begin` does, without telling any provider."""
    attempt = Attempt.objects.create(
        means=means,
        reference=new_reference(at),
        amount=sum(invoice.amount for invoice in invoices),
        payer=payer or invoices[0].dossier.applicant,
        created_at=at,
        expires_at=at + timedelta(minutes=15),
    )
    Part.objects.bulk_create(
        Part(attempt=attempt, invoice=invoice, amount=invoice.amount)
        for invoice in invoices
    )
    return attempt


def billed(dossier: Dossier, *, at: datetime) -> Invoice:
    """Return the open invoice of a dossier that owes something."""
    invoice = bill(dossier, at=at)
    assert invoice is not None
    return invoice


def told(
    attempt: Attempt,
    outcome: Outcome = Outcome.SUCCEEDED,
    *,
    amount: int | None = None,
    number: str = "",
) -> Told:
    """Return what a provider says of the attempt."""
    return Told(
        means=attempt.means,
        reference=attempt.reference,
        outcome=outcome,
        amount=attempt.amount if amount is None else amount,
        provider_number=number or str(next(_numbers)),
        bank="NCB",
        code="00" if outcome is Outcome.SUCCEEDED else "99",
    )
