"""The one signal of money: a refund is approved, and that is committed."""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from services.payments.models import Refund

refund_approved = Signal()
"""Sent after commit with `refund_id: int`; may be lost with a crash, then swept."""


def announce_approved(refund: Refund) -> None:
    """Tell after commit that the money may go back."""
    transaction.on_commit(
        partial(refund_approved.send_robust, sender=Refund, refund_id=refund.pk)
    )
