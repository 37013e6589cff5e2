"""Invoices follow what dossiers owe, money what was approved: work is only woken."""

from typing import Any

from django.dispatch import receiver

from services.dossiers.signals import event_recorded
from services.payments.signals import refund_approved
from services.payments.tasks import bill_new_events, carry_out_refunds


@receiver(event_recorded, dispatch_uid="payments")
def follow(sender: object, **_event: Any) -> None:
    """Wake the worker; if the broker is down the minute's sweep does the same."""
    bill_new_events.delay()


@receiver(refund_approved, dispatch_uid="payments")
def send_back(sender: object, **_refund: Any) -> None:
    """Wake the worker that pays back."""
    carry_out_refunds.delay()
