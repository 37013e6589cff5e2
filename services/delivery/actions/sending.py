"""Telling the post what is to be carried or cancelled."""

from datetime import datetime

from django.db import transaction

from services.delivery.herald import herald
from services.delivery.models import Shipment
from services.delivery.states import Happening, ShipmentState
from services.gateways.post import Post, Refused


@transaction.atomic
def send(shipment_id: int, *, post: Post, at: datetime) -> bool:
    """Tell the post of an order or a cancellation; say whether there was one to tell.

    The order is committed long before. Its row is locked while the post is asked (ten
    seconds at the most), so that an order and its cancellation never overtake each
    other; whatever is told twice counts once, by our number. Raises NoAnswer: then
    nothing has changed and the next sweep tells it again.
    """
    parcel = (
        Shipment.objects.to_send()
        .select_for_update(skip_locked=True)
        .filter(pk=shipment_id)
        .first()
    )
    if parcel is None:
        return False
    if parcel.state == ShipmentState.ORDERED:
        _order(parcel, post, at)
    else:
        _cancel(parcel, post, at)
    return True


def _order(parcel: Shipment, post: Post, at: datetime) -> None:
    try:
        parcel.item_code = post.order(parcel.order)
    except Refused as refusal:
        parcel.reply_code = refusal.code[:10]
        parcel.move(Happening.REFUSE, at=at)
    else:
        parcel.move(Happening.ACCEPT, at=at)
        herald.tell(parcel, ShipmentState.ORDERED, at=at)


def _cancel(parcel: Shipment, post: Post, at: datetime) -> None:
    try:
        post.cancel(parcel.number)
    except Refused as refusal:
        parcel.reply_code = refusal.code[:10]
        # Too late for a parcel that it has; one that it never had needs no cancelling.
        parcel.move(Happening.GO_ON if parcel.item_code else Happening.CANCEL, at=at)
    else:
        parcel.move(Happening.CANCEL, at=at)
