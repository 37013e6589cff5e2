"""A form as it was handed in: what was sent does not change when figures do."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User


class ClosedForm(models.Model):
    """The frozen numbers of one form for an agency and a period.

    `content` is what was printed, `digest` the SHA-256 of its canonical JSON. A trigger
    refuses changes. Corrections after that show as differences, beside it.
    """

    class Kind(models.TextChoices):
        OFFICE = "06a", _("II.06a – chính đơn vị")
        TREE = "06", _("II.06 – đơn vị và trực thuộc")
        PROCEDURES = "07a", _("II.07a – thủ tục theo lĩnh vực")
        PROCEDURES_BELOW = "07b", _("II.07b – thủ tục theo cơ quan")

    kind = models.CharField(_("biểu"), max_length=3, choices=Kind)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    period = models.CharField(_("kỳ"), max_length=24)
    first = models.DateField(_("từ ngày"))
    last = models.DateField(_("đến ngày"))
    closed_at = models.DateTimeField(_("chốt lúc"))
    closed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người chốt")
    )
    content = models.JSONField(_("số liệu"))
    digest = models.CharField(_("mã băm"), max_length=64)

    class Meta:
        verbose_name = _("biểu đã chốt")
        verbose_name_plural = _("biểu đã chốt")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency", "first", "last"],
                name="form_is_closed_once",
                violation_error_message=_("Biểu của kỳ này đã được chốt."),
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="closed_form_has_a_period",
                violation_error_message=_("Ngày cuối kỳ phải sau ngày đầu kỳ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.agency_id}"
