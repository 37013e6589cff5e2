"""The verbs of delivery: choose, hand over, have papers fetched, follow the parcels.

Locks are always taken in the same order: the dossier, then its parcel.
"""

from services.delivery.actions.choosing import choose_delivery, read_new_choices
from services.delivery.actions.following import ask_about, record
from services.delivery.actions.handing_over import (
    cancel,
    collect_papers,
    hand_over,
    keep,
    send_again,
)
from services.delivery.actions.sending import send

__all__ = [
    "ask_about",
    "cancel",
    "choose_delivery",
    "collect_papers",
    "hand_over",
    "keep",
    "read_new_choices",
    "record",
    "send",
    "send_again",
]
