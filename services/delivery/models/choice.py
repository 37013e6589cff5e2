"""How the result is to arrive: each wish is a row, the latest one counts."""

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sealing import seal_json, unseal_json
from services.delivery.states import Way
from services.dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the postman goes: an address as the e-forms keep it, and a phone."""

    address: dict[str, Any] = field(default_factory=dict)
    phone: str = ""


class Choice(models.Model):
    """Append-only (trigger `choice_is_append_only`).

    `chosen_by` is nobody where it stood in the e-form, an officer where a parcel came
    back and waits at the counter. The destination is sealed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="delivery_choices"
    )
    way = models.CharField(_("cách nhận kết quả"), max_length=10, choices=Way)
    sealed_destination = models.BinaryField(default=b"", editable=False)
    chosen_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người chọn"),
    )
    chosen_at = models.DateTimeField(_("chọn lúc"))

    class Meta:
        verbose_name = _("lựa chọn cách nhận kết quả")
        verbose_name_plural = _("lựa chọn cách nhận kết quả")
        constraints = [
            models.CheckConstraint(
                condition=Q(way=Way.POST) & ~Q(sealed_destination=b"")
                | ~Q(way=Way.POST) & Q(sealed_destination=b""),
                name="choice_has_destination_iff_post",
                violation_error_message=_("Nhận qua bưu chính phải có địa chỉ."),
            )
        ]
        indexes = [
            models.Index(F("dossier"), F("id").desc(), name="choice_of_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.way}"

    @property
    def destination(self) -> Destination:
        """The destination in clear; an empty one where nothing is posted."""
        if not self.sealed_destination:
            return Destination()
        kept = unseal_json(bytes(self.sealed_destination), context=self._context)
        return Destination(**kept)

    def write_destination(self, destination: Destination) -> None:
        """Seal the destination on the row; the caller saves it."""
        self.sealed_destination = seal_json(asdict(destination), context=self._context)

    @property
    def _context(self) -> str:
        return f"delivery_choice|{self.public_id}|destination"
