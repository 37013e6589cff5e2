"""Why a payment is refused; each carries a sentence for the person."""

from django.utils.functional import Promise


class PaymentError(Exception):
    """Base of all refusals; `str()` is the Vietnamese sentence."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))


class NothingOwed(PaymentError):
    """Nothing is to be paid (any more), or not this sum."""


class NotOffered(PaymentError):
    """This way of paying is not to be had here."""


class BeingChecked(PaymentError):
    """An earlier attempt may have taken the money; paying again would pay twice."""


class RefundRefused(PaymentError):
    """The refund may not be proposed, approved or sent this way."""


class ReceiptRefused(PaymentError):
    """The receipt may not be cancelled, or not this way."""


class DifferenceRefused(PaymentError):
    """The difference may not be settled, or not this way."""


class DayClosed(PaymentError):
    """The cashier's day is closed, or may not be closed this way."""


class Unavailable(PaymentError):
    """The provider does not answer; nothing was booked, ask again later."""
