"""A table of numbers on paper or in a workbook; frozen values in, no database.

Both show the same cells. Counts are numbers, everything else is text: a name that
begins with `=` stays a name, and no cell of a workbook is a live formula.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import ClassVar

from openpyxl import Workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts.vietnamese import written
from services.printing.lettering import printable

type Cell = str | int | Decimal | None

WHOLE, TENTHS = "#,##0", "#,##0.0"
"""Thousands apart, by whatever the reader's language takes for it."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A headed table: `intro` above it, `notes` and `signers` below it.

    `head` may have several rows of equally many cells; an empty cell belongs to the
    one before it in its row. Rows whose number is in `strong` are set in bold.
    """

    template: ClassVar[str] = "sheet.typ"
    qr: ClassVar[str] = ""

    code: str
    agency: str
    title: str
    subtitle: str
    made_at: datetime
    head: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: frozenset[int] = frozenset()
    intro: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    place: str = "Thành phố Hồ Chí Minh"

    def data(self) -> dict[str, object]:
        """Return the JSON that the template reads, numbers written out."""
        values = asdict(self)
        made = values.pop("made_at")
        values["date"] = f"ngày {made:%d} tháng {made:%m} năm {made:%Y}"
        values["rows"] = [[_written(cell) for cell in row] for row in self.rows]
        values["strong"] = [str(number) for number in sorted(self.strong)]
        return values


def _written(cell: Cell) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    return written(cell)


def workbook(sheet: Sheet) -> bytes:
    """Return the sheet as an XLSX file, to be worked with and printed on A4."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet.code.translate(FORBIDDEN)[:31]
    widths = _widths(sheet)
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    across = int(sum(widths))
    _write(page, sheet.agency, across)
    _write(page, sheet.title, across, Font(bold=True, size=13))
    for line in (sheet.subtitle, *sheet.intro):
        _write(page, line, across)
    first = page.max_row + 1
    for head in sheet.head:
        _write_head(page, head, widths)
    _set_up(page, first, first + len(sheet.head) - 1)
    for number, row in enumerate(sheet.rows):
        strong = number in sheet.strong
        page.append([_cell(page, cell, is_bold=strong) for cell in row])
    for line in ("", *sheet.notes):
        _write(page, line, across)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _set_up(page: Worksheet, first: int, last: int) -> None:
    """Keep the head in sight, on the screen and on every printed page."""
    page.freeze_panes = f"A{last + 1}"
    page.print_title_rows = f"{first}:{last}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _widths(sheet: Sheet) -> Sequence[float]:
    names = max((len(str(row[1])) for row in sheet.rows), default=12)
    return [7, min(60, max(24, names)), *[14] * (len(sheet.head[-1]) - 2)]


_LINE = Side(style="thin")
_BOX = Border(_LINE, _LINE, _LINE, _LINE)
LINE_HEIGHT = 15
"""Points that a line of text takes."""


def _write(page: Worksheet, text: str, across: int, font: Font | None = None) -> None:
    """Add the text in as many rows as it needs across the table."""
    for line in wrap(text, across) or [""]:
        cell = _text(page, line)
        cell.font = font or Font()
        page.append([cell])


def _text(page: Worksheet, text: str, *, is_bold: bool = False) -> BookCell:
    # As on paper: what cannot be seen would make the file unreadable.
    cell = WriteOnlyCell(page, value=printable(text))
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.font = Font(bold=is_bold)
    return cell


def _write_head(page: Worksheet, head: Sequence[str], widths: Sequence[float]) -> None:
    """Add a row of the head; empty cells become one with the cell before them."""
    page.append([_headed(page, text) for text in head])
    row, lines = page.max_row, 1
    starts = [place for place, text in enumerate(head) if text]
    for start, end in zip(starts, [*starts[1:], len(head)], strict=True):
        if end > start + 1:
            page.merge_cells(None, row, start + 1, row, end)
        lines = max(lines, len(wrap(head[start], int(sum(widths[start:end])) - 2)))
    page.row_dimensions[row].height = LINE_HEIGHT * lines + 3


def _headed(page: Worksheet, text: str) -> BookCell:
    cell = _text(page, text, is_bold=True)
    cell.border = _BOX
    cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    return cell


def _cell(page: Worksheet, value: Cell, *, is_bold: bool) -> BookCell:
    if isinstance(value, int | Decimal):
        number = value if isinstance(value, int) else float(value)
        cell = WriteOnlyCell(page, value=number)
        cell.number_format = WHOLE if isinstance(value, int) else TENTHS
        cell.font = Font(bold=is_bold)
    else:
        cell = _text(page, _written(value), is_bold=is_bold)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = _BOX
    return cell
