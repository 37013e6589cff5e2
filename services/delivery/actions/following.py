"""Following parcels: what the post tells moves them, and at the end the dossier."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from services.delivery.cashier import till
from services.delivery.herald import herald
from services.delivery.models import Shipment, Tracking
from services.delivery.states import TO_ASK_ABOUT, ShipmentState, Way, told
from services.dossiers import actions as dossiers
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.gateways.post import Direction, Post, Refused, Step, Track


def ask_about(shipment: Shipment, *, post: Post, at: datetime) -> None:
    """Ask the post where the parcel is, and write it. Raises NoAnswer.

    A post that says it does not know the order is asked again next time.
    """
    try:
        lines = post.track(shipment.number)
    except Refused as refusal:
        Shipment.objects.filter(pk=shipment.pk).update(
            asked_at=at, reply_code=refusal.code[:10]
        )
    else:
        record(shipment, lines, at=at)


@transaction.atomic
def record(shipment: Shipment, lines: Sequence[Track], *, at: datetime) -> Shipment:
    """Write the lines that are new, and what the parcel is after all of them.

    Lines may come twice, late and out of order. On delivery the money of the door is
    booked and the dossier handed over in the same transaction.
    """
    dossier = dossiers.locked(shipment.dossier)
    parcel = dossier.shipments.select_for_update().get(pk=shipment.pk)
    if parcel.state not in TO_ASK_ABOUT:
        return parcel
    _keep(parcel, lines, at)
    parcel.asked_at = at
    steps = _steps(parcel)
    if told(ShipmentState(parcel.state), steps) is ShipmentState.DELIVERED:
        parcel.cod_taken = _taken(parcel, lines)
    before = parcel.state
    parcel.follow(steps, at=at)
    herald.tell(parcel, before, at=at)
    if parcel.state == ShipmentState.DELIVERED and parcel.direction == Direction.RETURN:
        _hand_over(dossier, parcel, at)
    return parcel


def _keep(parcel: Shipment, lines: Sequence[Track], at: datetime) -> None:
    Tracking.objects.bulk_create(
        (
            Tracking(
                shipment=parcel,
                code=line.code,
                step=line.step or "",
                place=line.place,
                happened_at=line.at,
                seen_at=at,
            )
            for line in lines
        ),
        ignore_conflicts=True,
    )


def _steps(parcel: Shipment) -> list[Step]:
    known = parcel.trackings.exclude(step="").order_by("happened_at", "code", "pk")
    return [Step(step) for step in known.values_list("step", flat=True)]


def _taken(parcel: Shipment, lines: Sequence[Track]) -> int:
    """Return the VND taken at the door: what the post says, else what it had to.

    A parcel with cash on delivery is not given away without the money.
    """
    said = [line.cod for line in lines if line.step is Step.DELIVERED]
    return next((cod for cod in said if cod is not None), parcel.cod)


def _hand_over(dossier: Dossier, parcel: Shipment, at: datetime) -> None:
    """Book the money first: a dossier that has ended owes nothing any more."""
    assert parcel.cod_taken is not None, "a delivered parcel says what was taken"
    if parcel.cod_taken or parcel.cod:
        till.book(dossier, at=at, amount=parcel.cod_taken, reference=parcel.item_code)
    if dossier.allows(Act.HAND_OVER):
        dossiers.record_hand_over(
            dossier, at=at, way=Way.POST, reference=parcel.item_code
        )
