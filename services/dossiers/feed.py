"""The feed of events: every subscriber reads each event exactly once, in order.

Ids of rows are given before their transaction commits, so "everything after the last
id" can miss an event that commits late. Therefore events get a gapless `position`
when they are first seen committed; per dossier the order of positions is the order of
`seq`, because a dossier's row lock orders its writers. A subscriber's effects and its
new position commit together: a crash in between repeats nothing and loses nothing.
"""

from collections.abc import Callable, Sequence

from django.db import connection, transaction

from services.dossiers.models import Event, Subscription

type Handler = Callable[[Sequence[Event]], None]

SEQUENCER = 0x0D055EE5
"""Key of the advisory lock: one sequencer at a time."""

GIVE_POSITIONS = """
    WITH fresh AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place
        FROM dossiers_event WHERE position IS NULL
    ), top AS (
        SELECT coalesce(max(position), 0) AS last FROM dossiers_event
    )
    UPDATE dossiers_event AS event SET position = top.last + fresh.place
    FROM fresh, top WHERE event.id = fresh.id
"""


@transaction.atomic
def sequence() -> None:
    """Give a position to every committed event that has none.

    The snapshot is taken after the lock is held, so two sequencers never see the
    same last position (READ COMMITTED).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER])
        cursor.execute(GIVE_POSITIONS)


def consume(name: str, handle: Handler, *, limit: int = 500) -> int:
    """Hand the next events to the subscriber and return how many there were.

    `handle` runs inside the transaction that moves the subscriber's position: its
    database effects happen exactly once. It must not touch the world outside.
    Events come with their dossier and actor. Returns 0 when another process is
    reading for the same subscriber.
    """
    sequence()
    # Of its own, so that a second reader of a new subscriber finds the row, not a wait.
    Subscription.objects.get_or_create(name=name)
    with transaction.atomic():
        mine = (
            Subscription.objects.select_for_update(skip_locked=True)
            .filter(name=name)
            .first()
        )
        if mine is None:
            return 0
        events = list(
            Event.objects.filter(position__gt=mine.position)
            .select_related("dossier", "by")
            .order_by("position")[:limit]
        )
        if events:
            handle(events)
            assert events[-1].position is not None
            mine.position = events[-1].position
            mine.save(update_fields=["position"])
    return len(events)


def drain(name: str, handle: Handler, *, limit: int = 500) -> int:
    """Consume until nothing is left; return how many events were handled."""
    total = 0
    while count := consume(name, handle, limit=limit):
        total += count
    return total
