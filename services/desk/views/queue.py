"""The queue: what waits, what is due first, and what is late."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import counts, paging, queues
from services.desk.access import (
    OfficerRequest,
    dossier_of,
    officers_only,
    only_with,
    own_agencies,
)
from services.desk.queues import QUEUES, Queue

REMEMBERED = "desk_queue"
"""The session's note of the queue that the officer works through."""


@only_with(Permission.SEE_DOSSIERS, Permission.SEE_FIGURES, Permission.KEEP_REGISTERS)
@require_safe
def home(request: OfficerRequest) -> HttpResponse:
    """Show what the officer does first; who sees no dossiers begins with figures."""
    if not request.sees_dossiers:
        return redirect("desk:board" if request.sees_figures else "desk:registers")
    return _show(request, queues.first_queue(request.user))


@officers_only
@require_safe
def queue(request: OfficerRequest, key: str) -> HttpResponse:
    """Show a queue of the officer's agencies; an unknown name shows the first."""
    return _show(request, QUEUES.get(key, queues.first_queue(request.user)))


def _show(request: OfficerRequest, shown: Queue) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    if words:
        return _search(request, words)
    if request.session.get(REMEMBERED) != shown.key:
        request.session[REMEMBERED] = shown.key
    after = request.GET.get("sau", "")
    keeps = shown.keeps(timezone.localdate())
    page = paging.page_of(shown, request.user, keeps, after=after)
    context = {"queue": shown, "words": "", "page": page}
    return _answer(request, context | {"is_later": bool(after)})


def _search(request: OfficerRequest, words: str) -> HttpResponse:
    """Find by code, number or name in every state; a whole code opens its dossier."""
    after = request.GET.get("sau", "")
    page = paging.found(words, request.user, after=after)
    exact = [d for d in page.dossiers if d.code == words.upper()]
    if exact:
        return redirect("desk:dossier", exact[0].code)
    context = {"queue": queues.SEARCH, "words": words, "page": page}
    return _answer(request, context | {"is_later": bool(after)})


def _answer(request: OfficerRequest, context: dict[str, Any]) -> HttpResponse:
    today = timezone.localdate()
    around = {
        "today": today,
        "tabs": counts.tabs(request.user),
        "urgent": counts.urgent(request.user, today),
        "several_offices": len(own_agencies(request.user) or ()) != 1,
    }
    return render(request, "desk/queue.html", context | around)


def remembered(request: OfficerRequest) -> Queue:
    """Return the queue that the officer came from, or their first."""
    key = request.session.get(REMEMBERED, "")
    return QUEUES.get(key, queues.first_queue(request.user))


@officers_only
@require_safe
def following(request: OfficerRequest, code: str) -> HttpResponse:
    """Go on to what comes after the dossier in the queue that is worked through.

    A dossier that has just left the queue keeps its place in the order, so the next
    one is found all the same; at the end one is back at the queue.
    """
    done = dossier_of(request, code)
    queue = remembered(request)
    keeps = queue.keeps(timezone.localdate()) & ~Q(pk=done.pk)
    for after in _marks(done, queue):
        page = paging.page_of(queue, request.user, keeps, after=after)
        if page.dossiers:
            return redirect("desk:dossier", page.dossiers[0].code)
    return redirect("desk:queue", queue.key)


def _marks(done: Any, queue: Queue) -> list[str]:
    """Return where to look: behind the dossier, then from the beginning."""
    has_place = getattr(done, queue.order) is not None
    return [paging.mark_of(done, queue), ""] if has_place else [""]
