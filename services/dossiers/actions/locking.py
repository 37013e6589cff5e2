"""What every verb does first and last: lock the dossier, announce its event."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from services.dossiers.errors import Stale
from services.dossiers.models import Dossier, Event
from services.dossiers.signals import event_recorded


def locked(dossier: Dossier, *, version: int | None = None) -> Dossier:
    """Return the dossier afresh, its row locked until the transaction ends.

    Only its own row, and without blocking foreign keys to it: two desks must never
    both act on one dossier, yet its events and papers may be written meanwhile.
    Raises Stale when a version is given and somebody else acted since.
    """
    rows = Dossier.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.get(pk=dossier.pk)
    _keep_what_never_changes(dossier, fresh)
    if version is not None and fresh.version != version:
        raise Stale(
            _(
                "Có người vừa xử lý hồ sơ này trước Ông/Bà. "
                "Hãy xem lại hồ sơ rồi thực hiện lại nếu còn cần."
            )
        )
    return fresh


def _keep_what_never_changes(known: Dossier, fresh: Dossier) -> None:
    """Hand on what was read already: a dossier keeps its revision and its agency."""
    for relation in (Dossier.revision, Dossier.agency):
        if relation.is_cached(known):
            setattr(fresh, relation.field.name, getattr(known, relation.field.name))


def announce(event: Event) -> None:
    """Tell the subscribers after commit; a lost signal is swept up by the feed."""
    transaction.on_commit(
        partial(event_recorded.send_robust, sender=Event, event_id=event.pk)
    )
