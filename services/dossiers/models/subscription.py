"""How far each subscriber has read the events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """How far a subscriber has read the events; moved in its own transaction."""

    name = models.CharField(_("tên"), max_length=40, unique=True)
    position = models.BigIntegerField(_("đã đọc đến"), default=0)

    class Meta:
        verbose_name = _("nơi nhận sự kiện")
        verbose_name_plural = _("nơi nhận sự kiện")

    def __str__(self) -> str:
        return f"{self.name}: {self.position}"
