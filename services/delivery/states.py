"""How a result reaches its owner, and the life of a parcel as one table.

Desk and post both move a parcel; what the post tells arrives late, twice and out of
order, so it is always read anew from the beginning, in the order in which it happened
(`told`). A parcel that came back waits at the desk until somebody decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.gateways.post import Step


class Way(models.TextChoices):
    """HinhThuc on the wire: post is 1, the others are 0."""

    COUNTER = "counter", _("Nhận tại Bộ phận Một cửa")
    ELECTRONIC = "electronic", _("Nhận bản điện tử trên cổng")
    POST = "post", _("Nhận tại nhà qua bưu chính công ích")


class ShipmentState(models.TextChoices):
    ORDERED = "ordered", _("Chờ gửi đơn cho bưu điện")
    ACCEPTED = "accepted", _("Bưu điện đã nhận đơn")
    IN_TRANSIT = "in_transit", _("Đang vận chuyển")
    FAILED = "failed", _("Phát không thành công")
    DELIVERED = "delivered", _("Đã phát")
    RETURNED = "returned", _("Đã chuyển hoàn")
    CANCELLING = "cancelling", _("Đang chờ bưu điện hủy đơn")
    CANCELLED = "cancelled", _("Đã hủy")
    REPLACED = "replaced", _("Đã gửi lại bằng đơn khác")
    KEPT = "kept", _("Giữ lại, giao nhận tại quầy")


class Happening(models.TextChoices):
    ACCEPT = "accept", _("Bưu điện nhận đơn")
    REFUSE = "refuse", _("Bưu điện từ chối đơn")
    CARRY = "carry", _("Vận chuyển")
    DELIVER = "deliver", _("Phát thành công")
    FAIL = "fail", _("Phát không thành công")
    RETURN = "return", _("Chuyển hoàn")
    ASK_CANCEL = "ask_cancel", _("Yêu cầu hủy đơn")
    CANCEL = "cancel", _("Hủy đơn")
    GO_ON = "go_on", _("Không hủy được")
    SEND_AGAIN = "send_again", _("Gửi lại")
    KEEP = "keep", _("Giữ lại tại quầy")


@dataclass(frozen=True, slots=True)
class Move:
    """From which states something may happen to a parcel, and what it is then."""

    sources: frozenset[ShipmentState]
    target: ShipmentState


def _move(*sources: ShipmentState, to: ShipmentState) -> Move:
    return Move(frozenset(sources), to)


_AT_POST = (
    ShipmentState.ACCEPTED,
    ShipmentState.CANCELLING,  # asked too late
    ShipmentState.IN_TRANSIT,
    ShipmentState.FAILED,
)

MOVES: Mapping[Happening, Move] = {
    Happening.ACCEPT: _move(ShipmentState.ORDERED, to=ShipmentState.ACCEPTED),
    # Nothing was handed to the post: the envelope lies at the desk.
    Happening.REFUSE: _move(ShipmentState.ORDERED, to=ShipmentState.RETURNED),
    Happening.CARRY: _move(
        ShipmentState.ACCEPTED,
        ShipmentState.CANCELLING,
        ShipmentState.FAILED,
        to=ShipmentState.IN_TRANSIT,
    ),
    Happening.DELIVER: _move(*_AT_POST, to=ShipmentState.DELIVERED),
    Happening.FAIL: _move(
        ShipmentState.ACCEPTED,
        ShipmentState.CANCELLING,
        ShipmentState.IN_TRANSIT,
        to=ShipmentState.FAILED,
    ),
    Happening.RETURN: _move(*_AT_POST, to=ShipmentState.RETURNED),
    Happening.ASK_CANCEL: _move(
        ShipmentState.ORDERED, ShipmentState.ACCEPTED, to=ShipmentState.CANCELLING
    ),
    Happening.CANCEL: _move(ShipmentState.CANCELLING, to=ShipmentState.CANCELLED),
    Happening.GO_ON: _move(ShipmentState.CANCELLING, to=ShipmentState.ACCEPTED),
    Happening.SEND_AGAIN: _move(ShipmentState.RETURNED, to=ShipmentState.REPLACED),
    Happening.KEEP: _move(ShipmentState.RETURNED, to=ShipmentState.KEPT),
}

FINAL = frozenset(
    state
    for state in ShipmentState
    if not any(state in move.sources for move in MOVES.values())
)
"""Delivered, cancelled, sent again under another number, kept at the counter."""

OPEN = frozenset(ShipmentState) - FINAL
"""A dossier has one parcel per direction in these."""

UNDERWAY = OPEN - {ShipmentState.RETURNED}
"""The post has the parcel or is to get it; nobody else hands the result over."""

TO_ASK_ABOUT = frozenset(_AT_POST)
"""The post is asked where the parcel is."""

TOLD: Mapping[Step, Happening] = {
    Step.CARRIED: Happening.CARRY,
    Step.DELIVERED: Happening.DELIVER,
    Step.FAILED: Happening.FAIL,
    Step.RETURNED: Happening.RETURN,
}
"""What a line of tracking means; that it was accepted we know from the order."""


def after(happening: Happening, state: ShipmentState) -> ShipmentState:
    """Return the state it leads to; ValueError where it may not happen."""
    move = MOVES[happening]
    if state not in move.sources:
        raise ValueError(f"{happening} is not possible in {state!r}.")
    return move.target


def told(state: ShipmentState, steps: Iterable[Step]) -> ShipmentState:
    """Return the state after all that the post has told, in order of its times.

    What does not fit is passed over: a parcel that was delivered is not carried.
    """
    now = ShipmentState.ACCEPTED
    if state is ShipmentState.CANCELLING:
        now = state
    for step in steps:
        move = MOVES[TOLD[step]] if step in TOLD else None
        if move is not None and now in move.sources:
            now = move.target
    return now
