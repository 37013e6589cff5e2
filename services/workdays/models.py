"""What an administrator adds to the calendar: holidays of their own, office hours."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.workdays.hours import Hours


class Holiday(models.Model):
    """A day that differs from what the public calendar says (overrides it)."""

    class Kind(models.TextChoices):
        OFF = "off", _("Nghỉ")
        MAKE_UP = "make_up", _("Làm bù")
        USUAL = "usual", _("Làm việc như thường")

    date = models.DateField(_("ngày"), unique=True)
    kind = models.CharField(_("loại"), max_length=8, choices=Kind)
    name = models.CharField(_("tên"), max_length=120)

    class Meta:
        verbose_name = _("ngày nghỉ, ngày làm bù")
        verbose_name_plural = _("ngày nghỉ, ngày làm bù")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Timetable(models.Model):
    """Office hours under a key that agencies name; `default` needs no row."""

    key = models.SlugField(_("mã"), max_length=40, unique=True)
    hours = models.JSONField(_("giờ làm việc"))

    class Meta:
        verbose_name = _("lịch làm việc")
        verbose_name_plural = _("lịch làm việc")

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Refuse hours that cannot be read."""
        try:
            Hours.model_validate(self.hours)
        except ValueError as problem:
            raise ValidationError({"hours": str(problem)}) from problem
