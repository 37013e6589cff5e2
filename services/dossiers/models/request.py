"""What one side asks of the other: a supplement, a withdrawal."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from services.dossiers.models.dossier import Dossier


class Supplement(models.Model):
    """The one request for a supplement that a dossier may get (Mẫu 02, TT 01/2018).

    All gaps are named together and in writing; a second request is refused by the
    database, because returns one by one are what people complain of most.
    """

    dossier = models.OneToOneField(
        Dossier, models.PROTECT, related_name="supplement", verbose_name=_("hồ sơ")
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người yêu cầu")
    )
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    note = models.TextField(_("hướng dẫn chung"), blank=True)
    answer_due_at = models.DateTimeField(_("hạn bổ sung"))
    answered_at = models.DateTimeField(_("bổ sung lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("yêu cầu bổ sung")
        verbose_name_plural = _("yêu cầu bổ sung")

    def __str__(self) -> str:
        return f"{self.dossier_id}"


class Fault(models.Model):
    """One thing to mend, tied to a question, a section or a document."""

    class Target(models.TextChoices):
        QUESTION = "question", _("Thông tin khai")
        SECTION = "section", _("Phần khai")
        DOCUMENT = "document", _("Giấy tờ")

    supplement = models.ForeignKey(
        Supplement, models.PROTECT, related_name="faults", verbose_name=_("yêu cầu")
    )
    target = models.CharField(_("loại"), max_length=8, choices=Target)
    key = models.CharField(_("mục"), max_length=63)
    reason = models.TextField(_("lý do"))

    class Meta:
        verbose_name = _("mục cần bổ sung")
        verbose_name_plural = _("mục cần bổ sung")
        constraints = [
            models.UniqueConstraint(
                fields=["supplement", "target", "key"],
                name="fault_named_once",
                violation_error_message=_("Mục này đã có trong danh sách."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="fault_says_why",
                violation_error_message=_("Mỗi mục phải nói rõ lý do."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}:{self.key}"


class Withdrawal(models.Model):
    """The applicant's wish to take the dossier back; the office confirms it."""

    dossier = models.OneToOneField(
        Dossier, models.PROTECT, related_name="withdrawal", verbose_name=_("hồ sơ")
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("người yêu cầu")
    )
    asked_at = models.DateTimeField(_("yêu cầu lúc"))
    reason = models.TextField(_("lý do"))
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("yêu cầu rút hồ sơ")
        verbose_name_plural = _("yêu cầu rút hồ sơ")

    def __str__(self) -> str:
        return f"{self.dossier_id}"
