"""Whether every dong is where it should be: reads everything, changes nothing.

Each check returns sentences for the operator; none of them trusts a constraint or a
trigger, because it looks for what somebody did behind their back. Dossiers of the
simulation stand outside: their money was never booked.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.db.models import Count, F, Max, Q, Sum

from services.dossiers.models import Dossier
from services.payments.actions.ledger import REVENUES, account_of
from services.payments.models import (
    Account,
    Attempt,
    Entry,
    EntryLine,
    Invoice,
    Receipt,
    ReceiptSeries,
    Refund,
)
from services.payments.models.ledger import REVENUE
from services.payments.states import AttemptState, InvoiceState, RefundState
from services.procedures.definition import FeeType

type Sums = Counter[tuple[int, str]]


def faults() -> list[str]:
    """Return everything that does not fit, in the order of the checks."""
    return [fault for check in CHECKS for fault in check()]


def entries_balance() -> Iterator[str]:
    """Every entry has two lines or more, which sum to zero."""
    wrong = (
        Entry.objects.annotate(rows=Count("lines"), sum=Sum("lines__amount", default=0))
        .filter(Q(rows__lt=2) | ~Q(sum=0))
        .order_by("pk")
    )
    for entry in wrong.iterator():
        yield f"Entry {entry.reference}: {entry.rows} lines that sum to {entry.sum}."


def dossiers_equal_the_ledger() -> Iterator[str]:
    """What a dossier says was collected is what the ledger has for it."""
    booked = _booked()
    real = Dossier.objects.filter(is_invented=False).exclude(fee_collected=0)
    known = dict(real.values_list("pk", "fee_collected"))
    ledger: Counter[int] = Counter()
    for (dossier, _account), amount in booked.items():
        ledger[dossier] += amount
    for dossier in sorted({*known, *ledger}):
        if known.get(dossier, 0) != ledger[dossier]:
            yield (
                f"Dossier {_code(dossier)}: collected {known.get(dossier, 0)}, "
                f"in the ledger {ledger[dossier]}."
            )


def _booked(**entries: object) -> Sums:
    """Return the VND booked for each dossier and account, as positive sums."""
    lines = EntryLine.objects.filter(account__in=REVENUE, **entries)
    rows = lines.values_list("dossier", "account").annotate(sum=Sum("amount"))
    return Counter({(pk, account): -total for pk, account, total in rows.order_by()})


def invoices_equal_the_ledger() -> Iterator[str]:
    """What was paid by invoices is what payments brought, phí and lệ phí apart."""
    paid: Sums = Counter()
    for invoice in Invoice.objects.filter(state=InvoiceState.PAID).iterator():
        for kind, account in REVENUES.items():
            paid[invoice.dossier_id, account.value] += invoice.sum_of(kind)
    booked = _booked(entry__kind=Entry.Kind.PAYMENT)
    yield from _compared("invoices paid", paid, booked)


def receipts_are_complete() -> Iterator[str]:
    """What is booked for a dossier is what its receipts in force certify."""
    certified: Sums = Counter()
    for receipt in Receipt.objects.live().select_related("series").iterator():
        account = REVENUES[FeeType(receipt.series.kind)]
        certified[receipt.dossier_id, account.value] += receipt.amount
    yield from _compared("receipts in force", certified, _booked())


def _compared(name: str, ours: Sums, booked: Sums) -> Iterator[str]:
    for dossier, account in sorted({*ours, *booked}):
        key = (dossier, account)
        if ours[key] != booked[key]:
            yield (
                f"Dossier {_code(dossier)}, {account}: {name} {ours[key]}, "
                f"in the ledger {booked[key]}."
            )


def receipts_have_no_gap() -> Iterator[str]:
    """The numbers of a series run from 1 to its counter, each once."""
    wrong = (
        ReceiptSeries.objects.annotate(
            count=Count("receipts"), top=Max("receipts__number", default=0)
        )
        .exclude(count=F("last"), top=F("last"))
        .select_related("agency")
        .order_by("pk")
    )
    for series in wrong:
        yield (
            f"Receipts {series} of {series.agency.identifier}: {series.count} up to "
            f"number {series.top}, the counter stands at {series.last}."
        )


def attempts_equal_the_ledger() -> Iterator[str]:
    """Every paid attempt is booked once, whole; no other attempt is booked."""
    booked: Counter[int] = Counter()
    lines = EntryLine.objects.filter(
        entry__kind=Entry.Kind.PAYMENT, entry__attempt__isnull=False, amount__gt=0
    )
    for order, amount in lines.values_list("entry__attempt", "amount").order_by("pk"):
        booked[order] += amount
    paid = Attempt.objects.filter(state=AttemptState.PAID)
    for attempt in (paid | Attempt.objects.filter(pk__in=booked)).order_by("pk"):
        wanted = attempt.amount if attempt.state == AttemptState.PAID else 0
        if booked[attempt.pk] != wanted:
            yield (
                f"Attempt {attempt.reference}: paid {wanted}, "
                f"in the ledger {booked[attempt.pk]}."
            )


def refunds_equal_the_ledger() -> Iterator[str]:
    """Every refund that is done left the account of its way once, whole."""
    went = {
        reference: (account, -amount)
        for reference, account, amount in EntryLine.objects.filter(
            entry__kind=Entry.Kind.REFUND, amount__lt=0
        ).values_list("entry__reference", "account", "amount")
    }
    for refund in Refund.objects.filter(state=RefundState.DONE).order_by("pk"):
        wanted: tuple[str, int] = (account_of(refund.goes_by).value, refund.amount)
        found = went.pop(f"refund:{refund.public_id}", None)
        if found != wanted:
            yield f"Refund {refund.public_id}: done {wanted}, in the ledger {found}."
    for reference in sorted(went):
        yield f"Entry {reference} is of no refund that is done."


def excess_is_owed_to_somebody() -> Iterator[str]:
    """No more excess went back than came in, order by order."""
    balances = (
        EntryLine.objects.filter(account=Account.EXCESS)
        .values_list("entry__attempt__reference")
        .annotate(sum=Sum("amount"))
        .filter(sum__gt=0)
    )
    for reference, amount in balances.order_by("entry__attempt__reference"):
        yield f"Order {reference}: {amount} more of its excess went back than came in."


def _code(dossier: int) -> str:
    return str(Dossier.objects.get(pk=dossier))


CHECKS: Sequence[Callable[[], Iterator[str]]] = (
    entries_balance,
    dossiers_equal_the_ledger,
    invoices_equal_the_ledger,
    receipts_are_complete,
    receipts_have_no_gap,
    attempts_equal_the_ledger,
    refunds_equal_the_ledger,
    excess_is_owed_to_somebody,
)
