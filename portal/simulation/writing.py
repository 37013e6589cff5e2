"""Writing told stories through bulk COPY, with facts and figures, all at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, models, transaction

from portal.simulation.progress import given_up, progress_of
from portal.simulation.stories import Story
from portal.simulation.telling import Told
from services.dossiers import feed
from services.dossiers.codes import VIETNAM
from services.dossiers.models import (
    CodeCounter,
    Dossier,
    Event,
    FilingProgress,
    Subscription,
)
from services.notices.actions import SUBSCRIBER as NOTICES
from services.statistics import applying, funnel

ROWS_AT_ONCE = 2_000


def copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """COPY unsaved instances into their table; their keys must be set."""
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for row in rows:
            out.write_row(
                [
                    field.get_db_prep_save(getattr(row, field.attname), connection)
                    for field in fields
                ]
            )


def _keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Take that many keys from the table's sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [table, count],
        )
        return [key for (key,) in cursor.fetchall()]


class Numbers:
    """Codes as the counters would have given them, in order of filing."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[int, date]] = Counter(
            {(c.agency_id, c.day): c.last for c in CodeCounter.objects.all().iterator()}
        )

    def take(self, story: Story) -> str:
        day = story.events[0].at.astimezone(VIETNAM).date()
        key = (story.agency.pk, day)
        self.taken[key] += 1
        return f"{story.agency.identifier}-{day:%y%m%d}-{self.taken[key]:04d}"

    def keep(self) -> None:
        CodeCounter.objects.bulk_create(
            [
                CodeCounter(agency_id=a, day=d, last=n)
                for (a, d), n in self.taken.items()
            ],
            update_conflicts=True,
            unique_fields=["agency", "day"],
            update_fields=["last"],
            batch_size=5_000,
        )


@transaction.atomic
def write(stories: Sequence[Story]) -> int:
    """Write the stories (in order of filing) with events, facts and figures.

    Subscribers have read what was there before, and are moved past what is written
    here: nothing is counted twice and nobody is told of invented dossiers.
    """
    applying.apply_new_events()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [feed.SEQUENCER])
    numbers = Numbers()
    for start in range(0, len(stories), ROWS_AT_ONCE):
        batch = stories[start : start + ROWS_AT_ONCE]
        keys = _keys(Dossier, len(batch))
        _write_progress(batch, keys)
        _write_batch(
            [
                Told(story, pk, numbers.take(story))
                for story, pk in zip(batch, keys, strict=True)
            ]
        )
    numbers.keep()
    funnel.add_new()
    return len(stories)


def _write_batch(told: Sequence[Told]) -> None:
    copy(Dossier, [each.dossier for each in told])
    events = [event for each in told for event in each.events]
    _place(events)
    copy(Event, events)
    for rows in (
        [version for each in told for version in each.versions],
        [each.supplement for each in told if each.supplement],
        [each.fault for each in told if each.fault],
        [each.withdrawal for each in told if each.withdrawal],
        [paper for each in told for paper in each.papers],
    ):
        _copy_all(rows)
    _count(events)


def _write_progress(stories: Sequence[Story], keys: Sequence[int]) -> None:
    drafts = given_up(stories)
    for row, key in zip(drafts, _keys(Dossier, len(drafts)), strict=True):
        row.dossier = key
    filed = progress_of(zip(keys, stories, strict=True))
    copy(FilingProgress, [*filed, *drafts])


def _copy_all(rows: Sequence[Any]) -> None:
    if rows:
        model = type(rows[0])
        for row, key in zip(rows, _keys(model, len(rows)), strict=True):
            row.pk = key
            _adopt(row)
        copy(model, rows)


def _adopt(row: Any) -> None:
    """Take over keys of related rows that were given after the row was made."""
    for field in row._meta.concrete_fields:
        if field.is_relation and field.is_cached(row):
            related = field.get_cached_value(row)
            setattr(row, field.attname, related.pk if related else None)


def _place(events: Sequence[Event]) -> None:
    """Give keys and positions, and move the subscribers past them."""
    last = Event.objects.aggregate(top=models.Max("position", default=0))["top"]
    for place, (event, key) in enumerate(
        zip(events, _keys(Event, len(events)), strict=True), start=last + 1
    ):
        event.pk = key
        event.position = place
    for name in (applying.SUBSCRIBER, NOTICES):
        Subscription.objects.update_or_create(
            name=name, defaults={"position": last + len(events)}
        )


def _count(events: Sequence[Event]) -> None:
    applying.write_down({}, map(applying.happening, events))
