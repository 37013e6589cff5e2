"""Figures in a real browser: on a phone, by keyboard, on paper, without script."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Agency
from accounts.permissions import Role
from services.feedback.models import Rating
from services.procedures.definition import Channel
from services.statistics import opinions
from services.statistics.folding import Timing
from services.statistics.models import SavedReport, WorkFiles
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure, offer
from tests.factories.facts import make_facts, resolved
from tests.factories.registers import population, system, work_files
from tests.journeys.conftest import PHONE, Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

FIGURES = "/mot-cua/so-lieu"
A4_INSIDE = {"width": 680, "height": 1000}
"""What is left of A4 between margins of 15 mm, in pixels of 1/96 inch."""


class City:
    """A city with a ward of a long name, its leader, and who keeps its registers."""

    def __init__(self) -> None:
        self.top = make_agency("Ủy ban nhân dân Thành phố Mẫu", level=Agency.Level.CITY)
        self.ward = make_agency(
            "Ủy ban nhân dân Phường Bình Hưng Hòa Nghĩa Trung Mẫu", parent=self.top
        )
        self.leader = make_officer(Role.LEADER, self.top)
        self.keeper = make_officer(Role.AGENCY_ADMIN, self.top)
        birth, diploma = make_procedure(BIRTH), make_procedure(DIPLOMA)
        offer(birth, self.ward)
        today = timezone.localdate()
        begun = today - timedelta(days=60)
        late = resolved(today - timedelta(days=9), Timing.LATE, accepted=begun)
        make_facts(self.ward, birth, day=begun, count=9, **late)
        make_facts(self.ward, diploma, day=begun, count=4, channel=Channel.COUNTER)
        month = today.replace(day=1)
        work_files(self.ward, self.keeper, 3, 10, month)
        population(self.top, self.keeper, 9_000_000, date(2025, 4, 1))
        system(self.ward, self.keeper, "Quản lý văn bản và điều hành Mẫu")
        Rating.objects.create(
            dossier=1,
            agency=self.ward,
            procedure=birth,
            given_on=today,
            satisfaction=1,
            organisation=2,
            publicity=1,
            attitude=0,
            comment="Phải chờ lâu.",
        )
        opinions.add_new()


PAGES = (
    "/",
    "/chi-tieu/",
    "/bieu/",
    "/bieu/?bieu=07b",
    "/bao-cao/",
    "/bao-cao/lap/",
    "/bao-cao/lap/?so=accepted&so=online_share&theo=agency&ky=nam-nay",
    "/bao-cao/lap/?so=in_hand&theo=month&ky=nam-nay",
    "/bo-chi-so/",
    "/hai-long/",
    "/so-theo-doi/he-thong/",
    "/so-theo-doi/ho-so-cong-viec/",
    "/chat-luong/",
    "/danh-sach/?so_lieu=accepted",
)


def test_every_page_of_figures_pleases_on_a_phone(cast: Cast) -> None:
    city = City()
    leader = cast.enter(city.leader, size=PHONE)
    keeper = cast.enter(city.keeper, size=PHONE)

    for path in PAGES:
        leader.go(FIGURES + path)
    leader.go("/mot-cua/viec-cua-toi/")
    leader.go("/so-lieu/")
    leader.go("/so-lieu/chi-tieu/")
    keeper.go(f"{FIGURES}/so-theo-doi/nhap-tu-bang/")
    keeper.press("Nhập bảng")
    keeper.go(f"{FIGURES}/so-theo-doi/dan-so/them/")
    keeper.press("Ghi vào sổ")
    assert "Cần sửa trước khi tiếp tục" in keeper.text


SECOND = "thead tr:first-child th:nth-child(2), .numbers td:nth-child(2), [scope=row]"
PLACES = """(frame, names) => {
  frame.scrollLeft = 200
  const left = frame.getBoundingClientRect().left
  return [...frame.querySelectorAll(names)]
    .map(name => Math.round(name.getBoundingClientRect().left - left))
}"""


def test_names_of_a_form_stay_while_its_numbers_pass(cast: Cast) -> None:
    leader = cast.enter(City().leader, size=PHONE)

    leader.go(f"{FIGURES}/bieu/")

    frame = leader.page.locator(".wide-table")
    places = frame.evaluate(PLACES, SECOND)
    # Of the head, its numbers, the rows and the total.
    assert len(places) >= 5
    assert set(places) == {0}


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab")


def test_a_report_is_put_together_and_kept_by_keyboard_alone(cast: Cast) -> None:
    leader = cast.enter(City().leader)
    keys = leader.page.keyboard

    leader.go(f"{FIGURES}/bao-cao/lap/")
    tab_to(leader.page, "input[name=so][value=accepted]")
    keys.press("Space")
    tab_to(leader.page, "select[name=theo]")
    keys.type("Cơ")
    tab_to(leader.page, "select[name=ky]")
    keys.type("Năm nay")
    tab_to(leader.page, "main form[method=get] button[type=submit]")
    keys.press("Enter")
    leader.page.wait_for_url("**/lap/?*theo=agency*")
    leader.check()
    tab_to(leader.page, ".chart-frame")
    tab_to(leader.page, "input[name=name]")
    keys.type("Theo phường")
    keys.press("Enter")
    leader.page.wait_for_url("**luu=*")
    leader.check()

    assert "Đã lưu báo cáo." in leader.text
    assert SavedReport.objects.get().name == "Theo phường"


@pytest.mark.parametrize("path", ["/", "/hai-long/"])
def test_a_board_fits_on_a4_without_what_only_screens_need(
    cast: Cast, path: str
) -> None:
    leader = cast.enter(City().leader, size=A4_INSIDE)
    leader.go(FIGURES + path)
    page = leader.page

    page.emulate_media(media="print")

    wide = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(wide) <= 0
    assert page.locator("h1").is_visible()
    assert page.locator("table.data").first.is_visible()
    row = page.locator("table.data tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).display") == "table-row"
    for hidden in (".desk-bar nav", ".tabs", ".filters", ".footer"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert not page.locator(".chart-narrow").first.is_visible()
    for frame in page.locator(".chart-wide svg").all():
        box = frame.bounding_box()
        assert box is not None
        assert box["width"] <= A4_INSIDE["width"]


def test_registers_and_reports_work_without_script(cast: Cast) -> None:
    city = City()
    keeper = cast.enter(city.keeper, size=PHONE, scripts=False)
    page = keeper.page

    page.goto(f"{FIGURES}/so-theo-doi/ho-so-cong-viec/them/")
    page.locator("select[name=agency]").select_option(str(city.top.pk))
    page.locator("[name=month]").fill("2026-01")
    page.locator("[name=online]").fill("8")
    page.locator("[name=total]").fill("10")
    page.get_by_role("button", name="Ghi vào sổ").click()
    assert "Đã ghi vào sổ." in keeper.text
    assert WorkFiles.objects.filter(agency=city.top, online=8).exists()

    page.goto(f"{FIGURES}/bao-cao/lap/?so=accepted&theo=channel&ky=nam-nay")
    page.locator("input[name=name]").fill("Theo kênh")
    page.get_by_role("button", name="Lưu thành báo cáo mới").click()
    assert "Đã lưu báo cáo." in keeper.text
