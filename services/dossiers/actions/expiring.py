"""Drafts do not lie about for ever: what nobody goes on with is forgotten."""

from datetime import datetime, timedelta

from django.db import transaction

from services.dossiers.models import Dossier

DRAFT_LASTS = timedelta(days=30)
"""How long a draft is kept after it was saved last; the start page promises it."""


def discard_old_drafts(at: datetime, *, limit: int = 1000) -> int:
    """Delete drafts that were not saved for thirty days; return how many.

    One at a time, and never one that somebody is saving at this moment. Their files
    go by the sweep of unused documents.
    """
    old = Dossier.objects.drafts().filter(saved_at__lt=at - DRAFT_LASTS)
    oldest = old.order_by("saved_at", "pk").values_list("pk", flat=True)[:limit]
    return sum(_discard(key, at) for key in list(oldest))


@transaction.atomic
def _discard(key: int, at: datetime) -> bool:
    draft = (
        Dossier.objects.drafts()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=key, saved_at__lt=at - DRAFT_LASTS)
        .first()
    )
    if draft is None:
        return False
    draft.papers.all().delete()
    draft.delete()
    return True
