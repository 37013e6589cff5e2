"""The public board: open to everybody, honest about what is not there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services.procedures.definition import Channel, Mode
from services.statistics import applying
from services.statistics.indicator_words import DEFINITIONS
from services.statistics.predicates import FLOWS, STOCKS
from tests.factories.accounts import make_agency
from tests.factories.dossiers import DIPLOMA, Office, make_procedure
from tests.factories.facts import DAY, make_facts

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_share_and_how_far_it_knows(client: Client) -> None:
    when = timezone.now() - 30 * DAY
    Office().received(at=when)
    applying.apply_new_events()

    page = client.get(reverse("figures"), {"muc_do": "4"}).content.decode()

    accepted = timezone.localtime(when) + timedelta(hours=1)
    assert "100,0 %" in page
    assert "Chỉ tiêu 30 %" in page
    assert f"Số liệu đến {accepted:%H:%M %d/%m/%Y}" in page


def test_without_dossiers_it_says_so(client: Client) -> None:
    page = client.get(reverse("figures")).content.decode()

    assert "Chưa có số liệu" in page
    assert "—" in page


def test_it_can_be_asked_about_a_part_and_a_period(client: Client) -> None:
    ward, other = make_agency("Phường Mẫu"), make_agency("Phường Khác Mẫu")
    procedure = make_procedure(DIPLOMA)
    year = timezone.localdate().year - 1
    day = timezone.localdate().replace(year=year, month=3, day=2)
    make_facts(ward, procedure, count=3, day=day)
    make_facts(ward, procedure, day=day, channel=Channel.COUNTER, mode=Mode.PARTIAL)
    make_facts(other, procedure, count=5, day=day)
    asked = {"ky": f"{year}-Q1", "co_quan": ward.identifier}

    page = client.get(reverse("figures"), asked).content.decode()
    full = client.get(reverse("figures"), {**asked, "hinh_thuc": Mode.FULL})

    assert "3 trên 4 hồ sơ" in page
    assert f"từ 01/01/{year} đến 31/03/{year}" in page
    assert f"co_quan={ward.identifier}&amp;" in page
    assert "3 trên 3 hồ sơ" in full.content.decode()


def test_every_figure_is_defined_once_with_the_whole_it_is_divided_by(
    client: Client,
) -> None:
    page = client.get(reverse("definitions")).content.decode()

    said = {key: flow.words for key, flow in FLOWS.items()}
    said |= {key: stock.words for key, stock in STOCKS.items()}
    for key, words in said.items():
        assert page.count(f'<tr id="{key}">') == 1
        assert str(words) in page
    wholes = {flow.key: flow.of for flow in FLOWS.values() if not flow.of}
    assert set(wholes) == {"accepted", "resolved"}
    late = page[page.index('<tr id="late">') :].split("</tr>")[0]
    assert str(FLOWS["resolved"].name) in late
    assert all(str(each.whole) in page for each in DEFINITIONS)


def test_tables_and_pictures_can_be_taken_away(client: Client) -> None:
    make_facts(make_agency(), make_procedure(DIPLOMA), day=timezone.localdate())

    table = client.get(reverse("figures_csv", args=["thang"]))
    drawn = client.get(reverse("figures_svg", args=["thang"]))

    assert f"{timezone.localdate():%m/%Y},1,1,100.0" in table.content.decode()
    assert "<svg" in drawn.content.decode()
    assert client.get(reverse("figures_csv", args=["khac"])).status_code == 404
