"""Invoices, attempts to pay them, the ledger, receipts, and what providers told us."""

from services.payments.models.attempt import ONLINE, Attempt, Means, Part
from services.payments.models.cashbook import CashDay
from services.payments.models.invoice import Invoice
from services.payments.models.ledger import Account, Entry, EntryLine
from services.payments.models.notification import Notification
from services.payments.models.receipt import Receipt, ReceiptKind, ReceiptSeries
from services.payments.models.refund import Refund
from services.payments.models.statement import Difference, Statement, StatementLine

__all__ = [
    "ONLINE",
    "Account",
    "Attempt",
    "CashDay",
    "Difference",
    "Entry",
    "EntryLine",
    "Invoice",
    "Means",
    "Notification",
    "Part",
    "Receipt",
    "ReceiptKind",
    "ReceiptSeries",
    "Refund",
    "Statement",
    "StatementLine",
]
