"""Writing the ledger: the only place that makes entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Agency, User
from services.dossiers.models import Dossier
from services.payments.models import Account, Attempt, Entry, EntryLine, Means
from services.payments.models.invoice import Invoice
from services.payments.models.refund import Refund
from services.procedures.definition import FeeType


@dataclass(frozen=True, slots=True)
class Side:
    """One line to be: `amount` in VND, positive is a debit, negative a credit."""

    account: Account
    amount: int
    agency: Agency
    dossier: Dossier | None = None


REVENUES = {FeeType.FEE: Account.FEES, FeeType.CHARGE: Account.CHARGES}


def account_of(means: str) -> Account:
    """Return where money of the means lies; a transfer lies in the bank's account."""
    return Account.BANK if means == Means.VIETQR else Account(means)


def post(
    kind: Entry.Kind,
    *,
    reference: str,
    sides: Sequence[Side],
    at: datetime,
    by: User | None = None,
    attempt: Attempt | None = None,
    note: str = "",
) -> Entry:
    """Write one entry; IntegrityError where the reference was booked before.

    The database refuses sides that do not sum to zero when the transaction commits.
    """
    entry = Entry.objects.create(
        kind=kind, reference=reference, attempt=attempt, at=at, by=by, note=note
    )
    EntryLine.objects.bulk_create(
        EntryLine(
            entry=entry,
            account=side.account,
            amount=side.amount,
            agency=side.agency,
            dossier=side.dossier,
        )
        for side in sides
    )
    return entry


def income(invoice: Invoice, account: Account) -> list[Side]:
    """Return the sides of an invoice paid into the account: phí and lệ phí apart."""
    dossier = invoice.dossier
    credited = [
        Side(REVENUES[each], -invoice.sum_of(each), dossier.agency, dossier)
        for each in FeeType
        if invoice.sum_of(each)
    ]
    return [Side(account, invoice.amount, dossier.agency), *credited]


def money_back(refund: Refund) -> list[Side]:
    """Return the sides of a refund: off the dossier's revenue, or off the excess."""
    out = Side(account_of(refund.goes_by), -refund.amount, refund.agency)
    if refund.dossier is None:
        return [Side(Account.EXCESS, refund.amount, refund.agency), out]
    kind = next(b.type for b in refund.dossier.bill if b.key == refund.line)
    account = REVENUES[FeeType(kind)]
    return [Side(account, refund.amount, refund.agency, refund.dossier), out]


def excess(amount: int, agency: Agency, account: Account) -> list[Side]:
    """Return the sides of money that came in and belongs back to its payer."""
    return [Side(account, amount, agency), Side(Account.EXCESS, -amount, agency)]
