"""Registers: what indicators need and no dossier tells; typed in, with who and when.

An entry is never changed. A correction is a new one, and the old one keeps the moment
at which it was replaced, so that a figure of the past can be explained.
"""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from services.procedures.models import Procedure


class EntryQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """Leave out entries that were corrected or taken out."""
        return self.filter(replaced_at=None)


class Entry(models.Model):
    """A line of a register."""

    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    entered_at = models.DateTimeField(_("ghi lúc"))
    replaced_at = models.DateTimeField(_("thay lúc"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người sửa"),
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True


class Integration(Entry):
    """A procedure whose service is reached from the national portal, since a day."""

    procedure = models.ForeignKey(
        Procedure, models.PROTECT, related_name="+", verbose_name=_("thủ tục")
    )
    since = models.DateField(_("tích hợp từ ngày"))
    until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("dịch vụ tích hợp")
        verbose_name_plural = _("dịch vụ tích hợp")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(replaced_at=None),
                name="one_integration_of_a_procedure",
                violation_error_message=_(
                    "Thủ tục này đã có trong sổ; hãy sửa dòng đã có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="integration_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc phải từ ngày bắt đầu trở đi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.since}"


class OfficeSystem(Entry):
    """An information system of an office, and since when it shares its data."""

    class Platform(models.TextChoices):
        LGSP = "lgsp", _("LGSP của Thành phố")
        NGSP = "ngsp", _("NGSP (NDXP) quốc gia")
        DIRECT = "direct", _("Kết nối trực tiếp")

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    name = models.CharField(_("tên hệ thống"), max_length=200)
    in_use_since = models.DateField(_("sử dụng từ ngày"))
    connected_since = models.DateField(_("kết nối từ ngày"), null=True, blank=True)
    platform = models.CharField(
        _("kết nối qua"), max_length=6, choices=Platform, blank=True
    )
    retired_on = models.DateField(_("ngừng sử dụng từ ngày"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("hệ thống thông tin")
        verbose_name_plural = _("hệ thống thông tin")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                condition=Q(replaced_at=None),
                name="one_entry_of_a_system",
                violation_error_message=_(
                    "Hệ thống này đã có trong sổ của cơ quan; hãy sửa dòng đã có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(connected_since=None, platform="")
                | Q(connected_since__isnull=False) & ~Q(platform=""),
                name="connected_system_names_its_platform",
                violation_error_message=_(
                    "Hệ thống đã kết nối phải ghi đủ ngày kết nối và nền tảng."
                ),
            ),
            models.CheckConstraint(
                condition=(
                    Q(connected_since=None) | Q(connected_since__gte=F("in_use_since"))
                )
                & (Q(retired_on=None) | Q(retired_on__gt=F("in_use_since"))),
                name="system_is_used_before_it_connects",
                violation_error_message=_(
                    "Ngày kết nối và ngày ngừng phải sau ngày bắt đầu sử dụng."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name}"


class Population(Entry):
    """How many people and enterprises there are: what identified accounts are of."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("địa bàn")
    )
    as_of = models.DateField(_("tính đến ngày"))
    residents = models.PositiveBigIntegerField(
        _("số dân"), validators=[MinValueValidator(1)]
    )
    enterprises = models.PositiveBigIntegerField(_("số doanh nghiệp"), default=0)
    source = models.CharField(_("nguồn"), max_length=200)

    class Meta:
        verbose_name = _("dân số, doanh nghiệp")
        verbose_name_plural = _("dân số, doanh nghiệp")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "as_of"],
                condition=Q(replaced_at=None),
                name="one_population_of_a_day",
                violation_error_message=_(
                    "Địa bàn đã có số liệu của ngày này; hãy sửa dòng đã có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(residents__gt=0) & ~Q(source=""),
                name="population_has_people_and_a_source",
                violation_error_message=_("Số dân phải lớn hơn 0 và có nguồn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.as_of}"


class MonthlyEntry(Entry):
    """A line about an agency's month, named by its first day."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    month = models.DateField(_("tháng"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m}"


class WorkFiles(MonthlyEntry):
    """An office's own work files of a month; `online` were handled wholly online."""

    class Origin(models.TextChoices):
        TYPED = "typed", _("Nhập tay")
        IMPORTED = "imported", _("Nhập từ bảng")

    online = models.PositiveBigIntegerField(_("xử lý hoàn toàn trên mạng"))
    total = models.PositiveBigIntegerField(_("tổng số hồ sơ công việc"))
    origin = models.CharField(
        _("cách nhập"), max_length=8, choices=Origin, default=Origin.TYPED
    )

    class Meta:
        verbose_name = _("hồ sơ công việc")
        verbose_name_plural = _("hồ sơ công việc")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month"],
                condition=Q(replaced_at=None),
                name="one_count_of_work_files",
                violation_error_message=_(
                    "Cơ quan đã có số liệu của tháng này; hãy sửa dòng đã có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(online__lte=F("total"), month__day=1),
                name="work_files_online_are_among_all",
                violation_error_message=_(
                    "Số xử lý trên mạng không được lớn hơn tổng số."
                ),
            ),
        ]


class Petitions(MonthlyEntry):
    """What people complained or proposed (PAKN) in a month, handled elsewhere.

    Complaints about officers and rules are handled in the national system; the office
    types in how many came, were answered in time, and satisfied those who asked.
    """

    received = models.PositiveIntegerField(_("tiếp nhận"))
    in_time = models.PositiveIntegerField(_("trả lời đúng hạn"))
    satisfied = models.PositiveIntegerField(_("người dân hài lòng với trả lời"))
    source = models.CharField(_("nguồn"), max_length=200)

    class Meta:
        verbose_name = _("phản ánh, kiến nghị")
        verbose_name_plural = _("phản ánh, kiến nghị")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month"],
                condition=Q(replaced_at=None),
                name="one_count_of_petitions",
                violation_error_message=_(
                    "Cơ quan đã có số liệu của tháng này; hãy sửa dòng đã có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    in_time__lte=F("received"),
                    satisfied__lte=F("received"),
                    month__day=1,
                ),
                name="petitions_answered_are_among_all",
                violation_error_message=_(
                    "Số đúng hạn và số hài lòng không được lớn hơn số tiếp nhận."
                ),
            ),
        ]


class Target(Entry):
    """The percent that an indicator has to reach from a year on, until another does."""

    class Indicator(models.TextChoices):
        INTEGRATED = "tich-hop", _("Dịch vụ phổ biến tích hợp Cổng quốc gia")
        IDENTIFIED = "dinh-danh", _("Người dân, doanh nghiệp có định danh")
        ONLINE = "truc-tuyen", _("Hồ sơ nộp trực tuyến")
        OFFERED = "du-dieu-kien", _("Thủ tục đủ điều kiện ở mức độ 3, 4")
        CONNECTED = "ket-noi", _("Hệ thống kết nối, chia sẻ dữ liệu")
        WORK_FILES = "ho-so-cong-viec", _("Hồ sơ công việc xử lý trên mạng")
        REUSED = "tai-su-dung", _("Giấy tờ được tái sử dụng")

    indicator = models.CharField(_("chỉ tiêu"), max_length=16, choices=Indicator)
    level = models.CharField(_("cấp"), max_length=10, choices=Agency.Level, blank=True)
    year = models.PositiveSmallIntegerField(
        _("từ năm"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    percent = models.DecimalField(
        _("tỷ lệ phải đạt (%)"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    source = models.CharField(_("văn bản giao chỉ tiêu"), max_length=200)

    class Meta:
        verbose_name = _("mục tiêu")
        verbose_name_plural = _("mục tiêu")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "level", "year"],
                condition=Q(replaced_at=None),
                name="one_target_of_a_year",
                violation_error_message=_(
                    "Chỉ tiêu của cấp và năm này đã có; hãy sửa dòng đã có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="target_is_a_percent",
                violation_error_message=_("Tỷ lệ phải từ 0 đến 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.level} {self.year}"
