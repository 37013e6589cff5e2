"""Forms II.06 and II.07: identities, closing, and the same numbers everywhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Agency
from accounts.permissions import Role
from services.printing.rendering import render
from services.printing.sheets import Sheet, workbook
from services.procedures.definition import Channel
from services.procedures.models import Sector
from services.statistics import applying, form_06
from services.statistics.folding import Lasting, Timing
from services.statistics.models import ClosedForm, Spell
from services.statistics.periods import period_of
from services.statistics.printed import sheet_of
from services.statistics.reports import (
    CannotClose,
    as_closed,
    changes,
    close,
    closed_form,
    digest_of,
    fill,
)
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import BIRTH, DIPLOMA, Office, make_procedure, offer
from tests.factories.facts import make_facts, resolved
from tests.factories.histories import histories
from tests.factories.money import COPIES
from tests.factories.transactions import undone
from tests.services.statistics.test_recount import Land, happen

pytestmark = pytest.mark.django_db

Kind = ClosedForm.Kind
MARCH = period_of("2026-03")
APRIL_2 = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)
TODAY = APRIL_2.date()
COMMUNES = "Thủ tục giải quyết ở cấp xã"


OVERDUE = Lasting(Spell.Kind.LATE, date(2026, 3, 8))


class Town:
    """A district with two communes; the first does one thing of everything."""

    def __init__(self) -> None:
        level = Agency.Level
        self.district = make_agency("Quận Mẫu", level=level.DISTRICT)
        self.ward = make_agency("Phường Mẫu", parent=self.district)
        self.other = make_agency("Phường Khác Mẫu", parent=self.district)
        self.birth, self.diploma = make_procedure(BIRTH), make_procedure(DIPLOMA)
        # carried over and resolved early, late and in hand, in time and overdue
        before = date(2026, 2, 20)
        done = resolved(date(2026, 3, 3), Timing.EARLY, accepted=before)
        make_facts(self.ward, self.birth, day=before, **done)
        late = resolved(date(2026, 3, 20), Timing.LATE)
        make_facts(self.ward, self.birth, channel=Channel.COUNTER, **late)
        make_facts(self.ward, self.birth, day=date(2026, 3, 30))
        make_facts(self.ward, self.diploma, spells=(OVERDUE,))
        make_facts(self.other, self.diploma, channel=Channel.POST)
        make_facts(self.district, self.birth)


@pytest.fixture
def town() -> Town:
    return Town()


def numbers(town: Town, kind: Kind, agency: Agency) -> dict[str, tuple[int, ...]]:
    report = fill(kind, agency, MARCH, today=TODAY)
    return {f"{line.number} {line.name}": line.numbers for line in report.lines}


def test_the_form_of_an_office_stands_by_field(town: Town) -> None:
    birth, diploma = town.birth.sector.name, town.diploma.sector.name

    rows = numbers(town, Kind.OFFICE, town.ward)

    assert {name[2:]: row for name, row in rows.items()} == {
        #        3  4  5  6  7  8  9 10 11 12 13
        birth: (3, 1, 1, 1, 2, 1, 0, 1, 1, 1, 0),
        diploma: (1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1),
    }


def test_what_offices_below_did_is_not_the_offices_own(town: Town) -> None:
    own = fill(Kind.OFFICE, town.district, MARCH, today=TODAY)

    assert own.code == "II.06a/VPCP/KSTT"
    assert [line.numbers[0] for line in own.lines] == [1]
    assert own.total[0] == 1


def test_what_an_office_of_its_own_level_did_below_it_is_taken_off(town: Town) -> None:
    alone = fill(Kind.OFFICE, town.ward, MARCH, today=TODAY)
    station = make_agency("Trạm Mẫu", parent=town.ward)
    make_facts(station, town.birth, count=4)

    with_station = fill(Kind.OFFICE, town.ward, MARCH, today=TODAY)

    assert with_station.total == alone.total
    assert [line.numbers for line in with_station.lines] == [
        line.numbers for line in alone.lines
    ]
    assert fill(Kind.OFFICE, station, MARCH, today=TODAY).total[0] == 4


def test_the_form_of_a_tree_stands_by_level_and_field(town: Town) -> None:
    report = fill(Kind.TREE, town.district, MARCH, today=TODAY)

    assert report.code == "II.06b/VPCP/KSTT"
    assert report.is_reconstructed
    levels = [line for line in report.lines if line.depth == 0]
    assert [(line.number, line.numbers[0]) for line in levels] == [("A", 1), ("B", 5)]
    assert report.total[0] == 6
    assert sum(line.numbers[0] for line in report.lines if line.depth) == 6


def test_a_period_that_lasts_is_filled_up_to_today(town: Town) -> None:
    early = fill(Kind.TREE, town.ward, period_of("2026"), today=date(2026, 3, 7))
    late = fill(Kind.TREE, town.ward, period_of("2026"), today=date(2026, 3, 8))

    assert early.total[-1] == 0
    assert late.total[-1] == 1


@settings(max_examples=8)
@given(data=st.data())
def test_the_columns_of_every_form_add_up(data: st.DataObject) -> None:
    with undone():
        land = Land()
        happen(data.draw(histories(land.ground)), 100)
        first = date(2025, 12, 25) + timedelta(days=data.draw(st.integers(0, 60)))
        last = first + timedelta(days=data.draw(st.integers(0, 60)))
        for agency in (land.city, land.district, land.ward):
            scope = Scope(first, last, agency)
            for form in (form_06.of_office(scope), form_06.of_tree(scope)):
                fields = [row.columns for row in form.rows if row.depth]
                for columns in (*fields, form.total):
                    c = dict(enumerate(columns.numbers(), start=3))
                    assert c[3] == c[4] + c[5] + c[6] == c[7] + c[11]
                    assert c[7] == c[8] + c[9] + c[10]
                    assert c[11] == c[12] + c[13]
                    assert min(c.values()) >= 0
                rows = [columns.numbers() for columns in fields] or [(0,) * 11]
                sums = tuple(map(sum, zip(*rows, strict=True)))
                assert sums == form.total.numbers()


def test_a_closed_form_stays_and_corrections_show(town: Town) -> None:
    leader = make_officer(Role.LEADER, town.ward)
    report = fill(Kind.TREE, town.ward, MARCH, today=TODAY)

    closed = close(report, by=leader, at=APRIL_2)
    again = close(report, by=leader, at=APRIL_2)

    assert again == closed == closed_form(report)
    assert closed.digest == digest_of(closed.content)
    assert changes(closed, report) == []
    assert str(closed) == f"06 2026-03 {town.ward.pk}"

    make_facts(town.ward, town.diploma, channel=Channel.COUNTER)
    sector = Sector.objects.create(key="khac", name="Lĩnh vực khác")
    extra = make_procedure(COPIES)
    extra.sector = sector
    extra.save()
    make_facts(town.ward, extra)
    later = fill(Kind.TREE, town.ward, MARCH, today=TODAY)

    found = {(c.name, c.column): (c.closed, c.now) for c in changes(closed, later)}
    assert found["Tổng số", 3] == (4, 6)
    assert found["Tổng số", 5] == (1, 2)
    assert found["Lĩnh vực khác", 4] == (0, 1)
    levels = {c.name: c.under for c in changes(closed, later)}
    assert levels["Tổng số"] == levels[COMMUNES] == ""
    assert levels["Lĩnh vực khác"] == COMMUNES

    kept = as_closed(closed, later)
    assert [line.numbers for line in kept.lines] == [x.numbers for x in report.lines]
    assert kept.total == report.total
    assert not any(line.is_current for line in kept.lines if line.depth == 0)
    assert all(line.is_current for line in as_closed(closed, report).lines)


def test_a_new_name_is_no_correction(town: Town) -> None:
    leader = make_officer(Role.LEADER, town.ward)
    forms = [fill(kind, town.district, MARCH, today=TODAY) for kind in Kind]
    closed = [close(each, by=leader, at=APRIL_2) for each in forms]
    for sector in Sector.objects.all():
        Sector.objects.filter(pk=sector.pk).update(name=f"Tên mới {sector.key}")
    Agency.objects.filter(pk=town.ward.pk).update(name="Phường Tên mới")

    renamed = [fill(kind, town.district, MARCH, today=TODAY) for kind in Kind]

    assert [changes(*pair) for pair in zip(closed, renamed, strict=True)] == [[]] * 4
    for pair in zip(closed, renamed, strict=True):
        assert "Tên mới" not in str(as_closed(*pair).content()["lines"])


def test_forms_closed_before_lines_had_keys_are_told_apart_by_name(town: Town) -> None:
    report = fill(Kind.TREE, town.ward, MARCH, today=TODAY)
    content = report.content()
    del content["keys"]
    old = ClosedForm(kind=Kind.TREE, agency=town.ward, content=content)

    assert changes(old, report) == []
    assert as_closed(old, report).content()["lines"] == content["lines"]


def test_a_form_is_not_closed_before_the_figures_have_read_its_period() -> None:
    office = Office(DIPLOMA)
    office.received()
    leader = make_officer(Role.LEADER, office.agency)
    today = timezone.localdate()
    day = f"{today}..{today}"
    report = fill(Kind.TREE, office.agency, period_of(day), today=today)
    tomorrow = timezone.now() + timedelta(days=1)

    with pytest.raises(CannotClose, match="đang được cập nhật"):
        close(report, by=leader, at=tomorrow)

    applying.apply_new_events()
    later = fill(Kind.TREE, office.agency, period_of(day), today=today)
    assert close(later, by=leader, at=tomorrow).content["total"][0] == 1


def test_a_period_that_lasts_is_not_closed(town: Town) -> None:
    leader = make_officer(Role.LEADER, town.ward)
    report = fill(Kind.TREE, town.ward, period_of("2026-Q2"), today=TODAY)

    with pytest.raises(CannotClose, match="chưa kết thúc"):
        close(report, by=leader, at=APRIL_2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE statistics_closedform SET digest = ''",
        "DELETE FROM statistics_closedform",
    ],
)
def test_the_database_refuses_to_change_a_closed_form(
    town: Town, statement: str
) -> None:
    leader = make_officer(Role.LEADER, town.ward)
    close(fill(Kind.OFFICE, town.ward, MARCH, today=TODAY), by=leader, at=APRIL_2)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as c:
        c.execute(statement)


def test_procedures_are_counted_once_however_many_offices_provide_them() -> None:
    town = Town()
    for office in (town.ward, town.other):
        offer(town.birth, office)
    offer(town.diploma, town.ward)
    offer(make_procedure(COPIES), town.district)

    fields = fill(Kind.PROCEDURES, town.district, MARCH, today=TODAY)
    below = fill(Kind.PROCEDURES_BELOW, town.district, MARCH, today=TODAY)

    assert fields.code == "II.07a/VPCP/KSTT"
    assert fields.total[0] == 3
    assert fields.total[-1] == 2
    rows = {line.name: line.numbers for line in below.lines}
    assert rows["Phường Mẫu"][0] == 2
    assert rows["Phường Khác Mẫu"][0] == 1
    assert below.total == fields.total
    whole = fill(Kind.PROCEDURES_BELOW, town.ward, MARCH, today=TODAY)
    assert whole.lines == ()


def cells(file: bytes) -> Iterator[Any]:
    page = load_workbook(BytesIO(file)).worksheets[0]
    for row in page.iter_rows():
        yield from row


@pytest.mark.parametrize("kind", list(Kind))
def test_page_paper_and_workbook_have_the_same_numbers(town: Town, kind: Kind) -> None:
    offer(town.birth, town.ward)
    report = fill(kind, town.district, MARCH, today=TODAY)
    sheet = sheet_of(report, made_at=APRIL_2)

    written = [cell for cell in cells(workbook(sheet)) if cell.value is not None]
    text = PdfReader(BytesIO(render(sheet))).pages[0].extract_text()

    counts = [c.value for c in written if isinstance(c.value, int)]
    assert counts == [n for row in report.lines for n in row.numbers] + [*report.total]
    assert {c.number_format for c in written if isinstance(c.value, int)} <= {"#,##0"}
    assert report.code in text.replace("\n", " ")
    assert "Tổng số" in text
    assert report.agency.name in text


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    sheet = Sheet(
        code="Biểu: [1]/2",
        agency="=HYPERLINK(1)",
        title="Thử",
        subtitle="+1",
        made_at=APRIL_2,
        head=(("STT", "Tên", "Số"),),
        rows=(("1", "=1+1", 1_234_567), ("2", "@SUM(A1)", None)),
    )

    types = {cell.data_type for cell in cells(workbook(sheet))}

    assert "f" not in types
    assert sheet.data()["rows"] == [["1", "=1+1", "1.234.567"], ["2", "@SUM(A1)", "—"]]


def test_a_form_is_filled_for_the_whole_portal_too(town: Town) -> None:
    form = form_06.of_tree(Scope(MARCH.first, MARCH.last))

    assert form.letter == "d"
    assert form.total.received == 6
