"""Providers of online payment, each a client behind one Protocol."""

from services.payments.gateways.base import (
    Back,
    BadSignature,
    Gateway,
    Item,
    Movement,
    NoAnswer,
    Notifying,
    Order,
    Return,
    Told,
)
from services.payments.gateways.registry import gateway_for, gateways, notifying

__all__ = [
    "Back",
    "BadSignature",
    "Gateway",
    "Item",
    "Movement",
    "NoAnswer",
    "Notifying",
    "Order",
    "Return",
    "Told",
    "gateway_for",
    "gateways",
    "notifying",
]
