"""The one signal of parcels: an order is written and committed."""

from django.dispatch import Signal

shipment_ordered = Signal()
"""Sent after commit with `shipment_id: int`; may be lost with a crash, then swept."""
