"""A notice: what one event, or news of a parcel, tells one person on one channel."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from services.dossiers.models import Dossier, Event


class Channel(models.TextChoices):
    PORTAL = "portal", _("Trên cổng")
    EMAIL = "email", _("Thư điện tử")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def shown_to(self, user: User) -> Self:
        """Keep the portal notices of the person."""
        return self.filter(recipient=user, channel=Channel.PORTAL)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unsent(self) -> Self:
        """Keep the mails that still have to go out."""
        return self.filter(channel=Channel.EMAIL, sent_at=None)


class Notice(models.Model):
    """Unique per event, recipient and channel: telling twice is impossible.

    News of a parcel are no event of the dossier: `news` says what happened and
    `reference` to which parcel. The wording is made when it is shown or sent; a mail to
    somebody without an account goes to the address kept sealed with the dossier.
    """

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="notices", null=True, blank=True
    )
    news = models.CharField(_("tin"), max_length=20, blank=True, default="")
    reference = models.CharField(_("số đơn"), max_length=64, blank=True, default="")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(
        User, models.PROTECT, related_name="notices", null=True, blank=True
    )
    channel = models.CharField(_("kênh"), max_length=6, choices=Channel)
    created_at = models.DateTimeField(_("lập lúc"))
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recipient", "channel"],
                condition=Q(news=""),
                nulls_distinct=False,
                name="told_once",
                violation_error_message=_("Thông báo này đã có."),
            ),
            models.UniqueConstraint(
                fields=["dossier", "recipient", "channel", "news", "reference"],
                condition=~Q(news=""),
                nulls_distinct=False,
                name="news_told_once",
                violation_error_message=_("Thông báo này đã có."),
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False, news="", reference="")
                | Q(event=None) & ~Q(news="") & ~Q(reference=""),
                name="notice_is_of_an_event_or_of_news",
                violation_error_message=_("Thông báo phải nói về một việc."),
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.EMAIL) | Q(recipient__isnull=False),
                name="portal_notice_has_a_reader",
                violation_error_message=_("Thông báo trên cổng phải có người nhận."),
            ),
        ]
        indexes = [
            models.Index(
                F("recipient"),
                F("id").desc(),
                condition=Q(channel=Channel.PORTAL),
                name="notice_of_recipient",
            ),
            models.Index(
                F("id"),
                condition=Q(channel=Channel.EMAIL, sent_at=None),
                name="notice_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.news or self.event_id} → {self.recipient_id} ({self.channel})"
