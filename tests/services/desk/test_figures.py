"""Figures at the desk: every number opens the list it counts, for who may see it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from accounts.permissions import Role
from services.procedures.definition import Channel
from services.statistics import applying, tasks
from services.statistics.folding import Lasting, Timing
from services.statistics.models import Spell
from services.statistics.quality import FLAWS
from tests.factories.accounts import make_agency, make_citizen, make_officer, sign_in
from tests.factories.dossiers import BIRTH, DIPLOMA, Office, make_procedure, offer
from tests.factories.facts import make_facts, resolved

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MARCH = {"ky": "2026-03"}
LINK = re.compile(r'<a href="([^"]*danh-sach/[^"]*)">(?:[^<]* \()?([0-9.]+)\)?</a>')
COUNT = re.compile(r"<h1>[^<]*: ([0-9.]+) hồ sơ</h1>")


class Tree:
    """A district with two wards, and who leads the district and the first ward."""

    def __init__(self) -> None:
        level = Agency.Level
        self.district = make_agency("Quận Mẫu", level=level.DISTRICT)
        self.ward = make_agency("Phường Mẫu", parent=self.district)
        self.other = make_agency("Phường Khác Mẫu", parent=self.district)
        self.leader = make_officer(Role.LEADER, self.district)
        self.of_ward = make_officer(Role.LEADER, self.ward)
        birth, diploma = make_procedure(BIRTH), make_procedure(DIPLOMA)
        before = date(2026, 2, 20)
        early = resolved(date(2026, 3, 3), Timing.EARLY, accepted=before)
        late = resolved(date(2026, 3, 20), Timing.LATE)
        overdue = (Lasting(Spell.Kind.LATE, date(2026, 3, 8)),)
        make_facts(self.ward, birth, day=before, **early)
        make_facts(self.ward, birth, channel=Channel.COUNTER, count=2, **late)
        make_facts(self.ward, diploma, spells=overdue, is_assisted=True)
        make_facts(self.other, diploma, channel=Channel.POST, count=3)
        make_facts(self.district, birth, level=3, day=date(2026, 3, 30))


@pytest.fixture
def tree() -> Tree:
    return Tree()


def links(page: str) -> Iterator[tuple[str, int]]:
    """The numbers of a page that lead to a list, and where to."""
    for href, number in LINK.findall(page):
        yield unescape(href), int(number.replace(".", ""))


def listed(client: Client, href: str) -> tuple[int, int]:
    """What a list says that it holds, and how many rows it shows."""
    page = client.get(href).content.decode()
    count = COUNT.search(page)
    assert count is not None, page[:3000]
    return int(count[1].replace(".", "")), page.count('<tr><th scope="row">')


@pytest.mark.parametrize("kind", ["06", "06a"])
def test_every_number_of_a_form_opens_the_list_it_counts(tree: Tree, kind: str) -> None:
    client = sign_in(tree.leader)

    page = client.get(reverse("desk:report"), {"bieu": kind, **MARCH})

    found = list(links(page.content.decode()))
    assert len(found) >= 6
    for href, number in found:
        assert listed(client, href) == (number, number), href


def test_every_number_of_a_board_opens_the_list_it_counts(tree: Tree) -> None:
    client = sign_in(tree.leader)
    birth, at_counter = make_procedure(BIRTH), Channel.COUNTER
    make_facts(tree.ward, birth, level=2, channel=at_counter)

    page = client.get(reverse("desk:board"), MARCH).content.decode()

    found = list(links(page))
    asked = {parse_qs(urlsplit(href).query)["so_lieu"][0] for href, _number in found}
    assert asked >= {"online", "accepted", "assisted", "direct", "late"}
    assert asked >= {"in_time", "eligible", "eligible_online"}
    for href, number in found:
        assert listed(client, href) == (number, number), href
    for tile in ("1 trên 3 hồ sơ", "2 trên 7 hồ sơ"):
        assert tile in page
    for name in ("Giải quyết trước hạn, đúng hạn (1)", "Tiếp nhận ở mức độ 3, 4 (7)"):
        assert name in page


def test_what_is_handled_in_time_and_at_all_are_the_lists_of_points(tree: Tree) -> None:
    client = sign_in(tree.leader)

    page = client.get(reverse("desk:scores"), MARCH).content.decode()

    keys = {
        parse_qs(urlsplit(href).query)["so_lieu"][0]: (href, number)
        for href, number in links(page)
    }
    for key, expected in (("handled_in_time", 5), ("handled", 8)):
        href, number = keys[key]
        assert listed(client, href) == (number, number) == (expected, expected)


def test_the_funnel_lists_what_was_filed_and_no_draft() -> None:
    office = Office(DIPLOMA)
    office.draft()
    office.submitted()
    office.received()
    tasks.bring_up_to_date()
    client = sign_in(office.leader)

    page = client.get(reverse("desk:board"), {**MARCH, "muc_do": "4"})

    assert "Từ 01/03/2026 đến 31/03/2026 · Mức độ 4 ·" in page.content.decode()
    steps = [each for each in links(page.content.decode()) if "funnel" in each[0]]
    assert [number for _href, number in steps] == [2, 1]
    for href, number in steps:
        assert listed(client, href) == (number, number), href
    hidden = {**MARCH, "so_lieu": "funnel_complete"}
    assert client.get(reverse("desk:facts"), hidden).status_code == 404


@pytest.mark.parametrize(
    "days",
    [{"tu": "2026-03-03", "den": "2026-03-25"}, {"ky": "2026-02-21..2026-03-03"}],
)
def test_a_month_at_an_edge_lists_only_the_days_that_are_shown(
    tree: Tree, days: dict[str, str]
) -> None:
    make_facts(tree.ward, make_procedure(BIRTH), day=date(2026, 3, 10))
    client = sign_in(tree.leader)

    page = client.get(reverse("desk:board"), days).content.decode()

    found = list(links(page))
    assert found
    for href, number in found:
        assert listed(client, href) == (number, number), href


def test_a_long_list_comes_in_pages(tree: Tree) -> None:
    make_facts(tree.ward, make_procedure(DIPLOMA), count=60)
    client = sign_in(tree.leader)
    wanted = {**MARCH, "so_lieu": "accepted"}

    first = client.get(reverse("desk:facts"), wanted).content.decode()
    second = client.get(reverse("desk:facts"), {**wanted, "trang": "2"})

    assert first.count('<tr><th scope="row">') == 50
    assert "67 hồ sơ" in first
    assert second.content.decode().count('<tr><th scope="row">') == 17


def test_the_code_stands_only_with_dossiers_that_one_may_open() -> None:
    office = Office()
    above = make_officer(Role.AGENCY_ADMIN, office.agency)
    dossier = office.received(at=timezone.now() - timedelta(hours=1))
    applying.apply_new_events()
    wanted = {"so_lieu": "accepted", "ky": f"{timezone.localdate():%Y-%m}"}

    mine = sign_in(office.leader).get(reverse("desk:facts"), wanted).content.decode()
    theirs = sign_in(above).get(reverse("desk:facts"), wanted).content.decode()

    assert dossier.code
    assert dossier.code in mine
    assert dossier.code not in theirs
    assert "Không thuộc quyền xem" in theirs


@pytest.mark.parametrize(
    "asked",
    [
        {"so_lieu": "gi-do"},
        {"so_lieu": "days"},
        {"so_lieu": "accepted", "muc_do": "9"},
        {"so_lieu": "accepted", "linh_vuc": "khong-co"},
        {"so_lieu": "accepted", "thu_tuc": "khong-co"},
        {"so_lieu": "accepted", "ky": "hom-nay"},
        {"so_lieu": "accepted", "co-quan": "H99.khac"},
    ],
)
def test_what_is_not_there_is_not_found(tree: Tree, asked: dict[str, str]) -> None:
    answer = sign_in(tree.leader).get(reverse("desk:facts"), asked)

    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["board", "report", "quality", "facts"])
def test_figures_of_other_offices_do_not_exist(tree: Tree, page: str) -> None:
    wanted = {"co-quan": tree.other.identifier, "so_lieu": "accepted"}

    inside = sign_in(tree.leader).get(reverse(f"desk:{page}"), wanted)
    outside = sign_in(tree.of_ward).get(reverse(f"desk:{page}"), wanted)

    assert (inside.status_code, outside.status_code) == (200, 404)


FILES = [
    ("desk:board", []),
    ("desk:board_csv", ["thang"]),
    ("desk:board_svg", ["thang"]),
    ("desk:report", []),
    ("desk:report_pdf", []),
    ("desk:report_xlsx", []),
    ("desk:quality", []),
    ("desk:facts", []),
    ("desk:procedures", []),
]


@pytest.mark.parametrize(("name", "parts"), FILES)
def test_only_whoever_may_see_figures_sees_them(name: str, parts: list[str]) -> None:
    agency = make_agency()
    path = reverse(name, args=parts)
    allowed = {Role.LEADER, Role.AGENCY_ADMIN, Role.AUDITOR}

    for role in Role:
        client = sign_in(make_officer(role, agency))
        answer = client.get(path, {"so_lieu": "accepted", "loai": "used"})
        assert answer.status_code == (200 if role in allowed else 403)
    assert sign_in(make_citizen()).get(path).status_code == 403
    assert Client().get(path).status_code == 302


PAGES = ("board", "report", "satisfaction", "scores", "own_board")
WRONG_DAYS = [
    ("2026-05-01", "2026-04-01", "Ngày cuối (01/04/2026) đứng trước ngày đầu"),
    ("2026-02-30", "2026-03-01", "“2026-02-30” không phải là một ngày"),
    ("2026-03-01", "", "Hãy chọn cả ngày đầu và ngày cuối"),
]


@pytest.mark.parametrize(("first", "last", "sentence"), WRONG_DAYS)
@pytest.mark.parametrize("name", PAGES)
def test_days_without_sense_stay_where_they_were_typed(
    tree: Tree, name: str, first: str, last: str, sentence: str
) -> None:
    days = {"tu": first, "den": last, "ky": "2026"}
    answer = sign_in(tree.leader).get(reverse(f"desk:{name}"), days)
    page = answer.content.decode()

    assert sentence in page
    assert "Số liệu dưới đây là của năm nay." in page
    assert f'name="tu" value="{first}"' in page
    assert f'name="den" value="{last}"' in page
    assert '<details class="disclosure" open><summary>Chọn ngày khác' in page
    assert f'<option value="{first}..{last}" selected>Những ngày ghi' in page
    # A field for dates would show nothing where the text is no day.
    kind = "text" if "02-30" in first else "date"
    assert f'type="{kind}" id="tu"' in page


def test_days_that_the_page_held_give_way_to_a_period_that_is_chosen(
    tree: Tree,
) -> None:
    client = sign_in(tree.leader)
    held = {"tu": "2026-03-01", "den": "2026-03-09", "da-go": "2026-03-01..2026-03-09"}

    def shown(**asked: str) -> str:
        return client.get(reverse("desk:board"), held | asked).content.decode()

    chosen, mended = shown(ky="2026-02"), shown(ky=held["da-go"], den="2026-03-10")
    assert "Từ 01/02/2026 đến 28/02/2026" in chosen
    assert 'value="2026-02" selected' in chosen
    assert 'name="tu" value=""' in chosen
    assert "Từ 01/03/2026 đến 10/03/2026" in mended
    assert "Từ 01/03/2026 đến 09/03/2026" in shown(ky=held["da-go"])


def test_a_period_that_cannot_be_read_is_asked_about_again(tree: Tree) -> None:
    client = sign_in(tree.leader)

    for name in PAGES:
        page = client.get(reverse(f"desk:{name}"), {"ky": "x"}).content.decode()
        assert "Hãy ghi kỳ báo cáo như 2026-03" in page
        assert '<details class="disclosure"><summary>Chọn ngày khác' in page
    assert client.get(reverse("desk:report_pdf"), {"ky": "x"}).status_code == 404
    assert client.get(reverse("desk:report"), {"bieu": "x"}).status_code == 404


def test_a_period_that_has_not_begun_has_no_figures(tree: Tree) -> None:
    client = sign_in(tree.leader)
    year = timezone.localdate().year + 1

    for name in ("board", "report", "scores", "satisfaction", "own_board"):
        page = client.get(reverse(f"desk:{name}"), {"ky": str(year)})
        assert "chưa bắt đầu" in page.content.decode(), name
    for name in ("desk:report_xlsx", "desk:report_pdf", "desk:facts"):
        asked = {"ky": str(year), "so_lieu": "in_hand_late"}
        assert client.get(reverse(name), asked).status_code == 404


def test_any_days_can_be_asked_for(tree: Tree) -> None:
    client = sign_in(tree.leader)
    days = {"tu": "2026-03-01", "den": "2026-03-09", "ky": "2026"}

    for name in ("board", "report", "scores", "own_board"):
        page = client.get(reverse(f"desk:{name}"), days).content.decode()
        assert 'name="tu" value="2026-03-01"' in page
        assert 'name="den" value="2026-03-09"' in page
        assert 'value="2026-03-01..2026-03-09" selected' in page
        assert '<details class="disclosure" open>' in page


def test_who_sees_no_dossiers_begins_with_figures() -> None:
    agency = make_agency()
    led = {
        role: sign_in(make_officer(role, agency)).get(reverse("desk:home"))
        for role in (Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN, Role.OFFICER)
    }

    assert led[Role.AGENCY_ADMIN]["Location"] == reverse("desk:board")
    assert led[Role.SYSTEM_ADMIN]["Location"] == reverse("desk:registers")
    assert led[Role.OFFICER].status_code == 200


FUTURE = timezone.localdate() + 30 * DAY
BAD: dict[str, dict[str, Any]] = {
    "level_2_online": {"level": 2},
    "no_acceptance": {"accepted_date": None, "level": None, "due_date": None},
    "ended_before_accepted": resolved(date(2026, 2, 20), Timing.EARLY),
    "in_the_future": {"submitted_date": FUTURE, "day": FUTURE},
    "agency_not_there": {"day": date(2020, 3, 1)},
    "accepted_before_filed": {"submitted_date": date(2026, 3, 4)},
    "not_offered": {"day": date(2020, 3, 1)},
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_what_distorts_figures_is_found_and_listed(flaw: str) -> None:
    agency, procedure = make_agency(), make_procedure(DIPLOMA)
    offer(procedure, agency)
    make_facts(agency, procedure)
    make_facts(agency, procedure, **BAD[flaw])
    client = sign_in(make_officer(Role.LEADER, agency))

    page = client.get(reverse("desk:quality")).content.decode()

    counts = {
        parse_qs(urlsplit(href).query)["so_lieu"][0]: (href, n)
        for href, n in links(page)
    }
    href, number = counts[flaw]
    assert listed(client, href) == (number, number) == (1, 1)


def test_all_flaws_are_tried() -> None:
    assert BAD.keys() == FLAWS.keys()
