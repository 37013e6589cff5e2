"""How far a filing came: kept when its draft is gone, and naming nobody."""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.procedures.models import Procedure


class Stage(models.IntegerChoices):
    """The steps of filing online, in their order; whoever is at one passed the others.

    The last three are acts on the dossier and follow its events.
    """

    BEGUN = 1, _("Bắt đầu: chọn trường hợp, cơ quan")
    ANSWERING = 2, _("Điền xong trang đầu của tờ khai")
    ANSWERED = 3, _("Qua hết tờ khai")
    COMPLETE = 4, _("Đủ tờ khai và giấy tờ, xem lại")
    FILED = 5, _("Nộp hồ sơ")
    ACCEPTED = 6, _("Được tiếp nhận")
    RESOLVED = 7, _("Đã giải quyết")


class FilingProgressQuerySet(models.QuerySet["FilingProgress"]):
    def reach(self, stage: Stage, dossiers: Collection[int]) -> int:
        """Move the filings on to the stage; those that are further stay there."""
        behind = self.filter(dossier__in=dossiers, stage__lt=stage)
        return behind.update(stage=stage)


class FilingProgress(models.Model):
    """One row per filing begun online; `dossier` is an id, not a link.

    `counted` belongs to the figures: the stage up to which they have counted it.
    """

    dossier = models.BigIntegerField(_("hồ sơ"), primary_key=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    begun_on = models.DateField(_("bắt đầu ngày"))
    stage = models.PositiveSmallIntegerField(
        _("bước"), choices=Stage, default=Stage.BEGUN
    )
    counted = models.PositiveSmallIntegerField(_("đã vào số liệu"), default=0)
    is_test = models.BooleanField(_("hồ sơ thử"), default=False)

    objects = FilingProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("tiến trình nộp hồ sơ")
        verbose_name_plural = _("tiến trình nộp hồ sơ")
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__gte=1, stage__lte=7, counted__lte=F("stage")),
                name="progress_is_counted_as_far_as_it_came",
                violation_error_message=_("Bước của hồ sơ không hợp lệ."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["dossier"],
                condition=Q(counted__lt=F("stage")),
                name="progress_uncounted",
            ),
            models.Index(fields=["agency", "begun_on"], name="progress_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.stage}"
