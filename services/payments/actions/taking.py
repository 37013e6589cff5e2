"""Fetching a provider's statement; what comes of it is `reconciling`'s affair."""

from datetime import date, datetime

from services.payments.actions.reconciling import reconcile
from services.payments.gateways import gateway_for, gateways
from services.payments.models import Means


def with_statements() -> list[Means]:
    """Return whose statements are taken; a bank account's is read by people."""
    return [Means(means) for means in gateways() if means != Means.VIETQR]


def take_statement(means: str, day: date, *, at: datetime) -> int:
    """Compare the local day with the provider's statement; return what is open of it.

    Raises NotOffered, NoAnswer and BadSignature; nothing is booked then.
    """
    movements = gateway_for(means).statement(day)
    return len(reconcile(means, day, movements, at=at))
