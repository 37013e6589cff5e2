"""Facts and the daily sums kept from them; they survive the dossiers they tell of."""

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
    level = models.PositiveSmallIntegerField(_("mức độ"), null=True)
    mode = models.CharField(_("hình thức"), max_length=12, blank=True)
    fee = models.BigIntegerField(_("phí, lệ phí (đồng)"), default=0)
    accepted_date = models.DateField(_("ngày tiếp nhận"), null=True)
    due_date = models.DateField(_("ngày hẹn trả"), null=True)
    resolved_date = models.DateField(_("ngày giải quyết"), null=True)
    timing = models.CharField(_("đúng hạn"), max_length=8, blank=True)
    supplements = models.PositiveSmallIntegerField(_("số lần bổ sung"), default=0)
    bears_fee = models.BooleanField(_("có phí, lệ phí"), default=False)
    paid = models.BigIntegerField(_("đã thu (đồng)"), default=0)
    means = models.CharField(_("phương thức nộp"), max_length=60, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.dossier}/{self.seq}"


class DailyFigure(models.Model):
    """Sums of one day at one office, procedure, level and channel.

    `accepted` counts by day of acceptance, and so do those of them that bear a fee and
    that were paid online; early, on time and late by the day of resolution. Kept by
    applying events exactly once; equal to a rebuild at any time.
    """

    day = models.DateField(_("ngày"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("mức độ"))
    channel = models.CharField(_("kênh"), max_length=8)
    accepted = models.BigIntegerField(_("tiếp nhận"), default=0)
    early = models.BigIntegerField(_("trước hạn"), default=0)
    on_time = models.BigIntegerField(_("đúng hạn"), default=0)
    late = models.BigIntegerField(_("quá hạn"), default=0)
    fee_bearing = models.BigIntegerField(_("có phí, lệ phí"), default=0)
    paid_online = models.BigIntegerField(_("nộp tiền trực tuyến"), default=0)

    class Meta:
        verbose_name = _("số liệu ngày")
        verbose_name_plural = _("số liệu ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "agency", "procedure", "level", "channel"],
                name="one_daily_figure",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=Q(accepted__gte=0, early__gte=0, on_time__gte=0, late__gte=0),
                name="daily_figure_is_not_negative",
                violation_error_message=_("Số hồ sơ không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.agency_id}"


class DailyMoney(models.Model):
    """Money of one local day at one office by one means, in VND; equal to a rebuild."""

    day = models.DateField(_("ngày"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    means = models.CharField(_("phương thức"), max_length=10)
    came_in = models.BigIntegerField(_("thu (đồng)"), default=0)
    payments = models.BigIntegerField(_("số lần thu"), default=0)
    went_back = models.BigIntegerField(_("hoàn (đồng)"), default=0)

    class Meta:
        verbose_name = _("tiền theo ngày")
        verbose_name_plural = _("tiền theo ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "agency", "means"],
                name="one_daily_money",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=Q(came_in__gte=0, payments__gte=0, went_back__gte=0),
                name="daily_money_is_not_negative",
                violation_error_message=_("Số tiền không được âm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.agency_id} {self.means}"
