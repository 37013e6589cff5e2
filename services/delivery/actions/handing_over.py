"""Handing results over by the way the citizen chose, and what the desk does about it.

A result by post is handed over when the post has delivered it, not when the desk gives
the envelope away (docs/adr/0045-post.md).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.delivery import policies
from services.delivery.actions.choosing import destination_of, keep_at_counter
from services.delivery.actions.ordering import (
    announced,
    next_number,
    order_collection,
    order_return,
    require_post,
)
from services.delivery.errors import ShipmentRefused
from services.delivery.models import Shipment
from services.delivery.states import OPEN, Happening, ShipmentState, Way
from services.delivery.ways import current_choice
from services.dossiers import actions as dossiers
from services.dossiers import policies as dossier_policies
from services.dossiers.models import Dossier, Paper
from services.dossiers.states import Act
from services.gateways.post import Direction


@transaction.atomic
def hand_over(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    receiver: str = "",
    version: int | None = None,
) -> Dossier:
    """Hand the result over by the way that was chosen.

    A `receiver` stands at the counter and gets it there, whatever was chosen. By post
    the parcel is ordered, a fee still owed is collected at the door, and the dossier
    stays decided until it is delivered. Raises ActNotAllowed and Stale as every act,
    ShipmentRefused (with the post already, came back and not decided about, no post,
    no electronic result).
    """
    mine = dossiers.locked(dossier, version=version)
    dossier_policies.require(by, Act.HAND_OVER, mine)
    _require_at_desk(mine)
    choice = current_choice(mine)
    way = Way.COUNTER if receiver.strip() else Way(choice.way)
    if way is Way.POST:
        require_post()
        _require_nothing_came_back(mine)
        order_return(mine, choice.destination, by=by, at=at)
        return mine
    if way is Way.ELECTRONIC:
        _require_electronic_result(mine)
    _keep_what_came_back(mine, at)
    return dossiers.hand_over(mine, by=by, at=at, receiver=receiver, way=way)


def _require_at_desk(dossier: Dossier) -> None:
    if policies.is_underway(dossier):
        raise ShipmentRefused(
            _("Kết quả đang được chuyển qua bưu điện. Hãy hủy đơn trước.")
        )


def _came_back(dossier: Dossier) -> Shipment | None:
    returned = dossier.shipments.filter(direction=Direction.RETURN).back_at_desk()
    return returned.select_for_update().first()


def _require_nothing_came_back(dossier: Dossier) -> None:
    if _came_back(dossier) is not None:
        raise ShipmentRefused(
            _("Bưu gửi đã chuyển hoàn. Hãy gửi lại hoặc giữ lại để trả tại quầy.")
        )


def _keep_what_came_back(dossier: Dossier, at: datetime) -> None:
    if (parcel := _came_back(dossier)) is not None:
        parcel.move(Happening.KEEP, at=at)


def _require_electronic_result(dossier: Dossier) -> None:
    if not dossier.papers.filter(role=Paper.Role.RESULT).exists():
        raise ShipmentRefused(
            _(
                "Người nộp chọn nhận bản điện tử nhưng hồ sơ chưa có tệp kết quả. "
                "Hãy ghi tên người nhận nếu trả bản giấy tại quầy."
            )
        )


@transaction.atomic
def collect_papers(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    address: Mapping[str, Any],
    phone: str = "",
) -> Shipment:
    """Have the post fetch the applicant's papers and bring them to the desk.

    Raises ShipmentRefused (not theirs, no papers awaited, one parcel is on its way,
    no post) and ChoiceRefused (no such address).
    """
    mine = dossiers.locked(dossier)
    policies.require_collecting(by, mine)
    require_post()
    if mine.shipments.filter(direction=Direction.COLLECT, state__in=OPEN).exists():
        raise ShipmentRefused(_("Bưu điện đang nhận giấy tờ của hồ sơ này."))
    known = phone.strip() or mine.contact.get("phone", "")
    return order_collection(mine, destination_of(address, known), by=by, at=at)


@transaction.atomic
def cancel(shipment: Shipment, *, by: User, at: datetime) -> Shipment:
    """Ask the post not to carry it; it may answer that it is too late.

    Raises ShipmentRefused.
    """
    parcel = _locked(shipment, by, Happening.ASK_CANCEL)
    parcel.move(Happening.ASK_CANCEL, at=at)
    return announced(parcel)


@transaction.atomic
def keep(shipment: Shipment, *, by: User, at: datetime) -> Shipment:
    """Keep what came back; a result then waits at the counter.

    Raises ShipmentRefused.
    """
    parcel = _locked(shipment, by, Happening.KEEP)
    parcel.move(Happening.KEEP, at=at)
    if parcel.direction == Direction.RETURN:
        keep_at_counter(parcel.dossier, by=by, at=at)
    return parcel


@transaction.atomic
def send_again(shipment: Shipment, *, by: User, at: datetime) -> Shipment:
    """Order what came back once more, under a new number.

    A result goes where the citizen wants it now. Raises ShipmentRefused (also where
    they chose another way meanwhile).
    """
    parcel = _locked(shipment, by, Happening.SEND_AGAIN)
    require_post()
    parcel.move(Happening.SEND_AGAIN, at=at)
    if parcel.direction == Direction.COLLECT:
        return _repeated(parcel, by=by, at=at)
    choice = current_choice(parcel.dossier)
    if choice.way != Way.POST:
        raise ShipmentRefused(
            _("Người nộp đã chọn cách nhận khác. Hãy giữ lại để trả theo cách đó.")
        )
    return order_return(parcel.dossier, choice.destination, by=by, at=at)


def _repeated(parcel: Shipment, *, by: User, at: datetime) -> Shipment:
    again = Shipment(
        dossier=parcel.dossier,
        direction=parcel.direction,
        number=next_number(parcel.dossier),
        price=parcel.price,
        ordered_by=by,
        ordered_at=at,
        changed_at=at,
    )
    again.write_parties(*parcel.parties)
    return announced(again)


def _locked(shipment: Shipment, by: User, happening: Happening) -> Shipment:
    """Return the parcel afresh, its dossier and itself locked, and allowed to move."""
    dossier = dossiers.locked(shipment.dossier)
    policies.require_handling(by, dossier)
    parcel = dossier.shipments.select_for_update().get(pk=shipment.pk)
    if not parcel.allows(happening):
        raise ShipmentRefused(
            _("Bưu gửi đang ở trạng thái “%(state)s” nên không làm được việc này.")
            % {"state": ShipmentState(parcel.state).label}
        )
    return parcel
