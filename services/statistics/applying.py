"""Applying events to the stored facts and sums, exactly once and in order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import batched, chain, groupby
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model

from services.dossiers import feed
from services.dossiers.models import Event, Subscription
from services.statistics import funnel
from services.statistics.folding import (
    FactRow,
    Happening,
    Lasting,
    MoneyCell,
    MoneySums,
    fold,
    money_of,
)
from services.statistics.models import (
    DailyFigure,
    DailyIntake,
    DailyMoney,
    Duration,
    Fact,
    MonthlyFigure,
    MonthlyIntake,
    Rhythm,
    Spell,
    Usage,
)
from services.statistics.summing import add_all, add_difference, cells_of

SUBSCRIBER = "statistics"

ADD_MONEY = """
    INSERT INTO statistics_dailymoney AS kept
        (day, agency_id, means, came_in, payments, went_back)
    SELECT * FROM unnest(
        %s::date[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[]
    )
    ON CONFLICT (day, agency_id, means) DO UPDATE SET
        came_in = kept.came_in + excluded.came_in,
        payments = kept.payments + excluded.payments,
        went_back = kept.went_back + excluded.went_back
"""

SUMS: tuple[type[Model], ...] = (
    *(DailyFigure, MonthlyFigure, DailyIntake, MonthlyIntake),
    *(Duration, Usage, Rhythm),
)
"""What is added up from facts alone."""
NOT_COLUMNS = {"dossier", "spells"}
FACT_FIELDS = [f for f in FactRow.__dataclass_fields__ if f not in NOT_COLUMNS]
DOSSIERS_AT_ONCE = 5_000


def happening(event: Event) -> Happening:
    """Return the part of a stored event that facts are made of."""
    return Happening(
        dossier=event.dossier_id,
        seq=event.seq,
        act=event.act,
        to_state=event.to_state,
        at=event.at,
        data=event.data,
    )


def apply_new_events() -> int:
    """Apply every event not yet applied; return how many there were."""
    return feed.drain(SUBSCRIBER, apply)


def apply(events: Sequence[Event]) -> None:
    """Fold the events into facts and sums; runs in the feed's transaction."""
    before = facts_of({event.dossier_id for event in events})
    write_down(before, map(happening, events))


def write_down(before: Mapping[int, FactRow], happenings: Iterable[Happening]) -> int:
    """Fold what happened after the facts, keep facts and sums; return how much."""
    after, money, count = _folded(before, happenings)
    mine = Fact.objects.filter(dossier__in=list(after))
    cells = cells_of(mine)
    keep_facts(after.values())
    add_difference(cells, cells_of(mine))
    add_money(money)
    funnel.follow(after.values())
    return count


type Money = dict[MoneyCell, MoneySums]


def _folded(
    before: Mapping[int, FactRow], happenings: Iterable[Happening]
) -> tuple[dict[int, FactRow], Money, int]:
    """Return the facts afterwards, the money that moved, and how much happened."""
    after, count = dict(before), 0
    money: Money = defaultdict(MoneySums)
    for event in happenings:
        fact = after[event.dossier] = fold(after.get(event.dossier), event)
        for cell, moved in money_of(fact, event).items():
            money[cell] += moved
        count += 1
    return after, money, count


def facts_of(dossiers: set[int]) -> dict[int, FactRow]:
    """Return what is known of the dossiers, as values to fold on."""
    rows = Fact.objects.filter(dossier__in=dossiers).prefetch_related("spells")
    return {row.dossier: row_of(row) for row in rows}


def row_of(fact: Fact) -> FactRow:
    """Return a stored fact as the value that `fold` works on."""
    kept = {
        field: getattr(fact, f"{field}_id" if field in LINKS else field)
        for field in FACT_FIELDS
    }
    spells = sorted((s.first, s.kind, s.until) for s in fact.spells.all())
    lasting = tuple(Lasting(kind, first, until) for first, kind, until in spells)
    return FactRow(dossier=fact.dossier, spells=lasting, **kept)


LINKS = frozenset({"agency", "procedure"})


def model_of(row: FactRow) -> Fact:
    """Return the row as an unsaved model."""
    kept = {f"{k}_id" if k in LINKS else k: getattr(row, k) for k in FACT_FIELDS}
    return Fact(dossier=row.dossier, **kept)


def keep_facts(rows: Collection[FactRow]) -> None:
    """Insert or update the facts with their spells, one statement for all of each."""
    Fact.objects.bulk_create(
        [model_of(row) for row in rows],
        update_conflicts=True,
        unique_fields=["dossier"],
        update_fields=FACT_FIELDS,
    )
    Spell.objects.filter(fact__in=[row.dossier for row in rows]).delete()
    Spell.objects.bulk_create(
        Spell(fact_id=row.dossier, kind=each.kind, first=each.first, until=each.until)
        for row in rows
        for each in row.spells
    )


def add_money(sums: Mapping[MoneyCell, MoneySums]) -> None:
    """Add the sums to the daily money."""
    rows = {astuple(cell): astuple(each) for cell, each in sums.items()}
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(ADD_MONEY, _columns(rows))


def _columns(sums: Mapping[tuple[Any, ...], tuple[int, ...]]) -> list[list[Any]]:
    """Return the rows a column at a time; sorted, so that writers never deadlock."""
    rows = [(*cell, *counts) for cell, counts in sorted(sums.items())]
    return [list(column) for column in zip(*rows, strict=True)]


@transaction.atomic
def rebuild() -> int:
    """Forget all facts and sums and fold every event again; return their number.

    The subscriber's row is locked meanwhile, so no event is applied twice. Memory
    holds the dossiers of a few thousand at a time, however many there are.
    """
    Subscription.objects.get_or_create(name=SUBSCRIBER)
    mine = Subscription.objects.select_for_update().get(name=SUBSCRIBER)
    for kept in (Spell, Fact, DailyMoney):
        kept.objects.all().delete()
    feed.sequence()
    mine.position = Event.objects.aggregate(last=Max("position", default=0))["last"]
    count = 0
    lives = events_by_dossier(upto=mine.position)
    for dossiers in batched(lives, DOSSIERS_AT_ONCE):
        after, money, folded = _folded({}, chain.from_iterable(dossiers))
        keep_facts(after.values())
        add_money(money)
        funnel.follow(after.values())
        count += folded
    rebuild_sums()
    funnel.rebuild()
    mine.save(update_fields=["position"])
    return count


def events_by_dossier(upto: int | None = None) -> Iterator[list[Happening]]:
    """Yield what happened to each dossier, in order, up to a position of the feed.

    Without one, up to what the figures have read.
    """
    if upto is None:
        read = Subscription.objects.filter(name=SUBSCRIBER).values_list("position")
        upto = next((position for (position,) in read), 0)
    events = Event.objects.filter(position__lte=upto).order_by("dossier_id", "seq")
    ordered = events.iterator(chunk_size=5_000)
    for _dossier, mine in groupby(ordered, key=attrgetter("dossier_id")):
        yield [happening(event) for event in mine]


@transaction.atomic
def rebuild_sums() -> None:
    """Forget the sums and add them up from the stored facts."""
    for kept in SUMS:
        kept._default_manager.all().delete()
    add_all()
