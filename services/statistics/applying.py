"""Applying events to the stored facts and sums, exactly once and in order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from services.dossiers import feed
from services.dossiers.models import Event, Subscription
from services.statistics.folding import (
    Cell,
    FactRow,
    Happening,
    MoneyCell,
    MoneySums,
    Sums,
    fold,
    money_of,
    sums_of,
)
from services.statistics.models import DailyFigure, DailyMoney, Fact

SUBSCRIBER = "statistics"

ADD_SUMS = """
    INSERT INTO statistics_dailyfigure AS kept
        (day, agency_id, procedure_id, level, channel,
         accepted, early, on_time, late, fee_bearing, paid_online)
    SELECT * FROM unnest(
        %s::date[], %s::bigint[], %s::bigint[], %s::smallint[], %s::text[],
        %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::bigint[]
    )
    ON CONFLICT (day, agency_id, procedure_id, level, channel) DO UPDATE SET
        accepted = kept.accepted + excluded.accepted,
        early = kept.early + excluded.early,
        on_time = kept.on_time + excluded.on_time,
        late = kept.late + excluded.late,
        fee_bearing = kept.fee_bearing + excluded.fee_bearing,
        paid_online = kept.paid_online + excluded.paid_online
"""

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

FACT_FIELDS = [f for f in FactRow.__dataclass_fields__ if f != "dossier"]


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
    before = _facts_of({event.dossier_id for event in events})
    write_down(before, map(happening, events))


def write_down(before: Mapping[int, FactRow], happenings: Iterable[Happening]) -> int:
    """Fold what happened after the facts, keep facts and sums; return how much."""
    after, count = dict(before), 0
    money: dict[MoneyCell, MoneySums] = defaultdict(MoneySums)
    for event in happenings:
        fact = after[event.dossier] = fold(after.get(event.dossier), event)
        for cell, moved in money_of(fact, event).items():
            money[cell] += moved
        count += 1
    keep_facts(after.values())
    add_sums(differences(before, after))
    add_money(money)
    return count


def _facts_of(dossiers: set[int]) -> dict[int, FactRow]:
    rows = Fact.objects.filter(dossier__in=dossiers)
    return {row.dossier: row_of(row) for row in rows}


def row_of(fact: Fact) -> FactRow:
    """Return a stored fact as the value that `fold` works on."""
    kept = {
        field: getattr(fact, f"{field}_id" if field in LINKS else field)
        for field in FactRow.__dataclass_fields__
    }
    return FactRow(**kept)


LINKS = frozenset({"agency", "procedure"})


def model_of(row: FactRow) -> Fact:
    """Return the row as an unsaved model."""
    return Fact(**{f"{k}_id" if k in LINKS else k: v for k, v in asdict(row).items()})


def keep_facts(rows: Iterable[FactRow]) -> None:
    """Insert or update the facts, one statement for all."""
    Fact.objects.bulk_create(
        [model_of(row) for row in rows],
        update_conflicts=True,
        unique_fields=["dossier"],
        update_fields=FACT_FIELDS,
    )


def differences(
    before: Mapping[int, FactRow], after: Mapping[int, FactRow]
) -> dict[Cell, Sums]:
    """Return what the daily sums gain from the facts before to the facts after."""
    sums: dict[Cell, Sums] = defaultdict(Sums)
    for dossier, fact in after.items():
        for cell, added in sums_of(fact).items():
            sums[cell] += added
        for cell, gone in sums_of(before.get(dossier)).items():
            sums[cell] += -gone
    return {cell: each for cell, each in sums.items() if each != Sums()}


def add_sums(sums: Mapping[Cell, Sums]) -> None:
    """Add the sums to the daily figures."""
    rows = {astuple(cell): astuple(each) for cell, each in sums.items()}
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(ADD_SUMS, _columns(rows))


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

    The subscriber's row is locked meanwhile, so no event is applied twice.
    """
    Subscription.objects.get_or_create(name=SUBSCRIBER)
    mine = Subscription.objects.select_for_update().get(name=SUBSCRIBER)
    for kept in (Fact, DailyFigure, DailyMoney):
        kept.objects.all().delete()
    feed.sequence()
    mine.position = Event.objects.aggregate(last=Max("position", default=0))["last"]
    events = Event.objects.filter(position__lte=mine.position).order_by("position")
    count = write_down({}, map(happening, events.iterator(chunk_size=5000)))
    mine.save(update_fields=["position"])
    return count
