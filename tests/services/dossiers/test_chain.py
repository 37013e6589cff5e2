"""The chain of events finds whatever was done behind the portal's back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from services.dossiers import chain, verifying
from services.dossiers.chain import GENESIS, Record, digest
from services.dossiers.models import Dossier, Event
from services.dossiers.states import State
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import WHEN, Office

SOMEBODY, NOBODY = UUID(int=1), None

records = st.lists(
    st.builds(
        Record,
        dossier=st.just(UUID(int=9)),
        seq=st.just(0),
        act=st.sampled_from(["submit", "receive", "forward"]),
        from_state=st.sampled_from([int(state) for state in State]),
        to_state=st.sampled_from([int(state) for state in State]),
        at=st.integers(0, 10**9).map(lambda n: WHEN + timedelta(microseconds=n)),
        by=st.sampled_from([SOMEBODY, NOBODY]),
        note=st.text(max_size=5),
        data=st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3)),
    ),
    min_size=2,
    max_size=6,
)

type Link = tuple[Record, bytes, bytes]


def numbered(record: Record, seq: int, **values: object) -> Record:
    kept = {name: getattr(record, name) for name in Record.__slots__}
    return Record(**{**kept, "seq": seq, **values})


def linked(written: list[Record]) -> list[Link]:
    """Link the records as they are written, one after the other."""
    links, before = [], GENESIS
    for seq, record in enumerate(written, start=1):
        placed = numbered(record, seq)
        own = digest(before, placed)
        links.append((placed, before, own))
        before = own
    return links


@given(records)
def test_what_was_written_holds(written: list[Record]) -> None:
    assert chain.first_broken(linked(written)) is None


@given(records, st.data())
def test_a_changed_event_is_found_where_it_is(
    written: list[Record], data: st.DataObject
) -> None:
    links = linked(written)
    place = data.draw(st.integers(0, len(links) - 1))
    record, before, own = links[place]
    links[place] = (numbered(record, record.seq, note=record.note + "!"), before, own)

    assert chain.first_broken(links) == place + 1


@given(records, st.data())
def test_a_change_with_its_hash_made_anew_breaks_the_next(
    written: list[Record], data: st.DataObject
) -> None:
    links = linked(written)
    place = data.draw(st.integers(0, len(links) - 2))
    record, before, _own = links[place]
    forged = numbered(record, record.seq, note=record.note + "!")
    links[place] = (forged, before, digest(before, forged))

    assert chain.first_broken(links) == place + 2


@given(records, st.data())
def test_a_removed_event_is_missed(written: list[Record], data: st.DataObject) -> None:
    links = linked(written)
    place = data.draw(st.integers(0, len(links) - 2))
    del links[place]

    assert chain.first_broken(links) == place + 1


@given(records, st.data())
def test_two_swapped_events_are_found(
    written: list[Record], data: st.DataObject
) -> None:
    links = linked(written)
    second = data.draw(st.integers(1, len(links) - 1))
    first = data.draw(st.integers(0, second - 1))
    links[first], links[second] = links[second], links[first]

    assert chain.first_broken(links) == first + 1


def test_the_bytes_that_are_hashed_are_the_same_in_any_language() -> None:
    record = Record(UUID(int=9), 1, "submit", 0, 1, WHEN, NOBODY, "Mẫu", {"b": 1})

    assert chain.canonical(record).decode() == (
        '{"act":"submit","at":"2026-03-02T03:00:00.000000+00:00","by":null,'
        '"data":{"b":1},"dossier":"00000000-0000-0000-0000-000000000009",'
        '"from":0,"note":"Mẫu","seq":1,"to":1}'
    )


# In the database


@contextmanager
def behind_the_portals_back() -> Iterator[None]:
    """Take the trigger off, as the owner of the table could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE dossiers_event DISABLE TRIGGER USER")
        yield
        cursor.execute("ALTER TABLE dossiers_event ENABLE TRIGGER USER")


def event(dossier: Dossier, seq: int) -> Event:
    return dossier.events.select_related("by", "dossier").get(seq=seq)


def update(dossier: Dossier, number: int, /, **values: object) -> None:
    dossier.events.filter(seq=number).update(**values)


def swap(dossier: Dossier) -> None:
    update(dossier, 2, seq=9)
    update(dossier, 3, seq=2)
    update(dossier, 9, seq=3)


def forge_the_last(dossier: Dossier) -> None:
    """Rewrite the last event with a hash that fits."""
    last = event(dossier, 3)
    last.note = "Đã được đồng ý"
    last.hash = digest(bytes(last.previous_hash), last.record())
    last.save()


def add(dossier: Dossier) -> None:
    """Add an event that follows the last one as it should."""
    more = event(dossier, 3)
    more.pk, more.seq, more.previous_hash = None, 4, more.hash
    more.hash = digest(bytes(more.previous_hash), more.record())
    more.save()


def change_the_state(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(
        state=State.REFUSED, ended_at=WHEN, paused_at=None
    )


TAMPERING: Mapping[str, tuple[Callable[[Dossier], object], int]] = {
    "another note": (lambda d: update(d, 2, note="khác"), 2),
    "another time": (lambda d: update(d, 1, at=WHEN - timedelta(days=1)), 1),
    "another person": (lambda d: update(d, 2, by=make_citizen()), 2),
    "other facts": (lambda d: update(d, 2, data={"level": 2}), 2),
    "another state": (lambda d: update(d, 3, to_state=State.STOPPED), 3),
    "the first removed": (lambda d: d.events.filter(seq=1)._raw_delete("default"), 1),
    "one removed": (lambda d: d.events.filter(seq=2)._raw_delete("default"), 2),
    "the end cut off": (lambda d: d.events.filter(seq=3)._raw_delete("default"), 3),
    "all removed": (lambda d: d.events.all()._raw_delete("default"), 1),
    "two swapped": (swap, 2),
    "the last one forged": (forge_the_last, 3),
    "one more": (add, 4),
    "the dossier in another state": (change_the_state, 3),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_and_named(name: str) -> None:
    tamper, place = TAMPERING[name]
    dossier = Office().in_progress()
    assert verifying.first_broken(dossier) is None

    with behind_the_portals_back():
        tamper(dossier)

    assert verifying.first_broken(Dossier.objects.get(pk=dossier.pk)) == place


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 5])
def test_verifying_costs_the_same_queries_for_many_dossiers(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = Office()
    for _each in range(size):
        office.in_progress()

    with django_assert_num_queries(2):  # dossiers, their events with actors
        call_command("verify_events", stdout=StringIO())
