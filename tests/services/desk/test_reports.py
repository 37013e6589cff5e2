"""Forms at the desk: closed once, corrected beside, alike on page, sheet and paper."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.permissions import Role
from services.procedures.definition import Channel
from services.statistics.folding import Timing
from services.statistics.models import ClosedForm
from tests.factories.accounts import make_officer, sign_in
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure, offer
from tests.factories.facts import make_facts, resolved
from tests.services.desk.test_figures import COUNT, LINK, MARCH, Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> Tree:
    return Tree()


def test_a_form_is_closed_once_and_says_so(tree: Tree) -> None:
    client = sign_in(tree.leader)
    path = reverse("desk:report")
    offered = client.get(path, MARCH).content.decode()

    closed = client.post(path, MARCH, follow=True).content.decode()
    client.post(path, MARCH)

    assert "Chốt biểu của kỳ này" in offered
    assert "Đã chốt biểu" in closed
    assert "vẫn đúng như số đã chốt" in closed
    form = ClosedForm.objects.get()
    assert form.closed_by == tree.leader
    assert form.digest in closed

    make_facts(tree.ward, make_procedure(BIRTH))
    later = client.get(path, MARCH).content.decode()

    assert "Khác với số đã chốt" in later
    assert "(3) Tiếp nhận và từ kỳ trước chuyển sang" in later
    assert "chỗ khác</summary>" not in later

    late = resolved(date(2026, 3, 20), Timing.LATE)
    make_facts(tree.ward, make_procedure(BIRTH), channel=Channel.COUNTER, **late)
    assert re.search(r"Xem \d+ chỗ khác</summary>", client.get(path, MARCH).text)


def test_corrections_of_form_07_name_their_columns(tree: Tree) -> None:
    client, asked = sign_in(tree.leader), {"bieu": "07a", **MARCH}
    client.post(reverse("desk:report"), asked)
    offer(make_procedure(BIRTH), tree.ward)

    later = client.get(reverse("desk:report"), asked).content.decode()

    assert "(3) Tổng số TTHC" in later
    assert "(8) Có phát sinh hồ sơ" in later


def test_what_was_closed_leaves_as_it_was_closed(tree: Tree) -> None:
    client = sign_in(tree.leader)
    path = reverse("desk:report")
    before = unescape(client.get(path, MARCH).content.decode())
    client.post(path, MARCH)
    make_facts(tree.ward, make_procedure(BIRTH))

    after = unescape(client.get(path, MARCH).content.decode())
    book = client.get(reverse("desk:report_xlsx"), MARCH)

    cells = [
        row[:3] for row in load_workbook(BytesIO(book.content)).worksheets[0].values
    ]
    assert (None, "Tổng số", 8) in cells
    assert any("Số liệu đã chốt lúc" in str(row[0]) for row in cells)
    assert any(ClosedForm.objects.get().digest in str(row[0]) for row in cells)
    assert len(LINK.findall(after)) < len(LINK.findall(before))
    for link, number in LINK.findall(after):
        listed = COUNT.search(client.get(link).content.decode())
        assert listed is not None
        assert listed[1] == number


def test_who_only_looks_closes_nothing(tree: Tree) -> None:
    client = sign_in(make_officer(Role.AUDITOR, tree.district))
    path = reverse("desk:report")

    page = client.get(path, MARCH).content.decode()

    assert "chưa được chốt" in page
    assert "Chốt biểu của kỳ này" not in page
    assert client.post(path, MARCH).status_code == 403
    assert not ClosedForm.objects.exists()


def test_a_form_of_a_period_that_lasts_is_not_closed(tree: Tree) -> None:
    client = sign_in(tree.leader)

    page = client.post(reverse("desk:report"), follow=True).content.decode()

    assert "chưa kết thúc nên chưa chốt được" in page
    assert not ClosedForm.objects.exists()


def test_a_form_of_a_period_that_lasts_says_so_everywhere(tree: Tree) -> None:
    client = sign_in(tree.leader)
    today = timezone.localdate()
    asked = {"ky": f"{today.year}"}

    page = client.get(reverse("desk:report"), asked).content.decode()
    over = client.get(reverse("desk:report"), MARCH).content.decode()
    book = client.get(reverse("desk:report_xlsx"), asked)

    cells = str(list(load_workbook(BytesIO(book.content)).worksheets[0].values))
    assert "số liệu tạm tính" in page
    assert "số liệu tạm tính" in cells
    assert f"đến ngày {today:%d/%m/%Y}" in cells
    assert "số liệu tạm tính" not in over


def test_invented_numbers_say_so_on_paper_too(tree: Tree) -> None:
    make_facts(tree.ward, make_procedure(BIRTH), is_invented=True)
    client = sign_in(tree.leader)

    book = client.get(reverse("desk:report_xlsx"), MARCH)

    cells = str(list(load_workbook(BytesIO(book.content)).worksheets[0].values))
    assert "MÔ PHỎNG" in cells
    for name in ("report", "quality"):
        page = client.get(reverse(f"desk:{name}")).content.decode()
        assert "Số liệu mô phỏng" in page


PROCEDURES = re.compile(r'<a href="([^"]*so-lieu/thu-tuc/[^"]*)">([0-9.]+)</a>')


@pytest.mark.parametrize("kind", ["07a", "07b"])
def test_every_number_of_form_07_opens_its_procedures(tree: Tree, kind: str) -> None:
    birth, diploma = make_procedure(BIRTH), make_procedure(DIPLOMA)
    for agency in (tree.ward, tree.other, tree.district):
        offer(birth, agency)
    offer(diploma, tree.other)
    client = sign_in(tree.leader)
    path = reverse("desk:report")

    page = unescape(client.get(path, {"bieu": kind, **MARCH}).content.decode())
    links = PROCEDURES.findall(page)

    assert len(links) > 6
    for link, number in links:
        listed = client.get(link).content.decode()
        assert f": {number} thủ tục</h1>" in listed
        assert listed.count('<th scope="row" class="ids">') == int(number)
    assert client.get(reverse("desk:procedures"), {"loai": "gi-do"}).status_code == 404


@pytest.mark.parametrize(
    ("place", "kind", "chosen", "who"),
    [
        ("ward", "06", "II.06a – đơn vị và trực thuộc", "(đơn vị và trực thuộc)"),
        ("ward", "06a", "II.06a – chính đơn vị", "(chính đơn vị)"),
        ("district", "06", "II.06b – đơn vị và trực thuộc", "(đơn vị và trực thuộc)"),
        ("district", "07b", "II.07b – thủ tục theo cơ quan", ""),
    ],
)
def test_a_form_is_chosen_by_what_its_heading_says(
    tree: Tree, place: str, kind: str, chosen: str, who: str
) -> None:
    office = getattr(tree, place)
    asked = {"bieu": kind, "co-quan": office.identifier, **MARCH}

    page = sign_in(tree.leader).get(reverse("desk:report"), asked).content.decode()

    code = chosen.partition(" ")[0]
    assert f'<option value="{kind}" selected>{chosen}</option>' in page
    assert f"<h1>Biểu {code}/VPCP/KSTT</h1>" in page
    assert f"{office.name} {who}".strip() + " · Tháng 3 năm 2026" in page


ONCE = "Tổng số tính mỗi thủ tục một lần"


@pytest.mark.parametrize(("kind", "is_said"), [("07a", 0), ("07b", 1), ("06", 0)])
def test_a_total_of_distinct_procedures_says_so_everywhere(
    tree: Tree, kind: str, is_said: int
) -> None:
    client, asked = sign_in(tree.leader), {"bieu": kind, **MARCH}
    birth = make_procedure(BIRTH)
    offer(birth, tree.ward)

    def said() -> list[int]:
        page = client.get(reverse("desk:report"), asked).content.decode()
        book = client.get(reverse("desk:report_xlsx"), asked).content
        paper = client.get(reverse("desk:report_pdf"), asked).content
        cells = str(list(load_workbook(BytesIO(book)).worksheets[0].values))
        text = " ".join(PdfReader(BytesIO(paper)).pages[0].extract_text().split())
        return [each.count(ONCE) for each in (page, cells, text)]

    assert said() == [0, 0, 0]
    offer(birth, tree.other)
    assert said() == [is_said] * 3


def test_the_files_have_the_numbers_of_the_page(tree: Tree) -> None:
    client = sign_in(tree.leader)

    book = client.get(reverse("desk:report_xlsx"), MARCH)
    paper = client.get(reverse("desk:report_pdf"), MARCH)
    table = client.get(reverse("desk:board_csv", args=["thang"]), MARCH)
    drawn = client.get(reverse("desk:board_svg", args=["kenh"]), MARCH)

    last = list(load_workbook(BytesIO(book.content)).worksheets[0].values)
    assert any(row[1] == "Tổng số" and row[2] == 8 for row in last)
    assert paper.content.startswith(b"%PDF")
    assert "03/2026,2,7,28.6" in table.content.decode()
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "attachment" in drawn["Content-Disposition"]
    gone = client.get(reverse("desk:board_csv", args=["khac"]), MARCH)
    assert gone.status_code == 404
