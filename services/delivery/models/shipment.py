"""A parcel that the post carries for a dossier, and what the post told of it."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from accounts.sealing import seal_json, unseal_json
from services.delivery import states
from services.delivery.states import Happening, ShipmentState
from services.dossiers.models import Dossier
from services.gateways.post import Direction, Order, Party, Step

DIRECTIONS = [
    (Direction.COLLECT.value, _("Nhận giấy tờ tại nhà người dân")),
    (Direction.RETURN.value, _("Chuyển kết quả đến người dân")),
]


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def at_agencies(self, agencies: models.QuerySet[Agency]) -> Self:
        """Keep the parcels of dossiers that the agencies handle."""
        return self.filter(dossier__agency__in=agencies)

    def to_send(self) -> Self:
        """Keep what the post has still to be told: orders and cancellations."""
        return self.filter(state__in=[ShipmentState.ORDERED, ShipmentState.CANCELLING])

    def to_ask_about(self) -> Self:
        """Keep the parcels that the post has, by its own word."""
        return self.filter(state__in=states.TO_ASK_ABOUT).exclude(item_code="")

    def underway(self) -> Self:
        return self.filter(state__in=states.UNDERWAY)

    def back_at_desk(self) -> Self:
        """Keep what came back and waits for somebody to decide."""
        return self.filter(state=ShipmentState.RETURNED)

    def with_money_open(self) -> Self:
        """Keep delivered parcels whose postman took another sum than was ordered."""
        return self.filter(state=ShipmentState.DELIVERED).exclude(cod_taken=F("cod"))


class Shipment(models.Model):
    """The row is the outbox: it is ordered by us first, then the post hears of it.

    `number` is ours (the dossier's code, with a suffix from the second parcel on),
    `item_code` theirs. `price` and `cod` are whole VND: what the post charges the
    citizen for itself, and the fee that it collects for the office.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="shipments")
    direction = models.CharField(_("chiều"), max_length=7, choices=DIRECTIONS)
    number = models.CharField(_("số đơn"), max_length=64, unique=True)
    item_code = models.CharField(_("số hiệu bưu gửi"), max_length=40, blank=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=ShipmentState,
        default=ShipmentState.ORDERED,
        db_default=ShipmentState.ORDERED,
    )
    sealed_parties = models.BinaryField(editable=False)
    price = models.BigIntegerField(_("cước (đồng)"))
    cod = models.BigIntegerField(_("thu hộ (đồng)"), default=0)
    cod_taken = models.BigIntegerField(_("đã thu hộ (đồng)"), null=True, blank=True)
    reply_code = models.CharField(_("mã trả lời"), max_length=10, blank=True)
    ordered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người lập")
    )
    ordered_at = models.DateTimeField(_("lập lúc"))
    changed_at = models.DateTimeField(_("đổi trạng thái lúc"))
    asked_at = models.DateTimeField(_("hỏi bưu điện lúc"), null=True, blank=True)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("bưu gửi")
        verbose_name_plural = _("bưu gửi")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "direction"],
                condition=Q(state__in=sorted(states.OPEN)),
                name="one_open_shipment_a_way",
                violation_error_message=_("Hồ sơ đang có một bưu gửi."),
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, cod__gte=0)
                & (Q(direction=Direction.RETURN.value) | Q(cod=0)),
                name="shipment_collects_only_at_the_door",
                violation_error_message=_("Chỉ thu hộ khi chuyển kết quả."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ShipmentState.DELIVERED,
                    cod_taken__isnull=False,
                    cod_taken__gte=0,
                )
                | ~Q(state=ShipmentState.DELIVERED) & Q(cod_taken=None),
                name="shipment_takes_money_iff_delivered",
                violation_error_message=_("Chỉ bưu gửi đã phát mới có tiền thu hộ."),
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        ShipmentState.ACCEPTED,
                        ShipmentState.IN_TRANSIT,
                        ShipmentState.FAILED,
                        ShipmentState.DELIVERED,
                    ]
                )
                | ~Q(item_code=""),
                name="shipment_at_post_has_its_number",
                violation_error_message=_("Bưu gửi phải có số hiệu của bưu điện."),
            ),
        ]
        indexes = [
            models.Index(F("dossier"), F("id").desc(), name="shipment_of_dossier"),
            models.Index(
                F("id"),
                condition=Q(
                    state__in=[ShipmentState.ORDERED, ShipmentState.CANCELLING]
                ),
                name="shipment_to_send",
            ),
            models.Index(
                F("asked_at"),
                F("id"),
                condition=Q(state__in=sorted(states.TO_ASK_ABOUT)),
                name="shipment_to_ask_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.state})"

    def allows(self, happening: Happening) -> bool:
        """Say whether it may happen in its state."""
        return ShipmentState(self.state) in states.MOVES[happening].sources

    def move(self, happening: Happening, *, at: datetime) -> None:
        """Write the state that it leads to; ValueError where MOVES forbids it.

        With `follow` the one door to the state. The row must be locked.
        """
        self._become(states.after(happening, ShipmentState(self.state)), at)

    def follow(self, steps: Iterable[Step], *, at: datetime) -> None:
        """Write the state after everything that the post told, in its order."""
        self._become(states.told(ShipmentState(self.state), steps), at)

    def _become(self, state: ShipmentState, at: datetime) -> None:
        if state != self.state:
            self.state = state
            self.changed_at = at
        self.save()

    @property
    def parties(self) -> tuple[Party, Party]:
        """Sender and receiver in clear."""
        kept = unseal_json(bytes(self.sealed_parties), context=self._context)
        return Party(**kept[0]), Party(**kept[1])

    def write_parties(self, sender: Party, receiver: Party) -> None:
        """Seal both on the row; the caller saves it."""
        both = [asdict(sender), asdict(receiver)]
        self.sealed_parties = seal_json(both, context=self._context)

    @property
    def _context(self) -> str:
        return f"delivery_shipment|{self.public_id}|parties"

    @property
    def order(self) -> Order:
        """What the post is told."""
        sender, receiver = self.parties
        return Order(
            number=self.number,
            direction=Direction(self.direction),
            sender=sender,
            receiver=receiver,
            cod=self.cod,
        )


STEPS = [
    (Step.ACCEPTED.value, _("Bưu điện đã nhận đơn")),
    (Step.CARRIED.value, _("Đang vận chuyển")),
    (Step.DELIVERED.value, _("Đã phát")),
    (Step.FAILED.value, _("Phát không thành công")),
    (Step.RETURNED.value, _("Đã chuyển hoàn")),
]


class Tracking(models.Model):
    """One line that the post told, once; append-only (`tracking_is_append_only`).

    `happened_at` is the post's time, `seen_at` ours. `step` is empty for a word of
    the post that we do not know.
    """

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="trackings")
    code = models.CharField(_("mã của bưu điện"), max_length=10)
    step = models.CharField(_("chặng"), max_length=9, choices=STEPS, blank=True)
    place = models.CharField(_("nơi"), max_length=120, blank=True)
    happened_at = models.DateTimeField(_("xảy ra lúc"))
    seen_at = models.DateTimeField(_("biết lúc"))

    class Meta:
        verbose_name = _("chặng bưu gửi")
        verbose_name_plural = _("chặng bưu gửi")
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "code", "happened_at"],
                name="tracking_is_kept_once",
                violation_error_message=_("Chặng này đã được ghi."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id}: {self.code}"
