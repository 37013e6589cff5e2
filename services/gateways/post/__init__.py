"""The public postal service (BCCI): orders, cancelling, tracking."""

from services.gateways.post.base import (
    Direction,
    Order,
    Party,
    Post,
    Refused,
    Step,
    Track,
)
from services.gateways.post.registry import post_office
from services.gateways.wire import NoAnswer

__all__ = [
    "Direction",
    "NoAnswer",
    "Order",
    "Party",
    "Post",
    "Refused",
    "Step",
    "Track",
    "post_office",
]
