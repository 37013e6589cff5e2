"""Rows that keep what a dossier must not lose: earlier answers, numbers given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.dossiers.models.dossier import Dossier


class AnswerVersion(models.Model):
    """The answers as they were handed in: at submission, then at each supplement."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="answer_versions")
    number = models.PositiveSmallIntegerField(_("lần"))
    sealed_answers = models.BinaryField(editable=False)
    kept_at = models.DateTimeField(_("lưu lúc"))

    class Meta:
        verbose_name = _("bản khai")
        verbose_name_plural = _("bản khai")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "number"],
                name="answer_version_number_is_unique",
                violation_error_message=_("Bản khai này đã có."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"


class CodeCounter(models.Model):
    """The last number that an agency gave on a day; its row lock orders filings."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    day = models.DateField(_("ngày"))
    last = models.PositiveIntegerField(_("số cuối"))

    class Meta:
        verbose_name = _("bộ đếm mã hồ sơ")
        verbose_name_plural = _("bộ đếm mã hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"],
                name="one_counter_a_day",
                violation_error_message=_("Bộ đếm của ngày này đã có."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}: {self.last}"
