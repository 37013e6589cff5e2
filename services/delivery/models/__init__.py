"""How a result is to arrive, the parcels of a dossier, and where they have been."""

from services.delivery.models.choice import Choice, Destination
from services.delivery.models.shipment import Shipment, Tracking

__all__ = ["Choice", "Destination", "Shipment", "Tracking"]
