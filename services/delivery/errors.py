"""Why a choice or a parcel is refused; each carries a sentence for the person."""

from django.utils.functional import Promise


class DeliveryError(Exception):
    """Base of all refusals; `str()` is the Vietnamese sentence."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))


class ChoiceRefused(DeliveryError):
    """The result cannot arrive this way, or no longer."""


class ShipmentRefused(DeliveryError):
    """The parcel may not be ordered, cancelled, sent again or kept now."""
