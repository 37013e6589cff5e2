"""Booking what a provider tells: the one door by which online money comes in.

The order of checks is that of the protocols (signature before this, then order,
amount and currency, state), and everything is booked in one transaction. Telling it
twice, late or out of order changes nothing; a return page never comes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.dossiers import actions as dossiers
from services.dossiers.models import Dossier
from services.payments.actions import ledger, receipting
from services.payments.actions.billing import bill
from services.payments.actions.ledger import Side
from services.payments.gateways import Told
from services.payments.models import Attempt, Entry, Invoice, Refund
from services.payments.states import (
    OUTCOMES,
    AttemptState,
    InvoiceState,
    Outcome,
    Verdict,
)

VND = "VND"


@dataclass(frozen=True, slots=True)
class Taken:
    """The verdict, and the attempt it is about where there is one."""

    verdict: Verdict
    attempt: Attempt | None = None


@transaction.atomic
def take_notice(told: Told, *, at: datetime, by: User | None = None) -> Taken:
    """Book what a provider told, its signature already verified.

    `by` is the officer who saw the money where no provider tells (bank transfers).

    Order, amount and currency, state, booking: in this order, as VNPAY's table has
    it. A provider that repeats itself is answered KNOWN_ALREADY.
    """
    attempt = (
        Attempt.objects.select_for_update(no_key=True)
        .filter(means=told.means, reference=told.reference)
        .first()
    )
    if attempt is None:
        return Taken(Verdict.NO_SUCH_ORDER)
    if told.amount != attempt.amount or told.currency != VND:
        return Taken(Verdict.WRONG_AMOUNT, attempt)
    state = OUTCOMES[told.outcome].get(AttemptState(attempt.state))
    if state is None:
        return Taken(Verdict.KNOWN_ALREADY, attempt)
    _write(attempt, told, state, at)
    if state is AttemptState.PAID:
        _book(attempt, at, by)
    return Taken(Verdict.TAKEN, attempt)


def _write(attempt: Attempt, told: Told, state: AttemptState, at: datetime) -> None:
    attempt.state = state
    attempt.reply_code = told.code
    attempt.bank = told.bank
    attempt.settled_at = None if state is AttemptState.CHECKING else at
    if told.outcome is Outcome.SUCCEEDED:
        attempt.provider_number = told.provider_number
    attempt.save()


def _book(attempt: Attempt, at: datetime, by: User | None) -> None:
    """Book the money of the attempt, each part where it belongs."""
    account = ledger.account_of(attempt.means)
    sides: list[Side] = []
    settled: list[Invoice] = []
    for invoice in _locked_invoices(attempt):
        if _settles(invoice, at):
            sides += ledger.income(invoice, account)
            _tell_dossier(invoice, attempt, at)
            settled.append(invoice)
        else:
            sides += ledger.excess(invoice.amount, invoice.dossier.agency, account)
            _give_back(invoice, attempt, at)
    settle(settled, means=attempt.means, at=at, attempt=attempt)
    ledger.post(
        Entry.Kind.PAYMENT,
        reference=f"{attempt.means}:{attempt.provider_number}",
        sides=sides,
        at=at,
        by=by,
        attempt=attempt,
    )


def _locked_invoices(attempt: Attempt) -> list[Invoice]:
    """Lock the dossiers by id, then return their invoices, locked."""
    mine = Invoice.objects.filter(parts__attempt=attempt)
    dossiers_of = mine.order_by("dossier_id").values_list("dossier_id", flat=True)
    list(
        Dossier.objects.select_for_update(no_key=True)
        .filter(pk__in=list(dossiers_of))
        .order_by("pk")
    )
    return list(
        mine.select_for_update(of=("self",))
        .select_related("dossier__agency")
        .order_by("dossier_id", "pk")
    )


def _settles(invoice: Invoice, at: datetime) -> bool:
    """Say whether the invoice is open and still exactly what is owed."""
    if invoice.state != InvoiceState.OPEN:
        return False
    return bill(invoice.dossier, at=at) == invoice


def _tell_dossier(invoice: Invoice, attempt: Attempt, at: datetime) -> None:
    dossiers.record_payment(
        invoice.dossier,
        by=None,
        at=at,
        amount=invoice.amount,
        means=attempt.means,
        reference=attempt.reference,
    )


def settle(
    invoices: Sequence[Invoice],
    *,
    means: str,
    at: datetime,
    attempt: Attempt | None = None,
    by: User | None = None,
) -> None:
    """Mark the locked invoices as paid and write their receipts."""
    for invoice in invoices:
        invoice.state = InvoiceState.PAID
        invoice.settled_at = at
        invoice.save(update_fields=["state", "settled_at"])
    receipting.issue(invoices, means=means, at=at, attempt=attempt, by=by)


def _give_back(invoice: Invoice, attempt: Attempt, at: datetime) -> None:
    """Propose to pay back what nothing is owed for: paid twice, or overtaken."""
    Refund.objects.create(
        means=attempt.means,
        attempt=attempt,
        agency=invoice.dossier.agency,
        amount=invoice.amount,
        reason=_("Khoản này đã được nộp hoặc đã thay đổi trước khi tiền đến."),
        proposed_at=at,
    )
