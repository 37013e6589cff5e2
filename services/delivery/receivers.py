"""Delivery follows dossiers and its own orders: signals only wake the worker."""

from typing import Any

from django.dispatch import receiver

from services.delivery.signals import shipment_ordered
from services.delivery.tasks import read_new_choices, send_orders
from services.dossiers.signals import event_recorded


@receiver(event_recorded, dispatch_uid="delivery")
def follow(sender: object, **_event: Any) -> None:
    """Wake the worker; if the broker is down the minute's sweep does the same."""
    read_new_choices.delay()


@receiver(shipment_ordered, dispatch_uid="delivery")
def tell_post(sender: object, **_order: Any) -> None:
    """Wake the worker; if the broker is down the minute's sweep does the same."""
    send_orders.delay()
