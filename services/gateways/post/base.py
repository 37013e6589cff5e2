"""What a post can do for an office, in terms of no provider (QĐ 45/2016/QĐ-TTg).

Money is whole VND, times are aware. A client asks and reads; it keeps nothing and
knows no model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Protocol


class Direction(StrEnum):
    """What is carried: papers from the citizen to the office, or the result back."""

    COLLECT = auto()
    RETURN = auto()


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives; `province` and `district` are GSO codes.

    Since 01/07/2025 (NQ 202/2025/QH15) an address has no district.
    """

    name: str
    phone: str
    address: str
    province: str
    email: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One parcel; `number` is ours, and ordering the same number twice orders once."""

    number: str
    direction: Direction
    sender: Party
    receiver: Party
    cod: int
    """VND that the postman collects at the door; 0: nothing."""


class Step(StrEnum):
    """What the post tells of a parcel, in the terms of every post."""

    ACCEPTED = auto()
    CARRIED = auto()
    DELIVERED = auto()
    FAILED = auto()
    RETURNED = auto()


@dataclass(frozen=True, slots=True)
class Track:
    """One line of a parcel's tracking.

    `code` is the post's own word, `step` what we make of it, None for a word that we
    do not know. `cod` is the VND taken at the door where the post says it.
    """

    code: str
    step: Step | None
    at: datetime
    place: str = ""
    cod: int | None = None


class Refused(Exception):
    """The post understood and said no, for good; `code` is its own word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Post(Protocol):
    """A post. Its methods raise NoAnswer and Refused."""

    def order(self, order: Order) -> str:
        """Order a parcel and return the post's number of it."""

    def cancel(self, number: str) -> None:
        """Cancel our order; Refused where it is unknown or already on its way."""

    def track(self, number: str) -> Sequence[Track]:
        """Return all that is known of our order, in no particular order."""
