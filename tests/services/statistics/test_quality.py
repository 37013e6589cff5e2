"""What distorts figures is what a slow look at every fact finds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Agency
from services.dossiers.states import ACCEPTED_ALWAYS, State
from services.procedures.definition import Channel, Mode
from services.procedures.models import Offering, Procedure
from services.statistics.folding import Timing
from services.statistics.models import Fact
from services.statistics.quality import FLAWS, counts, flawed
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure
from tests.factories.facts import make_facts
from tests.factories.transactions import undone

TODAY = date(2026, 3, 9)
DAYS = st.integers(-9, 9).map(lambda days: TODAY + timedelta(days=days))
SPELLS = st.dictionaries(DAYS, st.none() | st.integers(0, 6), max_size=3)
"""Days on which something begins, and how many more it lasts; without end if None."""


def end_of(first: date, lasts: int | None) -> date | None:
    return None if lasts is None else first + timedelta(days=lasts)


class Place:
    """A district with two wards and what they offer, all of it for some days only."""

    def __init__(self, data: st.DataObject) -> None:
        level = Agency.Level.DISTRICT
        self.district = make_agency("Quận Mẫu", level=level, **self._lasting(data))
        self.wards = [
            make_agency(f"Phường Mẫu {n}", parent=self.district, **self._lasting(data))
            for n in range(2)
        ]
        self.agencies = [self.district, *self.wards]
        self.procedures = [make_procedure(DIPLOMA), make_procedure(BIRTH)]
        for agency in self.agencies:
            for procedure in self.procedures:
                for first, lasts in data.draw(SPELLS).items():
                    Offering.objects.create(
                        agency=agency,
                        procedure=procedure,
                        level=4,
                        mode=Mode.FULL,
                        valid_from=first,
                        valid_to=end_of(first, lasts),
                    )

    @staticmethod
    def _lasting(data: st.DataObject) -> dict[str, Any]:
        first, lasts = data.draw(DAYS), data.draw(st.none() | st.integers(0, 6))
        return {"valid_from": first, "valid_to": end_of(first, lasts)}


@st.composite
def facts(draw: st.DrawFn, place: Place) -> tuple[Agency, Procedure, dict[str, Any]]:
    """A fact that the database takes, and nothing more sensible than that."""
    accepted, done = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return (
        draw(st.sampled_from(place.agencies)),
        draw(st.sampled_from(place.procedures)),
        {
            "channel": draw(st.sampled_from(Channel)),
            "state": draw(st.sampled_from(State)),
            "is_test": draw(st.sampled_from([False, False, False, True])),
            "root": draw(st.sampled_from([None, None, None, 1])),
            "submitted_date": draw(DAYS),
            "accepted_date": accepted,
            "level": draw(st.integers(1, 4)) if accepted else None,
            "resolved_date": done,
            "timing": Timing.EARLY if done else "",
            "days": 0 if done else None,
        },
    )


def is_offered(fact: Fact) -> bool:
    assert fact.accepted_date is not None
    return any(
        each.valid_from <= fact.accepted_date <= (each.valid_to or date.max)
        for each in Offering.objects.filter(
            agency=fact.agency_id, procedure=fact.procedure_id
        )
    )


def is_there(fact: Fact) -> bool:
    assert fact.accepted_date is not None
    agency = fact.agency
    return agency.valid_from <= fact.accepted_date <= (agency.valid_to or date.max)


PLAIN: Mapping[str, Callable[[Fact], bool]] = {
    "level_2_online": lambda f: f.channel == Channel.ONLINE and (f.level or 9) < 3,
    "no_acceptance": lambda f: f.accepted_date is None and f.state in ACCEPTED_ALWAYS,
    "ended_before_accepted": lambda f: (
        (f.resolved_date or date.max) < (f.accepted_date or date.min)
    ),
    "in_the_future": lambda f: any(
        day is not None and day > TODAY
        for day in (f.submitted_date, f.accepted_date, f.resolved_date)
    ),
    "agency_not_there": lambda f: f.accepted_date is not None and not is_there(f),
    "not_offered": lambda f: f.accepted_date is not None and not is_offered(f),
    "accepted_before_filed": lambda f: (f.accepted_date or date.max) < f.submitted_date,
}


def slowly(agencies: Sequence[Agency], key: str) -> set[int]:
    """Look at one fact after the other."""
    counted = Fact.objects.filter(is_test=False, root=None, agency__in=agencies)
    return {fact.pk for fact in counted if PLAIN[key](fact)}


@pytest.mark.django_db
@settings(max_examples=40)
@given(data=st.data())
def test_every_flaw_is_found_and_nothing_else(data: st.DataObject) -> None:
    with undone():
        place = Place(data)
        made = data.draw(st.lists(facts(place), max_size=12))
        for agency, procedure, known in made:
            make_facts(agency, procedure, **known)
        for scope, within in (
            (Scope(TODAY, TODAY), place.agencies),
            (Scope(TODAY, TODAY, place.district), place.agencies),
            (Scope(TODAY, TODAY, place.wards[0]), place.wards[:1]),
        ):
            counted = {flaw.key: n for flaw, n in counts(scope, today=TODAY)}
            for key in FLAWS:
                found = flawed(scope, key, today=TODAY).values_list("pk", flat=True)
                assert sorted(found) == sorted(slowly(within, key)), key
                assert counted[key] == len(found), key


INDEXES = ("fact_implausible", "fact_latest_day", "fact_of_offering")


@pytest.mark.django_db
def test_no_flaw_is_looked_for_in_all_facts() -> None:
    agency, procedure = make_agency(), make_procedure(DIPLOMA)
    make_facts(agency, procedure, count=3)
    # Among three facts every index of the agency is as good; among others it is not.
    make_facts(agency, make_procedure(BIRTH), count=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE statistics_fact")

    with CaptureQueriesContext(connection) as asked:
        counts(Scope(TODAY, TODAY), today=TODAY)
    plans = [plan_of(query["sql"]) for query in asked.captured_queries]

    assert len(plans) == 4
    assert all("Seq Scan on statistics_fact" not in plan for plan in plans)
    assert [name for name in INDEXES if name not in "".join(plans)] == []


def plan_of(statement: str) -> str:
    """Return how the database would run it in a table that is too large to read."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())
