"""Open data: nothing about a few people, and a schema that keeps its word."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services.procedures.definition import Channel
from services.statistics.opendata import SCHEMA, Offer
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure, offer
from tests.factories.facts import make_facts

RESIDENCE = "1.004222"


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
    third = make_agency("Phường Ba Mẫu", parent=city)
    make_facts(third, birth, count=4, day=day)
    make_facts(third, diploma, count=2, day=day)
    offer(birth, ward)

    text = client.get(reverse("opendata_csv", args=[year])).content.decode()
    document = client.get(reverse("opendata_json", args=[year])).json()

    head, *lines = csv.reader(StringIO(text))
    assert head == list(SCHEMA) == list(document["schema"])
    rows = {(row["agency"], row["sector"]): row for row in document["rows"]}
    assert len(lines) == len(rows) == 1
    # Else the three of births could be told from the totals of ward and of field.
    assert (ward.identifier, diploma.sector.key) not in rows
    assert rows[other.identifier, diploma.sector.key]["accepted"] == 9
    assert rows[other.identifier, diploma.sector.key]["online"] == 0
    assert rows[other.identifier, diploma.sector.key]["resolved"] is None
    assert lines[0][2] == "'=Phường Khác Mẫu"
    assert document["as_of"] is None
    assert document["is_invented"] is False
    assert all(re.fullmatch(rf"{year}-03", row["month"]) for row in document["rows"])


@pytest.mark.django_db
def test_what_others_offer_keeps_a_small_count_unknown(client: Client) -> None:
    """Nobody knows that they had none, so nothing else has to go."""
    day = timezone.localdate().replace(year=timezone.localdate().year - 1, month=3)
    city = make_agency("Thành phố Mẫu")
    wards = [make_agency(f"Phường {n} Mẫu", parent=city) for n in range(2)]
    procedures = [make_procedure(code) for code in (BIRTH, DIPLOMA, RESIDENCE)]
    make_facts(wards[0], procedures[0], count=20, day=day)
    for ward, procedure in zip(wards, procedures[1:], strict=True):
        make_facts(ward, procedure, count=3, day=day)
    path = reverse("opendata_json", args=[day.year])
    alone = client.get(path).json()["rows"]

    for ward in (city, *wards):
        for procedure in procedures:
            offer(procedure, ward)

    assert alone == []
    assert [row["accepted"] for row in client.get(path).json()["rows"]] == [20]


@pytest.mark.parametrize(
    ("first", "last", "is_of"),
    [
        (date(2026, 3, 31), None, True),
        (date(2026, 4, 1), None, False),
        (date(2021, 1, 1), date(2026, 3, 1), True),
        (date(2021, 1, 1), date(2026, 2, 28), False),
    ],
)
def test_an_offer_is_of_the_months_it_touches(
    first: date, last: date | None, *, is_of: bool
) -> None:
    assert Offer((1, 1), first, last).is_of(date(2026, 3, 1)) is is_of


@pytest.mark.django_db
def test_the_page_says_what_there_is_and_what_is_left_out(client: Client) -> None:
    page = client.get(reverse("opendata")).content.decode()

    assert "CC BY 4.0" in page
    assert all(f"<code>{name}</code>" in page for name in SCHEMA)
    this_year = timezone.localdate().year
    for year in (0, 99_999, this_year + 1):
        assert client.get(reverse("opendata_csv", args=[year])).status_code == 404
    assert client.get(reverse("opendata_csv", args=[this_year])).status_code == 200
