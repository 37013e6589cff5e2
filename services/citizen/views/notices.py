"""Notices of the person, newest first; opening the page marks them as read."""

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from services.citizen.access import CitizenRequest
from services.notices.models import Notice
from services.notices.wording import message_of

PAGE = 20


@require_safe
def notices(request: CitizenRequest) -> HttpResponse:
    """List what the portal told the person, a page at a time by keyset."""
    mine = Notice.objects.shown_to(request.user)
    before = request.GET.get("truoc", "")
    if before.isdecimal():
        mine = mine.filter(pk__lt=int(before))
    rows = list(
        mine.select_related("event", "dossier__agency", "dossier__revision__procedure")
        .defer("dossier__revision__definition", "dossier__sealed_answers")
        .order_by("-pk")
        .fetch_mode(models.FETCH_RAISE)[: PAGE + 1]
    )
    shown = rows[:PAGE]
    context = {
        "notices": [(notice, message_of(notice)) for notice in shown],
        "before": shown[-1].pk if len(rows) > PAGE else None,
    }
    response = render(request, "citizen/notices.html", context)
    unread = [notice.pk for notice in shown if notice.read_at is None]
    Notice.objects.filter(pk__in=unread).update(read_at=timezone.now())
    return response
