"""Bringing a dossier's open invoice in step with what it owes."""

from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction

from services.dossiers.bill import FeeLine
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State
from services.payments.models import Invoice
from services.payments.models.invoice import total
from services.payments.states import InvoiceState, RefundState

PAYABLE_BY = (Act.PAY, Act.SETTLE)
"""Acts by which money comes in; a dossier that allows neither is not billed."""


@transaction.atomic
def bill(dossier: Dossier, *, at: datetime) -> Invoice | None:
    """Return the open invoice of exactly what is owed now; None where nothing is.

    Safe to call at any time and any number of times: an invoice that no longer fits
    is cancelled, one that fits is returned as it is.
    """
    mine = Dossier.objects.select_for_update(of=("self",), no_key=True).get(
        pk=dossier.pk
    )
    owed = lines_owed(mine)
    known = mine.invoices.select_for_update().open().first()
    if known is not None and known.bill == tuple(owed):
        return known
    if known is not None:
        cancel(known, at)
    if not owed:
        return None
    return mine.invoices.create(
        lines=[asdict(line) for line in owed], amount=total(owed), created_at=at
    )


def lines_owed(dossier: Dossier) -> list[FeeLine]:
    """Return what is still to be paid, line by line; nothing once it has ended.

    A refund takes its amount off the line of the bill and off what was paid for it,
    so it never makes a dossier owe again. What was paid beyond a line that was
    lowered afterwards counts for the others: never more is asked than the dossier owes.
    """
    if not is_payable(dossier):
        return []
    paid, left = paid_by_line(dossier), dossier.fee_owed
    owed = []
    for line in dossier.bill:
        rest = min(line.amount - paid[line.key], left)
        if rest > 0:
            owed.append(replace(line, amount=rest))
            left -= rest
    return owed


def paid_by_line(dossier: Dossier) -> Counter[str]:
    """Return the VND that came in for each line and did not go back."""
    paid: Counter[str] = Counter()
    for invoice in dossier.invoices.filter(state=InvoiceState.PAID):
        for line in invoice.bill:
            paid[line.key] += line.amount
    for refund in dossier.refunds.filter(state=RefundState.DONE):
        paid[refund.line] -= refund.amount
    return paid


def is_payable(dossier: Dossier) -> bool:
    """Say whether money may come in for it: filed, alive, or decided."""
    if dossier.state == State.DRAFT:
        return False
    return any(dossier.allows(act) for act in PAYABLE_BY)


def cancel(invoice: Invoice, at: datetime) -> None:
    """Close the invoice unpaid; money that still comes for it goes back."""
    invoice.state = InvoiceState.CANCELLED
    invoice.settled_at = at
    invoice.save(update_fields=["state", "settled_at"])
