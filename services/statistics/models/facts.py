"""Facts: what the figures know of a dossier; they survive the dossiers they tell of."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.procedures.models import Procedure


class Fact(models.Model):
    """One row per dossier without personal data; `dossier` is an id, not a link."""

    dossier = models.BigIntegerField(_("hồ sơ"), unique=True)
    seq = models.PositiveIntegerField(_("sự kiện cuối"))
    state = models.PositiveSmallIntegerField(_("trạng thái"))
    channel = models.CharField(_("kênh"), max_length=8)
    is_assisted = models.BooleanField(_("có hỗ trợ"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    revision = models.BigIntegerField(_("bản thủ tục"))
    case = models.CharField(_("trường hợp"), max_length=63)
    root = models.BigIntegerField(_("hồ sơ gốc"), null=True)
    is_test = models.BooleanField(_("hồ sơ thử"))
    is_invented = models.BooleanField(_("mô phỏng"))
    submitted_date = models.DateField(_("ngày nộp"))
    submitted_hour = models.PositiveSmallIntegerField(_("giờ nộp"), default=0)
    level = models.PositiveSmallIntegerField(_("mức độ"), null=True)
    mode = models.CharField(_("hình thức"), max_length=12, blank=True)
    fee = models.BigIntegerField(_("phí, lệ phí (đồng)"), default=0)
    accepted_date = models.DateField(_("ngày tiếp nhận"), null=True)
    due_date = models.DateField(_("ngày hẹn trả"), null=True)
    resolved_date = models.DateField(_("ngày giải quyết"), null=True)
    timing = models.CharField(_("đúng hạn"), max_length=8, blank=True)
    days = models.IntegerField(_("số ngày giải quyết"), null=True)
    since = models.DateField(_("chạy hoặc dừng từ ngày"), null=True)
    supplements = models.PositiveSmallIntegerField(_("số lần bổ sung"), default=0)
    steps = models.PositiveSmallIntegerField(
        _("số bước đã qua"), default=0, db_default=0
    )
    late_steps = models.PositiveSmallIntegerField(
        _("số bước quá giờ"), default=0, db_default=0
    )
    bears_fee = models.BooleanField(_("có phí, lệ phí"), default=False)
    paid = models.BigIntegerField(_("đã thu (đồng)"), default=0)
    means = models.CharField(_("phương thức nộp"), max_length=60, blank=True)
    is_paid_online = models.BooleanField(_("nộp trực tuyến"), default=False)
    is_digitised = models.BooleanField(_("đã số hóa"), default=False)
    has_result_file = models.BooleanField(_("có kết quả điện tử"), default=False)

    class Meta:
        verbose_name = _("dữ kiện")
        verbose_name_plural = _("dữ kiện")
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_date=None, timing="")
                | Q(resolved_date__isnull=False) & ~Q(timing=""),
                name="fact_timed_iff_resolved",
                violation_error_message=_(
                    "Hồ sơ đã giải quyết phải rõ đúng hạn hay không."
                ),
            ),
            models.CheckConstraint(
                condition=Q(accepted_date=None, level=None)
                | Q(accepted_date__isnull=False, level__isnull=False),
                name="fact_level_iff_accepted",
                violation_error_message=_("Hồ sơ đã tiếp nhận phải có mức độ."),
            ),
        ]
        indexes = [
            models.Index(F("agency"), F("accepted_date"), name="fact_agency_accepted"),
            models.Index(F("agency"), F("resolved_date"), name="fact_agency_resolved"),
            models.Index(
                F("dossier"), name="fact_invented", condition=Q(is_invented=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}/{self.seq}"


class Spell(models.Model):
    """Days on which a dossier was overdue, or waited for its citizen.

    From `first` to the day before `until`; open while that is empty. `first` of an open
    overdue spell is the day after the promise and may lie ahead. They are dates of
    their own because what was overdue at the end of a past period must not depend on
    what became of it later.
    """

    class Kind(models.TextChoices):
        LATE = "late", _("Quá hạn")
        PAUSED = "paused", _("Chờ người dân")

    fact = models.ForeignKey(
        Fact, models.CASCADE, to_field="dossier", related_name="spells"
    )
    kind = models.CharField(_("loại"), max_length=6, choices=Kind)
    first = models.DateField(_("từ ngày"))
    until = models.DateField(_("đến trước ngày"), null=True)

    class Meta:
        verbose_name = _("khoảng thời gian")
        verbose_name_plural = _("khoảng thời gian")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("first")),
                name="spell_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.kind} {self.first}"
