"""Open data: nothing about a few people, and a schema that keeps its word."""

import csv
import re
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from services.procedures.definition import Channel
from services.statistics.opendata import (
    COUNTS,
    LEAST,
    SCHEMA,
    WHOLES,
    complemented,
    suppressed,
)
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure
from tests.factories.facts import make_facts


@st.composite
def counts(draw: st.DrawFn) -> dict[str, int]:
    accepted, resolved = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    online = draw(st.integers(0, accepted))
    return {
        "accepted": accepted,
        "online": online,
        "assisted": draw(st.integers(0, online)),
        "resolved": resolved,
        "in_time": draw(st.integers(0, resolved)),
    }


@given(counts())
def test_no_small_group_can_be_read_or_worked_out(said: dict[str, int]) -> None:
    shown = dict(zip(COUNTS, suppressed(said), strict=True))

    for name, count in shown.items():
        if count is None:
            continue
        assert count == said[name]
        assert count == 0 or count >= LEAST
        if name in WHOLES:
            whole = shown[WHOLES[name]]
            assert whole is not None
            assert whole == count or whole - count >= LEAST


CELLS = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(st.dictionaries(CELLS, counts(), min_size=1))
def test_totals_of_a_line_tell_no_count_left_out(
    said: dict[tuple[int, int], dict[str, int]],
) -> None:
    shown = complemented(said)

    for name in COUNTS:
        for axis, key in {(axis, cell[axis]) for cell in said for axis in (0, 1)}:
            line = [cell for cell in said if cell[axis] == key]
            hidden = [said[c][name] for c in line if shown[c][name] is None]
            there = [shown[c][name] for c in line if shown[c][name]]
            counted = [count for count in hidden if count]
            assert not there or not counted or len(counted) > 1
            assert not there or not counted or sum(counted) >= LEAST
    for cell, row in shown.items():
        assert all(count in {None, said[cell][name]} for name, count in row.items())


@pytest.mark.django_db
def test_the_files_keep_to_their_schema(client: Client) -> None:
    year = timezone.localdate().year - 1
    day = timezone.localdate().replace(year=year, month=3, day=2)
    city = make_agency("Thành phố Mẫu")
    ward = make_agency("Phường Mẫu", parent=city)
    diploma, birth = make_procedure(DIPLOMA), make_procedure(BIRTH)
    make_facts(ward, diploma, count=7, day=day)
    make_facts(ward, diploma, count=6, day=day, channel=Channel.COUNTER)
    make_facts(ward, birth, count=3, day=day)
    other = make_agency("=Phường Khác Mẫu", parent=city)
    make_facts(other, diploma, count=9, day=day, channel=Channel.COUNTER)
    make_facts(other, birth, count=5, day=day)
    third = make_agency("Phường Ba Mẫu", parent=city)
    make_facts(third, diploma, count=20, day=day)

    text = client.get(reverse("opendata_csv", args=[year])).content.decode()
    document = client.get(reverse("opendata_json", args=[year])).json()

    head, *lines = csv.reader(StringIO(text))
    assert head == list(SCHEMA) == list(document["schema"])
    assert len(lines) == len(document["rows"]) == 5
    rows = {(row["agency"], row["sector"]): row for row in document["rows"]}
    assert rows[third.identifier, diploma.sector.key]["accepted"] == 20
    assert rows[ward.identifier, birth.sector.key]["accepted"] is None
    # Else the three of births could be told from the totals of ward and of field.
    assert rows[ward.identifier, diploma.sector.key]["accepted"] is None
    assert rows[other.identifier, birth.sector.key]["accepted"] is None
    assert {line[2] for line in lines} >= {"'=Phường Khác Mẫu", "Phường Mẫu"}
    assert document["as_of"] is None
    assert document["is_invented"] is False
    assert all(re.fullmatch(rf"{year}-03", row["month"]) for row in document["rows"])


@pytest.mark.django_db
def test_the_page_says_what_there_is_and_what_is_left_out(client: Client) -> None:
    page = client.get(reverse("opendata")).content.decode()

    assert "CC BY 4.0" in page
    assert all(f"<code>{name}</code>" in page for name in SCHEMA)
    this_year = timezone.localdate().year
    for year in (0, 99_999, this_year + 1):
        assert client.get(reverse("opendata_csv", args=[year])).status_code == 404
    assert client.get(reverse("opendata_csv", args=[this_year])).status_code == 200
