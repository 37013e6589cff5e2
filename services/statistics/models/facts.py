"""Facts: what the figures know of a dossier; they survive the dossiers they tell of."""

from collections.abc import Mapping
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.dossiers.states import ACCEPTED_ALWAYS
from services.procedures.definition import Channel
from services.procedures.models import Procedure

IMPLAUSIBLE: Mapping[str, Q] = {
    "level_2_online": Q(channel=Channel.ONLINE.value, level__lt=3),
    "no_acceptance": Q(accepted_date=None, state__in=sorted(map(int, ACCEPTED_ALWAYS))),
    "ended_before_accepted": Q(resolved_date__lt=F("accepted_date")),
    "accepted_before_filed": Q(accepted_date__lt=F("submitted_date")),
}
"""What a fact tells by itself that cannot be right; the rest of what distorts figures
depends on the day, on agencies and on what they offer (`quality`)."""
LATEST = Greatest("submitted_date", "accepted_date", "resolved_date")
"""The last of a fact's days; the database leaves out those that are empty."""


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
    is_implausible = models.GeneratedField(
        expression=Case(
            When(reduce(or_, IMPLAUSIBLE.values()), then=Value(value=True)),
            default=Value(value=False),
        ),
        output_field=models.BooleanField(_("bất thường")),
        db_persist=True,
    )
    """Kept so that the planner knows how few there are, and reads only those."""

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
            models.Index(
                F("agency"), name="fact_implausible", condition=Q(is_implausible=True)
            ),
            models.Index(LATEST, name="fact_latest_day"),
            models.Index(
                F("agency"),
                F("procedure"),
                F("accepted_date"),
                name="fact_of_offering",
                condition=Q(accepted_date__isnull=False),
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


class Misplaced(models.Model):
    """A view: facts accepted where, by today's registers, they could not have been.

    Found through the few days on which an agency was not there, or did not offer a
    procedure: its cost depends on agencies and offerings, not on facts.
    """

    class Kind(models.TextChoices):
        AGENCY_NOT_THERE = "agency_not_there", _("cơ quan không hoạt động")
        NOT_OFFERED = "not_offered", _("không cung cấp")

    fact = models.OneToOneField(
        Fact, models.DO_NOTHING, primary_key=True, related_name="+"
    )
    path = models.CharField(_("đường dẫn của cơ quan"), max_length=255)
    kind = models.CharField(_("loại"), max_length=16, choices=Kind)

    class Meta:
        managed = False
        db_table = "statistics_misplaced"
        verbose_name = _("dữ kiện lạc chỗ")
        verbose_name_plural = _("dữ kiện lạc chỗ")

    def __str__(self) -> str:
        return f"{self.fact_id} {self.kind}"
