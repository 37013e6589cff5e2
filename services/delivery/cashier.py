"""Who books what the postman collected at the door.

Money is kept by another app beside this one. The portal, which composes both, names
its cashier here when it starts; the booking runs in the transaction that marks the
parcel as delivered, so that there is neither one without the other.
"""

from datetime import datetime
from typing import Protocol

from services.dossiers.models import Dossier


class Cashier(Protocol):
    def __call__(
        self, dossier: Dossier, *, at: datetime, amount: int, reference: str
    ) -> object:
        """Book `amount` VND once for the reference; repeating it changes nothing."""


class Till:
    """The place of the one cashier."""

    def __init__(self) -> None:
        self._cashier: Cashier | None = None

    def entrust(self, cashier: Cashier) -> None:
        """Have this cashier book from now on."""
        self._cashier = cashier

    def book(
        self, dossier: Dossier, *, at: datetime, amount: int, reference: str
    ) -> None:
        """Have the money booked."""
        assert self._cashier is not None, "the portal has named no cashier"
        self._cashier(dossier, at=at, amount=amount, reference=reference)


till = Till()
