"""What people think of how they were served: once per dossier, without a name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.procedures.models import Procedure


class Rating(models.Model):
    """A citizen's judgement of a dossier that has ended; never changed.

    Criteria (5), (6) and (7) of TT 01/2018/TT-VPCP, which only people can judge, and
    how satisfied they are in all: 2, 1 or 0 points each. `dossier` is an id, not a
    link, and only the day is kept, so that no page can show who judged.
    """

    class Satisfaction(models.IntegerChoices):
        VERY = 2, _("Rất hài lòng")
        SATISFIED = 1, _("Hài lòng")
        NOT = 0, _("Không hài lòng")

    class Points(models.IntegerChoices):
        GOOD = 2, _("Tốt")
        FAIR = 1, _("Bình thường")
        POOR = 0, _("Chưa tốt")

    dossier = models.BigIntegerField(_("hồ sơ"), unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    given_on = models.DateField(_("ngày đánh giá"))
    satisfaction = models.PositiveSmallIntegerField(
        _("mức độ hài lòng"), choices=Satisfaction
    )
    organisation = models.PositiveSmallIntegerField(
        _("tổ chức của Bộ phận Một cửa"), choices=Points
    )
    publicity = models.PositiveSmallIntegerField(
        _("công khai, minh bạch"), choices=Points
    )
    attitude = models.PositiveSmallIntegerField(_("thái độ của cán bộ"), choices=Points)
    comment = models.CharField(_("góp ý"), max_length=1000, blank=True)
    is_test = models.BooleanField(_("hồ sơ thử"), default=False)
    is_counted = models.BooleanField(_("đã vào số liệu"), default=False)

    class Meta:
        verbose_name = _("đánh giá")
        verbose_name_plural = _("đánh giá")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    satisfaction__lte=2,
                    organisation__lte=2,
                    publicity__lte=2,
                    attitude__lte=2,
                ),
                name="rating_is_of_two_points",
                violation_error_message=_("Mỗi tiêu chí được 0, 1 hoặc 2 điểm."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(is_counted=False), name="rating_uncounted"
            ),
            models.Index(
                fields=["agency", "-given_on"],
                condition=~Q(comment=""),
                name="rating_with_comment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.satisfaction}"
