"""What the post charges for a parcel, by a table of our own.

The citizen pays it to the post, not to the office: it is shown, printed on the label
and never booked. The figures are placeholders; whoever runs the portal replaces them
by the tariff of the contract with the post (QĐ 45/2016/QĐ-TTg Đ.8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from accounts.divisions import CITY


class Zone(StrEnum):
    INSIDE = auto()
    OUTSIDE = auto()


@dataclass(frozen=True, slots=True)
class Price:
    """Whole VND per parcel; `is_verified` says whether a tariff stands behind it."""

    amount: int
    is_verified: bool = False


TABLE: Mapping[Zone, Price] = {
    Zone.INSIDE: Price(26_000),
    Zone.OUTSIDE: Price(39_000),
}


def price_for(province: str) -> Price:
    """Return the price to or from a province (GSO code), either direction."""
    return TABLE[Zone.INSIDE if province == CITY else Zone.OUTSIDE]
