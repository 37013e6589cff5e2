"""The label that the desk sticks on the envelope."""

from services.delivery.models import Shipment
from services.dossiers.codes import VIETNAM
from services.gateways.post import Direction, Party
from services.printing import labels, rendering

TITLES = {
    Direction.COLLECT: "Nhận giấy tờ hồ sơ",
    Direction.RETURN: "Chuyển trả kết quả hồ sơ",
}


def render(shipment: Shipment) -> bytes:
    """Return the label as PDF: nothing of the contents, no e-mail address."""
    sender, receiver = shipment.parties
    return rendering.render(
        labels.Label(
            service="BCCI",
            title=TITLES[Direction(shipment.direction)],
            number=shipment.number,
            item_code=shipment.item_code,
            sender=_place(sender),
            receiver=_place(receiver),
            cod=in_dong(shipment.cod),
            price=in_dong(shipment.price),
            made_at=shipment.ordered_at.astimezone(VIETNAM),
        )
    )


def _place(party: Party) -> labels.Place:
    return labels.Place(party.name, party.address, party.phone)


def in_dong(amount: int) -> str:
    """Return whole VND as `26.000 đ`."""
    return f"{amount:,} đ".replace(",", ".")
