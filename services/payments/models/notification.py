"""What a provider told us, as it came, and what we answered; append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.payments.models.attempt import Attempt, Means


class Notification(models.Model):
    """Kept for forged and repeated messages too: disputes are settled with it.

    `content` carries the provider's parameters without anything of the person.
    """

    means = models.CharField(_("phương thức"), max_length=10, choices=Means)
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        related_name="notifications",
        null=True,
        blank=True,
        verbose_name=_("lần thanh toán"),
    )
    content = models.JSONField(_("nội dung"))
    verdict = models.CharField(_("trả lời"), max_length=20)
    received_at = models.DateTimeField(_("nhận lúc"))
    address = models.GenericIPAddressField(_("từ địa chỉ"), null=True, blank=True)

    class Meta:
        verbose_name = _("thông báo của bên thu")
        verbose_name_plural = _("thông báo của bên thu")

    def __str__(self) -> str:
        return f"{self.means}: {self.verdict}"
