"""Who tells the citizen where their parcel is.

Notices are made by another app beside this one. The portal, which composes both, names
its herald here when it starts; a notice is written in the transaction that moves the
parcel, so that nothing is told that did not happen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from services.delivery.models import Shipment
from services.delivery.states import ShipmentState
from services.dossiers.models import Dossier
from services.gateways.post import Direction

BY_POST = frozenset(
    {
        ShipmentState.ACCEPTED,
        ShipmentState.IN_TRANSIT,
        ShipmentState.FAILED,
        ShipmentState.RETURNED,
    }
)
TOLD: Mapping[Direction, frozenset[ShipmentState]] = {
    # That a result was delivered is an event of the dossier, told as such.
    Direction.RETURN: BY_POST,
    Direction.COLLECT: BY_POST | {ShipmentState.DELIVERED},
}
"""States that the citizen hears of, once for each parcel."""


class Teller(Protocol):
    def __call__(
        self, dossier: Dossier, *, at: datetime, news: str, reference: str
    ) -> object:
        """Tell `news` (`return.failed`) once for the parcel's number."""


class Herald:
    """The place of the one teller."""

    def __init__(self) -> None:
        self._teller: Teller | None = None

    def entrust(self, teller: Teller) -> None:
        """Have this teller tell from now on."""
        self._teller = teller

    def tell(self, parcel: Shipment, before: str, *, at: datetime) -> None:
        """Tell where the parcel is now if it was elsewhere `before`.

        An order that the post refused never left the desk: nobody is told.
        """
        state, direction = ShipmentState(parcel.state), Direction(parcel.direction)
        if state == before or state not in TOLD[direction] or not parcel.item_code:
            return
        assert self._teller is not None, "the portal has named no herald"
        news = f"{direction.value}.{state.value}"
        self._teller(parcel.dossier, at=at, news=news, reference=parcel.number)


herald = Herald()
