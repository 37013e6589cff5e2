"""The public board: open to everybody, honest about what is not there."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from services.procedures.definition import Channel, Mode
from services.statistics import applying
from services.statistics.board import board
from services.statistics.indicator_words import DEFINITIONS
from services.statistics.mixes import MIXES
from services.statistics.models import Target
from services.statistics.predicates import FLOWS, STOCKS
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import DIPLOMA, Office, make_procedure
from tests.factories.facts import DAY, make_facts
from tests.factories.registers import target

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_share_and_how_far_it_knows(client: Client) -> None:
    when = timezone.now() - 30 * DAY
    Office().received(at=when)
    applying.apply_new_events()

    before = timezone.localtime()
    page = client.get(reverse("figures"), {"muc_do": "4"}).content.decode()
    after = timezone.localtime()

    assert "100,0\u00a0%" in page
    assert "Chỉ tiêu 30\u00a0%" in page
    said = [f"Số liệu đến {at:%H:%M %d/%m/%Y}" for at in (before, after)]
    assert any(each in page for each in said)


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


KEYS = {"linh-vuc", "co-quan", "muc-do", "thang"}


def test_agencies_and_fields_are_not_crossed_in_public(client: Client) -> None:
    city = make_agency("Thành phố Mẫu")
    ward = make_agency("Phường Mẫu", parent=city)
    procedure = make_procedure(DIPLOMA)
    make_facts(ward, procedure, count=3)
    field = procedure.sector.key

    def tables(**asked: str) -> set[str]:
        page = client.get(reverse("figures"), asked).content.decode()
        return {key for key in KEYS if f'id="{key}"' in page}

    assert tables(co_quan=city.identifier) == KEYS
    assert tables(co_quan=ward.identifier) == {"thang"}
    for part in ({"linh_vuc": field}, {"muc_do": "4"}, {"hinh_thuc": Mode.FULL}):
        assert tables(**part) == KEYS - {"co-quan"}
        both = {"co_quan": ward.identifier, **part}
        page = client.get(reverse("figures"), both).content.decode()
        assert "Một phần câu hỏi không trả lời được" in page
        assert (
            client.get(reverse("figures_csv", args=["thang"]), both).status_code == 404
        )
    crossed = {"co_quan": ward.identifier, "linh_vuc": field}
    page = client.get(reverse("figures"), crossed).content.decode()
    assert "ở đây hãy chọn một trong hai" in page
    assert (
        client.get(reverse("figures_csv", args=["thang"]), crossed).status_code == 404
    )


def test_what_cannot_be_read_is_said(client: Client) -> None:
    page = client.get(reverse("figures"), {"co_quan": "H00.MAU"}).content.decode()
    table = client.get(reverse("figures_csv", args=["thang"]), {"muc_do": "9"})

    assert "Một phần câu hỏi không trả lời được" in page
    assert "Cơ quan: " in page
    assert table.status_code == 404


def test_the_target_is_the_one_that_was_typed_in(client: Client) -> None:
    agency, procedure = make_agency("Thành phố Mẫu"), make_procedure(DIPLOMA)
    keeper, day = make_officer(Role.AGENCY_ADMIN, agency), timezone.localdate()
    make_facts(agency, procedure, count=2, day=day)
    make_facts(agency, procedure, channel=Channel.COUNTER, count=2, day=day)
    year = timezone.localdate().year
    asked = {"ky": str(year)}
    before = client.get(reverse("figures"), asked).content.decode()
    target(Target.Indicator.ONLINE, keeper, 60, year=year)

    page = client.get(reverse("figures"), asked).content.decode()
    long = client.get(reverse("figures")).content.decode()

    assert "Chỉ tiêu 30\u00a0%: đạt" in before
    assert "Chỉ tiêu 60\u00a0%: chưa đạt" in page
    assert "Chỉ tiêu lấy từ: Mẫu." in page
    assert "Chỉ tiêu 30" not in page
    # Twenty-four months reach no target and miss none: it is a year's.
    assert f"Chỉ tiêu năm {year}: 60\u00a0%" in long
    assert "chưa đạt" not in long


def test_before_the_plan_there_is_no_target() -> None:
    shown = board(Scope(date(2020, 1, 1), date(2020, 12, 31)))

    assert shown.target is None
    assert not shown.meets_target
    assert all(name != "target" for e in shown.exhibits for name, _words in e.legend)


def test_every_figure_is_defined_once_with_the_whole_it_is_divided_by(
    client: Client,
) -> None:
    page = client.get(reverse("definitions")).content.decode()

    said = {key: flow.words for key, flow in FLOWS.items()}
    said |= {key: stock.words for key, stock in STOCKS.items()}
    said |= {key: mix.words for key, mix in MIXES.items()}
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
