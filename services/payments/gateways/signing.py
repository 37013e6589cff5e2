"""What every client of ours does with signatures, whatever signs."""

from collections.abc import Iterable, Mapping
from hmac import compare_digest

from services.payments.gateways.base import BadSignature


def require_same(expected: str, given: object) -> None:
    """Raise BadSignature unless the hex texts are the same, in constant time.

    What is given may be anything that a stranger sends: letters of every kind, or
    nothing at all.
    """
    said = str(given or "").lower().encode(errors="replace")
    if not compare_digest(expected.encode(), said):
        raise BadSignature("The signature is not the provider's.")


def piped(message: Mapping[str, object], fields: Iterable[str]) -> str:
    """Return the fields' values joined by `|`; what is absent or null is empty."""
    return "|".join(text_of(message, field) for field in fields)


def text_of(message: Mapping[str, object], field: str) -> str:
    """Return the field as text, empty where it is absent or null."""
    value = message.get(field)
    return "" if value is None else str(value)
