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
from services.statistics.opendata import COUNTS, LEAST, SCHEMA, suppressed
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure
from tests.factories.facts import make_facts

WHOLES = {"online": "accepted", "assisted": "online", "in_time": "resolved"}


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

    text = client.get(reverse("opendata_csv", args=[year])).content.decode()
    document = client.get(reverse("opendata_json", args=[year])).json()

    head, *lines = csv.reader(StringIO(text))
    assert head == list(SCHEMA) == list(document["schema"])
    assert len(lines) == len(document["rows"]) == 2
    rows = {row["sector"]: row for row in document["rows"]}
    assert rows[diploma.sector.key]["accepted"] == 13
    assert rows[diploma.sector.key]["online"] == 7
    assert rows[diploma.sector.key]["agency"] == ward.identifier
    assert rows[birth.sector.key]["accepted"] is None
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
