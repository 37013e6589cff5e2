"""Counts from a sheet: read as people write them, every fault with its row."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.models import Agency
from services.statistics import sheets
from services.statistics.sheets import NotASheet, Sheet, read
from tests.factories.accounts import make_agency

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)
SHEET_XML = "xl/worksheets/sheet1.xml"
HEAD = "Mã cơ quan,Tháng,Xử lý trên mạng,Tổng số"


@pytest.fixture
def ward() -> Agency:
    return make_agency("Phường Mẫu")


def of_text(text: str, *agencies: Agency) -> Sheet:
    return read(text.encode(), agencies, today=TODAY)


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def counts(sheet: Sheet) -> list[tuple[str, date, int, int]]:
    return [(c.agency.identifier, c.month, c.online, c.total) for c in sheet.counts]


@pytest.mark.parametrize("month", ["2026-02", "02/2026", "2/2026"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read(ward: Agency, month: str, delimiter: str) -> None:
    row = delimiter.join([ward.identifier, month, "1.200", "1500"])
    text = "\ufeff" + HEAD.replace(",", delimiter) + "\n" + row + "\n"

    sheet = of_text(text, ward)

    assert counts(sheet) == [(ward.identifier, date(2026, 2, 1), 1_200, 1_500)]
    assert sheet.counts[0].origin == "imported"


def test_a_workbook_is_read_whatever_stands_around_the_table(ward: Agency) -> None:
    content = workbook(
        [
            ["Báo cáo hồ sơ công việc"],
            ["Ghi chú", "TỔNG SỐ", "xử lý trên mạng", "Tháng", "Mã cơ quan"],
            ["", 10, 4, datetime(2026, 1, 20), ward.identifier],
            [],
            ["", 5, 5, "2025-12", ward.identifier],
        ]
    )

    sheet = read(content, [ward], today=TODAY)

    assert not sheet.faults
    assert counts(sheet) == [
        (ward.identifier, date(2026, 1, 1), 4, 10),
        (ward.identifier, date(2025, 12, 1), 5, 5),
    ]


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [("12.0", 12), ("1.2E1", 12), ("1.234", None), ("-2.0", None)],
)
def test_numbers_of_a_workbook_are_what_they_are(
    ward: Agency, raw: str, read_as: int | None
) -> None:
    content = workbook(
        [
            ["Mã cơ quan", "Tháng", "Xử lý trên mạng", "Tổng số"],
            [ward.identifier, "2026-01", 7_654_321, 9_000_000],
        ]
    )
    with ZipFile(BytesIO(content)) as packed:
        xml = packed.read(SHEET_XML).replace(b"7654321", raw.encode())
        kept = BytesIO()
        with ZipFile(kept, "w") as changed:
            for each in packed.namelist():
                changed.writestr(each, xml if each == SHEET_XML else packed.read(each))

    sheet = read(kept.getvalue(), [ward], today=TODAY)

    assert [count.online for count in sheet.counts] == ([read_as] if read_as else [])
    assert bool(sheet.faults) == (read_as is None)


FAULTS = {
    "H99.khac,2026-01,1,2": "Không có cơ quan “H99.khac”",
    "{me},2026-13,1,2": "Hãy ghi tháng như 2026-03",
    "{me},2026-04,1,2": "không ở tương lai",
    "{me},0000-01,1,2": "Hãy ghi tháng như 2026-03",
    "{me},2014-12,1,2": "Hãy ghi tháng như 2026-03",
    "{me},,1,2": "Hãy ghi tháng như 2026-03",
    "{me},2026-01,-1,2": "số nguyên không âm",
    "{me},2026-01,1": "không để trống",
    "{me},2026-01,1.5,2": "số nguyên không âm",
    "{me},2026-01,=1+1,2": "số nguyên không âm",
    "{me},2026-01,3,2": "lớn hơn tổng số",
}


@pytest.mark.parametrize("row", FAULTS)
def test_a_fault_is_said_with_its_row(ward: Agency, row: str) -> None:
    good = f"{ward.identifier},2025-01,1,2"
    text = "\n".join([HEAD, good, row.format(me=ward.identifier)])

    sheet = of_text(text, ward)

    assert [fault.row for fault in sheet.faults] == [3]
    assert FAULTS[row] in sheet.faults[0].text


def test_the_same_office_and_month_twice_is_a_fault(ward: Agency) -> None:
    row = f"{ward.identifier},2025-01,1,2"

    sheet = of_text(f"{HEAD}\n{row}\n{row}", ward)

    assert [(f.row, "đã có ở dòng trên" in f.text) for f in sheet.faults] == [(3, True)]


def test_rows_without_numbers_are_skipped_and_counted(ward: Agency) -> None:
    office, later = make_agency(), f"{ward.identifier},2026-02"
    rows = [f"{office.identifier},2026-01,,", ",,,", f"{later}, ,", f"{later},3,4"]

    sheet = of_text("\n".join([HEAD, *rows]), ward, office)

    assert counts(sheet) == [(ward.identifier, date(2026, 2, 1), 3, 4)]
    assert (sheet.faults, sheet.left_empty) == ((), 2)


def bomb() -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (sheets.MOST_UNPACKED + 1))
    return kept.getvalue()


def damaged(name: str, content: bytes) -> bytes:
    """A real workbook with one of its parts replaced."""
    whole, kept = workbook([["Mã cơ quan"], ["x"]]), BytesIO()
    with ZipFile(BytesIO(whole)) as packed, ZipFile(kept, "w") as changed:
        for each in packed.namelist():
            changed.writestr(each, content if each == name else packed.read(each))
    return kept.getvalue()


NO_SHEETS = {
    "cut off": (damaged(SHEET_XML, b"<worksheet><sheetData><row"), "Không mở được"),
    "no styles": (damaged("xl/styles.xml", b"<"), "Không mở được"),
    "no types": (damaged("[Content_Types].xml", b"<x/>"), "Không mở được"),
    "nothing": (b"", "Không thấy dòng tiêu đề"),
    "no head": (b"a,b\n1,2\n", "Không thấy dòng tiêu đề"),
    "no rows": (HEAD.encode(), "chưa có dòng số liệu nào"),
    "no numbers": (f"{HEAD}\nx,2026-01,,".encode(), "cũng để trống số lượng"),
    "lacks a column": ("Mã cơ quan,Tháng\nx,y".encode(), "Xử lý trên mạng, Tổng số"),
    "other letters": (HEAD.encode("utf-16"), "CSV mã UTF-8"),
    "broken workbook": (b"PK\x03\x04 khong phai", "Không mở được tệp Excel"),
    "zip of nothing": (b"PK\x05\x06" + b"\0" * 18, "Không mở được tệp Excel"),
    "bomb": (bomb(), "Bảng quá lớn"),
    "too large": (b"x" * (sheets.MOST_BYTES + 1), "lớn hơn 1 MB"),
    "endless cell": (HEAD.encode() + b"\n" + b"x" * 140_000, "Không đọc được tệp CSV"),
    "too long": (HEAD.encode() + b"\n" * (sheets.MOST_ROWS + 2), "hơn 5000 dòng"),
}


@pytest.mark.parametrize("what", NO_SHEETS)
def test_what_is_no_sheet_says_how_to_mend_it(what: str) -> None:
    content, said = NO_SHEETS[what]

    with pytest.raises(NotASheet, match=said):
        read(content, [], today=TODAY)


@given(st.binary(max_size=200))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    try:
        sheet = read(HEAD.encode() + b"\n" + content, [], today=TODAY)
    except NotASheet as problem:
        assert str(problem)  # noqa: PT017
    else:
        assert not sheet.counts


def test_the_template_is_read_back_once_it_is_filled(ward: Agency) -> None:
    empty = sheets.template([ward], "2026-03")

    filled = empty.replace("2026-03,,", "2026-03,1,2")

    assert counts(of_text(filled, ward)) == [(ward.identifier, date(2026, 3, 1), 1, 2)]
