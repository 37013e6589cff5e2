"""A paper of a dossier: an uploaded document in its role."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from services.documents.models import Document, Verdict
from services.dossiers.models.dossier import Dossier


class PaperQuerySet(models.QuerySet["Paper"]):
    def current(self) -> "PaperQuerySet":
        """Leave out papers that a later one replaced or the citizen removed."""
        return self.filter(replaced_at=None)

    def readable(self) -> "PaperQuerySet":
        """Leave out files that were found infected and deleted; the rest counts."""
        return self.exclude(document__verdict=Verdict.INFECTED)

    def standing_at(self, at: datetime) -> "PaperQuerySet":
        """Keep the papers that had been handed in and not replaced at the time."""
        return self.filter(added_at__lte=at).filter(
            Q(replaced_at=None) | Q(replaced_at__gt=at)
        )


class Paper(models.Model):
    """`requirement` is the key of the required document, or of the result."""

    class Role(models.TextChoices):
        REQUIRED = "required", _("Giấy tờ theo yêu cầu")
        EXTRA = "extra", _("Giấy tờ khác")
        RESULT = "result", _("Kết quả")
        OFFICIAL = "official", _("Văn bản của cơ quan")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="papers")
    role = models.CharField(_("vai trò"), max_length=8, choices=Role)
    requirement = models.CharField(_("yêu cầu"), max_length=63, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="papers", verbose_name=_("tệp")
    )
    added_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người thêm")
    )
    added_at = models.DateTimeField(_("thêm lúc"))
    replaced_at = models.DateTimeField(_("thay lúc"), null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy tờ")
        verbose_name_plural = _("giấy tờ")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "document"],
                name="document_once_in_a_dossier",
                violation_error_message=_("Tệp này đã có trong hồ sơ."),
            ),
            models.CheckConstraint(
                condition=~Q(role="required") | ~Q(requirement=""),
                name="required_paper_names_its_requirement",
                violation_error_message=_("Giấy tờ phải ứng với một yêu cầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.requirement or self.role}"
