"""The label on an envelope that the post carries; frozen values in, no database."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """Who and where, as the postman reads it."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label of A6: what goes from where to where, and what the postman collects.

    `service` stands in its corner ("BCCI"), `cod` and `price` are words with their
    unit, `qr` is the text of the QR code: the order number.
    """

    template: ClassVar[str] = "label.typ"

    service: str
    title: str
    number: str
    item_code: str
    sender: Place
    receiver: Place
    cod: str
    price: str
    made_at: datetime

    @property
    def qr(self) -> str:
        return self.number

    def data(self) -> dict[str, object]:
        """Return the JSON that the template reads."""
        values = asdict(self)
        values["date"] = f"{values.pop('made_at'):%d/%m/%Y}"
        return values
