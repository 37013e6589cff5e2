"""Writing the order of a parcel: numbers, both addresses, price, what is collected."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.divisions import CITY
from accounts.models import Agency, User
from services.delivery.errors import ShipmentRefused
from services.delivery.models import Destination, Shipment
from services.delivery.prices import price_for
from services.delivery.signals import shipment_ordered
from services.dossiers.models import Dossier
from services.eforms.kinds.compound import in_words
from services.gateways.post import Direction, Party, post_office


def require_post() -> None:
    """Raise ShipmentRefused where this portal is connected with no post."""
    if post_office() is None:
        raise ShipmentRefused(
            _(
                "Cổng này chưa nối với bưu điện. "
                "Hãy giao nhận trực tiếp tại Bộ phận Một cửa."
            )
        )


def order_return(
    dossier: Dossier, destination: Destination, *, by: User, at: datetime
) -> Shipment:
    """Order the result to be carried home; the locked dossier's fee is collected."""
    parcel = _parcel(dossier, Direction.RETURN, destination, by=by, at=at)
    parcel.cod = dossier.fee_owed
    parcel.write_parties(office_of(dossier.agency), applicant_of(dossier, destination))
    return announced(parcel)


def order_collection(
    dossier: Dossier, destination: Destination, *, by: User, at: datetime
) -> Shipment:
    """Order papers to be fetched from the citizen's home."""
    parcel = _parcel(dossier, Direction.COLLECT, destination, by=by, at=at)
    parcel.write_parties(applicant_of(dossier, destination), office_of(dossier.agency))
    return announced(parcel)


def _parcel(
    dossier: Dossier,
    direction: Direction,
    destination: Destination,
    *,
    by: User,
    at: datetime,
) -> Shipment:
    return Shipment(
        dossier=dossier,
        direction=direction,
        number=next_number(dossier),
        price=price_for(destination.address["province"]).amount,
        ordered_by=by,
        ordered_at=at,
        changed_at=at,
    )


def announced(parcel: Shipment) -> Shipment:
    """Write the order; the worker is told after the commit."""
    parcel.save()
    transaction.on_commit(
        partial(shipment_ordered.send_robust, sender=Shipment, shipment_id=parcel.pk)
    )
    return parcel


def next_number(dossier: Dossier) -> str:
    """Return the dossier's code, with `-2`, `-3` … from its second parcel on.

    The dossier is locked by the caller, so that no number is given twice.
    """
    known = dossier.shipments.count()
    return f"{dossier.code}-{known + 1}" if known else str(dossier.code)


def office_of(agency: Agency) -> Party:
    """Return the one-stop desk as the post knows it."""
    desk = _("Bộ phận Một cửa, %(agency)s") % {"agency": agency.name}
    return Party(name=agency.name, phone="", address=desk, province=CITY)


def applicant_of(dossier: Dossier, destination: Destination) -> Party:
    """Return the applicant at the destination."""
    return Party(
        name=dossier.applicant_name,
        phone=destination.phone,
        address=in_words(destination.address),
        province=destination.address["province"],
        email=dossier.contact.get("email", ""),
        district=destination.address.get("district", ""),
    )
