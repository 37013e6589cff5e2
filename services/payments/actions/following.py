"""Invoices follow the dossiers: each event that changes what is owed is billed."""

from collections.abc import Sequence

from services.dossiers import feed
from services.dossiers.models import Event
from services.dossiers.states import Act, State
from services.payments.actions.billing import bill

SUBSCRIBER = "payments"

CHANGES_WHAT_IS_OWED = frozenset(
    {Act.SUBMIT, Act.TAKE_IN, Act.ASK_PAYMENT, Act.ADJUST_FEE, Act.REFUND}
)


def bill_what_happened() -> int:
    """Bill the dossiers of every event not yet read; return how many events."""
    return feed.drain(SUBSCRIBER, follow)


def follow(events: Sequence[Event]) -> None:
    """Bring invoices in step; runs in the feed's transaction.

    Invented dossiers of the demo owe nobody. Pages bill for themselves, so a worker
    that is late delays no payer.
    """
    touched = {
        event.dossier_id: event
        for event in events
        if not event.dossier.is_invented
        and (event.act in CHANGES_WHAT_IS_OWED or State(event.to_state).value in ENDED)
    }
    for _pk, event in sorted(touched.items()):
        bill(event.dossier, at=event.at)


ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.HANDED_OVER})
