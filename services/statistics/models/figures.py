"""Sums kept from facts: by day and by month, rolled up along the tree of agencies.

A dossier counts in the rows of its office and of every agency above it, and there three
times: under all (`sector` and `procedure` empty), under its field of administration
(`procedure` empty), and under its procedure. So the figure of a ward and that of the
whole city are read from equally few rows, however many dossiers there are.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.procedures.models import Procedure, Sector

DERIVED: Mapping[str, Any] = {
    "related_name": "+",
    "db_index": False,
    "db_constraint": False,
}
"""Links of sums: copied from facts, where the database checks them; a rebuild would
check them again three times a row."""


class Figures(models.Model):
    """Sums of an agency with all below it; equal to a rebuild at any time.

    `accepted`, `fee_bearing`, `paid_online` and `digitised` count by day of acceptance;
    `early`, `on_time`, `late`, `ended`, `with_file`, `days`, `contact_points`, `timed`
    and `step_points` by day of resolution.
    `late_change` and `paused_change` say by how many the dossiers overdue, or waiting
    for their citizen, become more or fewer on the day.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    sector = models.ForeignKey(Sector, models.PROTECT, **DERIVED, null=True)
    procedure = models.ForeignKey(Procedure, models.PROTECT, **DERIVED, null=True)
    level = models.PositiveSmallIntegerField(_("mức độ"))
    mode = models.CharField(_("hình thức"), max_length=12)
    channel = models.CharField(_("kênh"), max_length=8)
    is_assisted = models.BooleanField(_("có hỗ trợ"))
    tier = models.CharField(_("cấp giải quyết"), max_length=10, choices=Agency.Level)
    accepted = models.BigIntegerField(_("tiếp nhận"), default=0)
    fee_bearing = models.BigIntegerField(_("có phí, lệ phí"), default=0)
    paid_online = models.BigIntegerField(_("nộp tiền trực tuyến"), default=0)
    digitised = models.BigIntegerField(_("đã số hóa"), default=0)
    early = models.BigIntegerField(_("trước hạn"), default=0)
    on_time = models.BigIntegerField(_("đúng hạn"), default=0)
    late = models.BigIntegerField(_("quá hạn"), default=0)
    ended = models.BigIntegerField(_("kết thúc không có kết quả"), default=0)
    with_file = models.BigIntegerField(_("có kết quả điện tử"), default=0)
    days = models.BigIntegerField(_("tổng số ngày giải quyết"), default=0)
    contact_points = models.BigIntegerField(_("điểm số lần liên hệ"), default=0)
    timed = models.BigIntegerField(_("có thời gian từng bước"), default=0)
    step_points = models.BigIntegerField(_("điểm thời gian từng bước"), default=0)
    late_change = models.BigIntegerField(_("tăng giảm quá hạn"), default=0)
    paused_change = models.BigIntegerField(_("tăng giảm chờ người dân"), default=0)

    class Meta:
        abstract = True


NOT_NEGATIVE = Q(
    accepted__gte=0,
    fee_bearing__gte=0,
    digitised__gte=0,
    early__gte=0,
    on_time__gte=0,
    late__gte=0,
    ended__gte=0,
    with_file__gte=0,
)
"""What only grows; the database looks at what is to be added, so the rest is not here:
who paid online and then at the counter has not paid online, and stocks come and go."""


SHARE = ["channel", "accepted"]
FIELDS = ["sector", *SHARE]
"""Read of all agencies, and of all fields, from the index alone: many rows, few
columns."""


class DailyFigure(Figures):
    """The sums of one day."""

    day = models.DateField(_("ngày"))

    class Meta:
        verbose_name = _("số liệu ngày")
        verbose_name_plural = _("số liệu ngày")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "agency",
                    "day",
                    "sector",
                    "procedure",
                    "level",
                    "mode",
                    "channel",
                    "is_assisted",
                    "tier",
                ],
                name="one_daily_figure",
                nulls_distinct=False,
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=NOT_NEGATIVE,
                name="daily_figure_is_not_negative",
                violation_error_message=_("Số hồ sơ không được âm."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "day"],
                include=SHARE,
                name="daily_figure_of_all",
                condition=Q(sector=None, procedure=None),
            ),
            models.Index(
                fields=["agency", "day"],
                include=FIELDS,
                name="daily_figure_of_sectors",
                condition=Q(sector__isnull=False, procedure=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.agency_id}"


class MonthlyFigure(Figures):
    """The sums of one month, named by its first day."""

    month = models.DateField(_("tháng"))

    class Meta:
        verbose_name = _("số liệu tháng")
        verbose_name_plural = _("số liệu tháng")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "agency",
                    "month",
                    "sector",
                    "procedure",
                    "level",
                    "mode",
                    "channel",
                    "is_assisted",
                    "tier",
                ],
                name="one_monthly_figure",
                nulls_distinct=False,
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
            models.CheckConstraint(
                condition=NOT_NEGATIVE & Q(month__day=1),
                name="monthly_figure_is_not_negative",
                violation_error_message=_("Số hồ sơ không được âm."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "month"],
                include=SHARE,
                name="monthly_figure_of_all",
                condition=Q(sector=None, procedure=None),
            ),
            models.Index(
                fields=["agency", "month"],
                include=FIELDS,
                name="monthly_figure_of_sectors",
                condition=Q(sector__isnull=False, procedure=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id}"


class Duration(models.Model):
    """How many dossiers of a month of resolution took how long (`bucket` of days)."""

    month = models.DateField(_("tháng"))
    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    procedure = models.ForeignKey(Procedure, models.PROTECT, **DERIVED, null=True)
    bucket = models.PositiveSmallIntegerField(_("khoảng ngày"))
    dossiers = models.BigIntegerField(_("số hồ sơ"), default=0)

    class Meta:
        verbose_name = _("thời gian giải quyết")
        verbose_name_plural = _("thời gian giải quyết")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month", "procedure", "bucket"],
                name="one_duration",
                nulls_distinct=False,
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id} {self.bucket}"


class Usage(models.Model):
    """How many dossiers of the procedure were accepted in the month.

    `MonthlyFigure` knows it too, but in ten times as many rows: which procedures are
    used at all is asked of whole cities (form II.07).
    """

    month = models.DateField(_("tháng"))
    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    procedure = models.ForeignKey(Procedure, models.PROTECT, **DERIVED)
    dossiers = models.BigIntegerField(_("số hồ sơ"), default=0)

    class Meta:
        verbose_name = _("thủ tục phát sinh hồ sơ")
        verbose_name_plural = _("thủ tục phát sinh hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month", "procedure"],
                name="one_usage",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id} {self.procedure_id}"


class Opinion(models.Model):
    """What people thought in a month: how many forms, points of each criterion."""

    month = models.DateField(_("tháng"))
    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    forms = models.BigIntegerField(_("số phiếu"), default=0)
    satisfied = models.BigIntegerField(_("hài lòng"), default=0)
    organisation = models.BigIntegerField(_("điểm tổ chức"), default=0)
    publicity = models.BigIntegerField(_("điểm công khai"), default=0)
    attitude = models.BigIntegerField(_("điểm thái độ"), default=0)

    class Meta:
        verbose_name = _("mức độ hài lòng")
        verbose_name_plural = _("mức độ hài lòng")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month"],
                name="one_opinion",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id}"


class Identification(models.Model):
    """On which day a person was first identified; `person` is an id, not a link."""

    person = models.BigIntegerField(_("người"), primary_key=True)
    day = models.DateField(_("ngày xác minh"))

    class Meta:
        verbose_name = _("lần định danh")
        verbose_name_plural = _("lần định danh")

    def __str__(self) -> str:
        return f"{self.person} {self.day}"


class Identified(models.Model):
    """How many people and firms were first identified in a month."""

    month = models.DateField(_("tháng"), unique=True)
    people = models.BigIntegerField(_("số người"), default=0)

    class Meta:
        verbose_name = _("số người được định danh")
        verbose_name_plural = _("số người được định danh")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.people}"


class Funnel(models.Model):
    """How far the filings came that were begun online in a month, until now.

    Under a procedure, and under all of them (`procedure` empty). Each column counts
    whoever came at least so far (`services.dossiers.models.Stage`).
    """

    month = models.DateField(_("tháng"))
    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    procedure = models.ForeignKey(Procedure, models.PROTECT, **DERIVED, null=True)
    begun = models.BigIntegerField(_("bắt đầu"), default=0)
    answering = models.BigIntegerField(_("điền trang đầu"), default=0)
    answered = models.BigIntegerField(_("qua hết tờ khai"), default=0)
    complete = models.BigIntegerField(_("đủ tờ khai và giấy tờ"), default=0)
    filed = models.BigIntegerField(_("nộp"), default=0)
    accepted = models.BigIntegerField(_("được tiếp nhận"), default=0)
    resolved = models.BigIntegerField(_("đã giải quyết"), default=0)

    class Meta:
        verbose_name = _("phễu nộp hồ sơ")
        verbose_name_plural = _("phễu nộp hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month", "procedure"],
                name="one_funnel",
                nulls_distinct=False,
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "month"],
                include=["procedure", "begun", "filed"],
                name="funnel_of_procedures",
                condition=Q(procedure__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id} {self.procedure_id}"


class Rhythm(models.Model):
    """How many of a month's accepted dossiers were filed at which hour of the week."""

    month = models.DateField(_("tháng"))
    agency = models.ForeignKey(Agency, models.PROTECT, **DERIVED)
    weekday = models.PositiveSmallIntegerField(_("thứ"))
    hour = models.PositiveSmallIntegerField(_("giờ"))
    channel = models.CharField(_("kênh"), max_length=8)
    dossiers = models.BigIntegerField(_("số hồ sơ"), default=0)

    class Meta:
        verbose_name = _("nhịp nộp hồ sơ")
        verbose_name_plural = _("nhịp nộp hồ sơ")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month", "weekday", "hour", "channel"],
                name="one_rhythm",
                violation_error_message=_("Số liệu của ô này đã có."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.agency_id} {self.weekday}/{self.hour}"
