"""Whether the events of a dossier are still what was written.

The trigger keeps the portal itself from changing an event; this finds what somebody
with the database in their hands did. The row of the dossier holds the number and the
hash of its last event, so that a cut-off end is found too.
"""

from django.db.models import Prefetch

from services.dossiers import chain
from services.dossiers.models import Dossier, DossierQuerySet, Event
from services.dossiers.states import State

BEGINNING = (State.DRAFT, chain.GENESIS)


def with_events(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Fetch what verifying needs, the events of many dossiers at once."""
    events = Event.objects.select_related("by")
    names = ("code", "public_id", "state", "events_count", "last_hash")
    return dossiers.only(*names).prefetch_related(Prefetch("events", events))


def first_broken(dossier: Dossier) -> int | None:
    """Return the number of the first event that is missing or not as it was written.

    None if all hold and the dossier is in the state that they lead to. Reads events
    and actors unless `with_events` fetched them.
    """
    events = sorted(dossier.events.all(), key=lambda event: event.seq)
    broken = chain.first_broken(
        (event.record(), bytes(event.previous_hash), bytes(event.hash))
        for event in events
    )
    return _end_broken(dossier, events) if broken is None else broken


def _end_broken(dossier: Dossier, events: list[Event]) -> int | None:
    """Compare the end of the chain with what the dossier itself says of it."""
    there, written = len(events), dossier.events_count
    if there != written:
        return min(there, written) + 1
    last = (events[-1].to_state, bytes(events[-1].hash)) if events else BEGINNING
    return None if last == (dossier.state, bytes(dossier.last_hash)) else max(there, 1)
