"""Writing receipts: the only place that issues, cancels and replaces them.

Numbers are taken at the end of the transaction that books the money, in the order of
agency and kind, so that two orders over several agencies never wait for each other.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from services.dossiers.actions import locked
from services.dossiers.bill import FeeLine
from services.dossiers.codes import VIETNAM
from services.payments.errors import ReceiptRefused
from services.payments.models import Attempt, Invoice, Receipt, ReceiptKind, Refund
from services.payments.models.invoice import total

PATTERNS = {ReceiptKind.FEE: "01BLP0-001", ReceiptKind.CHARGE: "01BLP0-002"}
"""Mẫu số: receipts without printed value, no paper copies, one pattern a kind."""

# As for the codes of dossiers: the counter's row stays locked until the transaction
# ends, so a rolled-back booking gives its number back and nobody takes it twice.
TAKE_NUMBER = """
    INSERT INTO payments_receiptseries
        (agency_id, kind, year, pattern, symbol, last)
    VALUES (%s, %s, %s, %s, %s, 1)
    ON CONFLICT (agency_id, kind, year)
    DO UPDATE SET last = payments_receiptseries.last + 1
    RETURNING id, last
"""


def issue(
    invoices: Sequence[Invoice],
    *,
    means: str,
    at: datetime,
    attempt: Attempt | None = None,
    by: User | None = None,
) -> None:
    """Write one receipt for phí and one for lệ phí of each paid invoice.

    `by` is the cashier, nobody for money that came in online.
    """
    wanted = [
        (invoice.dossier.agency_id, kind, invoice.pk, invoice)
        for invoice in invoices
        for kind in ReceiptKind
    ]
    for _agency, kind, _pk, invoice in sorted(wanted, key=lambda each: each[:3]):
        lines = [line for line in invoice.bill if line.type == kind]
        if lines:
            first = Receipt(
                invoice=invoice,
                dossier=invoice.dossier,
                attempt=attempt,
                payer_name=_payer_of(invoice, attempt),
                means=means,
            )
            _write(first, kind, lines, at=at, by=by)


def _payer_of(invoice: Invoice, attempt: Attempt | None) -> str:
    if attempt is not None and attempt.payer is not None:
        return attempt.payer.full_name
    return invoice.dossier.applicant_name


def _write(
    receipt: Receipt,
    kind: str,
    lines: Sequence[FeeLine],
    *,
    at: datetime,
    by: User | None,
) -> None:
    receipt.lines = [asdict(line) for line in lines]
    receipt.amount = total(lines)
    receipt.issued_at, receipt.issued_by = at, by
    receipt.series_id, receipt.number = take_number(
        receipt.dossier.agency_id, ReceiptKind(kind), at
    )
    receipt.save(force_insert=True)


def take_number(agency_id: int, kind: ReceiptKind, at: datetime) -> tuple[int, int]:
    """Take the next number of the agency's series of the local year: (series, number).

    Everybody who issues a receipt of the series waits until the transaction ends.
    """
    year = at.astimezone(VIETNAM).year
    symbol = f"MC-{year % 100:02d}E"
    pattern = PATTERNS[kind]
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NUMBER, [agency_id, kind.value, year, pattern, symbol])
        series, number = cursor.fetchone()
    return series, number


@transaction.atomic
def cancel_receipt(
    receipt: Receipt, *, by: User, at: datetime, reason: str, payer_name: str = ""
) -> Receipt:
    """Cancel a receipt that says something wrong; return the one that replaces it.

    The money stays, so its receipt is written anew, for `payer_name` if one is given.
    Raises ReceiptRefused (no power at the agency, no reason, cancelled already).
    """
    if not by.has_permission(Permission.COLLECT_FEE, receipt.dossier.agency):
        raise ReceiptRefused(_("Ông/Bà không có quyền thực hiện thao tác này."))
    if not reason.strip():
        raise ReceiptRefused(_("Hãy ghi lý do hủy biên lai."))
    locked(receipt.dossier)
    mine = Receipt.objects.select_related("series", "dossier").get(pk=receipt.pk)
    if mine.cancelled_at is not None:
        raise ReceiptRefused(_("Biên lai này đã bị hủy."))
    _cancel(mine, by=by, at=at, reason=reason.strip())
    return _replace(
        mine, mine.bill, by=by, at=at, payer_name=payer_name.strip() or mine.payer_name
    )


def _cancel(receipt: Receipt, *, by: User, at: datetime, reason: str) -> None:
    receipt.cancelled_at = at
    receipt.cancelled_by = by
    receipt.cancel_reason = reason
    receipt.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])


def _replace(
    old: Receipt,
    lines: Sequence[FeeLine],
    *,
    by: User,
    at: datetime,
    payer_name: str,
) -> Receipt:
    fresh = Receipt(
        invoice_id=old.invoice_id,
        dossier=old.dossier,
        attempt_id=old.attempt_id,
        payer_name=payer_name,
        means=old.means,
        replaces=old,
    )
    _write(fresh, old.series.kind, lines, at=at, by=by)
    return fresh


def take_off(refund: Refund, *, by: User, at: datetime) -> None:
    """Cancel or replace the receipts of what the refund gives back.

    The dossier's row must be locked. AssertionError where its receipts do not hold as
    much: `refunding` has asked before.
    """
    left = refund.amount
    for receipt in receipts_behind(refund):
        there = total(line for line in receipt.bill if line.key == refund.line)
        part = min(left, there)
        if part:
            _cancel(receipt, by=by, at=at, reason=refund.reason)
            rest = _without(receipt.bill, refund.line, part)
            if rest:
                _replace(receipt, rest, by=by, at=at, payer_name=receipt.payer_name)
        left -= part
    assert left == 0, f"Refund {refund.public_id} exceeds its receipts by {left}."


def receipts_behind(refund: Refund) -> list[Receipt]:
    """Return the live receipts of the money that the refund is of, newest first."""
    return list(
        Receipt.objects.live()
        .filter(dossier=refund.dossier, attempt=refund.attempt, means=refund.means)
        .select_related("series", "dossier")
        .order_by("-pk")
    )


def _without(lines: Sequence[FeeLine], key: str, amount: int) -> list[FeeLine]:
    lowered = (
        replace(line, amount=line.amount - amount) if line.key == key else line
        for line in lines
    )
    return [line for line in lowered if line.amount > 0]
