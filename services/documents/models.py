"""A file that somebody handed in: what it is, and whether it may be opened."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.core.files.storage import Storage, default_storage
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


def document_storage() -> Storage:
    """Return the storage of uploads: a folder, or S3 in production."""
    return default_storage


class Verdict(models.TextChoices):
    PENDING = "pending", _("Đang quét")
    CLEAN = "clean", _("Đã nhận")
    INFECTED = "infected", _("Có mã độc")
    ERROR = "error", _("Không quét được")


class DocumentQuerySet(models.QuerySet["Document"]):
    def to_scan(self) -> Self:
        """Keep what waits for the scanner."""
        return self.filter(verdict=Verdict.PENDING)

    def unused(self, before: datetime) -> Self:
        """Keep what came in before the time and nothing refers to (any more)."""
        unused = self.filter(created_at__lt=before)
        for relation in Document._meta.related_objects:
            name = relation.field.name
            users = relation.related_model._base_manager.filter(
                **{name: OuterRef("pk")}
            )
            unused = unused.exclude(Exists(users))
        return unused


class Document(models.Model):
    """The bytes lie in the storage under a random name; the given name is data.

    Only clean ones are ever handed out. `is_scanned` is false where no scanner is
    configured (demo, tests): such a file was parsed and re-encoded only.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="documents", verbose_name=_("người gửi")
    )
    original_name = models.CharField(_("tên tệp"), max_length=255)
    media_type = models.CharField(_("loại"), max_length=100)
    size = models.PositiveIntegerField(_("cỡ (byte)"))
    pages = models.PositiveIntegerField(_("số trang"), default=0)
    sha256 = models.CharField(_("mã băm"), max_length=64)
    stored_name = models.CharField(max_length=200, unique=True, editable=False)
    verdict = models.CharField(_("kết quả quét"), max_length=8, choices=Verdict)
    is_scanned = models.BooleanField(_("đã quét mã độc"), default=False)
    created_at = models.DateTimeField(_("nhận lúc"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="document_is_not_empty",
                violation_error_message=_("Tệp không được rỗng."),
            ),
            models.CheckConstraint(
                condition=~Q(original_name=""),
                name="document_has_a_name",
                violation_error_message=_("Tệp phải có tên."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                F("id"), condition=Q(verdict="pending"), name="document_to_scan"
            ),
            models.Index(F("owner"), F("created_at"), name="document_of_owner"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_clean(self) -> bool:
        return self.verdict == Verdict.CLEAN

    def read(self) -> bytes:
        """Return the bytes from the storage."""
        with document_storage().open(self.stored_name) as file:
            return bytes(file.read())
