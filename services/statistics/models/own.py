"""Reports that officials put together themselves, and their sending by e-mail."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User


class SavedReport(models.Model):
    """A report by name; `definition` is what `own_reports.OwnReport` reads.

    Shared, it is found by whoever may see the figures of its agency; what it shows is
    always what the reader may see.
    """

    owner = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người lập")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan")
    )
    name = models.CharField(_("tên báo cáo"), max_length=120)
    definition = models.JSONField(_("nội dung"), default=dict)
    is_shared = models.BooleanField(_("chia sẻ trong cơ quan"), default=False)
    changed_at = models.DateTimeField(_("sửa lúc"))

    class Meta:
        verbose_name = _("báo cáo tự lập")
        verbose_name_plural = _("báo cáo tự lập")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="one_report_of_a_name",
                violation_error_message=_(
                    "Ông/Bà đã có báo cáo mang tên này; hãy chọn tên khác."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """To whom a saved report goes by e-mail, and how often."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("Thứ Hai hằng tuần")
        MONTHLY = "monthly", _("Ngày 1 hằng tháng")
        QUARTERLY = "quarterly", _("Ngày đầu mỗi quý")

    report = models.ForeignKey(
        SavedReport, models.CASCADE, related_name="schedules", verbose_name=_("báo cáo")
    )
    recipient = models.ForeignKey(
        User, models.CASCADE, related_name="+", verbose_name=_("người nhận")
    )
    rhythm = models.CharField(_("gửi khi nào"), max_length=9, choices=Rhythm)
    since = models.DateField(_("từ ngày"))

    class Meta:
        verbose_name = _("lịch gửi báo cáo")
        verbose_name_plural = _("lịch gửi báo cáo")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "recipient"],
                name="one_schedule_of_a_recipient",
                violation_error_message=_("Người này đã có trong lịch gửi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.recipient_id} {self.rhythm}"


class Dispatch(models.Model):
    """A report that was due to somebody on a day, and what became of it."""

    schedule = models.ForeignKey(
        Schedule, models.CASCADE, related_name="dispatches", verbose_name=_("lịch gửi")
    )
    day = models.DateField(_("ngày đến hạn"))
    begun_at = models.DateTimeField(_("bắt đầu gửi lúc"))
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    failure = models.CharField(_("lý do chưa gửi"), max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(_("số lần thử"), default=1)

    class Meta:
        verbose_name = _("lần gửi báo cáo")
        verbose_name_plural = _("lần gửi báo cáo")
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "day"],
                name="one_dispatch_of_a_day",
                violation_error_message=_("Báo cáo của ngày này đã được gửi."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failure=""),
                name="dispatch_is_sent_or_failed",
                violation_error_message=_("Báo cáo đã gửi thì không có lỗi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.day}"
