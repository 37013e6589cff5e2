"""Workbooks: printed on A4 without shrinking, with their head on every page."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from services.printing.sheets import Sheet, workbook

SHEET = Sheet(
    code="Biểu số mẫu",
    agency="Ủy ban nhân dân Phường Mẫu",
    title="Tình hình giải quyết",
    subtitle="Một câu giải thích rất dài. " * 12,
    made_at=datetime(2026, 4, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    head=(
        ("STT", "Lĩnh vực", "Số hồ sơ nhận giải quyết", ""),
        ("(1)", "(2)", "Trong kỳ: trực tiếp, dịch vụ bưu chính công ích", "(4)"),
    ),
    rows=(("1", "Hộ tịch", 5, 7), ("2", "Đất đai", None, 1_234)),
    notes=("Một ghi chú rất dài về cách lập biểu này. " * 6,),
)


def _row_of(page: Any, text: str) -> int:
    return next(int(row[0].row) for row in page.iter_rows() if row[0].value == text)


def test_a_long_line_takes_several_rows_and_widens_nothing() -> None:
    page = load_workbook(BytesIO(workbook(SHEET))).worksheets[0]

    across = sum(each.width for each in page.column_dimensions.values())
    lines = [str(row[0].value) for row in page.iter_rows() if row[0].value]
    assert max(map(len, lines)) <= across
    assert " ".join(lines).count("Một câu giải thích rất dài.") == 12
    assert " ".join(lines).count("cách lập biểu này.") == 6


def test_the_head_is_merged_high_enough_and_on_every_page() -> None:
    page = load_workbook(BytesIO(workbook(SHEET))).worksheets[0]

    first = _row_of(page, "STT")
    assert [str(each) for each in page.merged_cells.ranges] == [f"C{first}:D{first}"]
    assert page.print_title_rows == f"${first}:${first + 1}"
    assert page.freeze_panes == f"A{first + 2}"
    assert page.row_dimensions[first + 1].height >= 4 * 15
    assert page.page_setup.orientation == "landscape"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert [cell.value for cell in page[first + 2]] == ["1", "Hộ tịch", 5, 7]
