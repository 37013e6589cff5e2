"""Counts of work files read from a sheet (CSV or XLSX): every fault with its row.

Columns are found by their heads, in any order. A cell is read as what it shows; a
formula counts by its saved value. Nothing is written here.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.vietnamese import fold
from services.statistics.models import WorkFiles

HEADS = ("ma co quan", "thang", "xu ly tren mang", "tong so")
"""The heads of the columns, folded: agency, month, handled online, all."""
TITLES = ("Mã cơ quan", "Tháng", "Xử lý trên mạng", "Tổng số")
MOST_BYTES = 1_000_000
MOST_UNPACKED = 20_000_000
MOST_ROWS = 5_000
EARLIEST = date(2015, 1, 1)

type Cells = Sequence[Any]


class NotASheet(Exception):
    """The file is no sheet that can be read; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; rows are numbered as the sheet shows them."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The counts of a sheet; to be written only where there are no faults.

    `left_empty` rows name an office whose numbers nobody filled in.
    """

    counts: tuple[WorkFiles, ...]
    faults: tuple[Fault, ...]
    left_empty: int = 0


def read(content: bytes, agencies: Iterable[Agency], *, today: date) -> Sheet:
    """Read a sheet of counts of the agencies, up to the month of `today`.

    Raises NotASheet where the file is none, is too large, or lacks a column.
    """
    if len(content) > MOST_BYTES:
        raise NotASheet(_("Tệp lớn hơn 1 MB. Hãy chia thành nhiều tệp."))
    rows = _workbook(content) if content.startswith(b"PK") else _text(content)
    places, lines = _places(rows)
    known = {agency.identifier: agency for agency in agencies}
    counts: dict[tuple[int, date], WorkFiles] = {}
    faults: list[Fault] = []
    left_empty = 0
    for number, values in _filled(places, lines):
        if not any(_written(value) for value in values[2:]):
            left_empty += 1
            continue
        found, problems = _row(values, known, today)
        if found is not None and (found.agency_id, found.month) in counts:
            problems = [_("Cơ quan và tháng này đã có ở dòng trên; hãy bỏ bớt.")]
        faults += [Fault(number, text) for text in problems]
        if found is not None and not problems:
            counts[found.agency_id, found.month] = found
    if not counts and not faults:
        raise NotASheet(_nothing(left_empty))
    return Sheet(tuple(counts.values()), tuple(faults), left_empty)


def _nothing(left_empty: int) -> str:
    """Say what a sheet without a count lacks."""
    if left_empty:
        return _("Dòng nào cũng để trống số lượng. Hãy ghi số của ít nhất một cơ quan.")
    return _("Bảng chưa có dòng số liệu nào dưới dòng tiêu đề.")


def _workbook(content: bytes) -> Iterator[Cells]:
    # Loaded only here: nothing else of a page needs a spreadsheet library.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with ZipFile(BytesIO(content)) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > MOST_UNPACKED:
            raise NotASheet(_("Bảng quá lớn. Hãy chia thành nhiều tệp."))
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return iter(list(_few(sheet.iter_rows(values_only=True))))
    except NotASheet:
        raise
    # Whoever asks sends any bytes whatever, and the library fails in many ways.
    except Exception as error:
        raise NotASheet(
            _("Không mở được tệp Excel. Hãy lưu lại dạng .xlsx.")
        ) from error


def _text(content: bytes) -> Iterator[Cells]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotASheet(
            _("Tệp không phải .xlsx hoặc CSV mã UTF-8. Hãy lưu lại rồi thử.")
        ) from error
    first, _newline, _rest = text.partition("\n")
    delimiter = max(",;\t", key=first.count)
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        return iter(list(_few(rows)))
    except csv.Error as error:
        raise NotASheet(
            _("Không đọc được tệp CSV. Hãy mở bằng Excel rồi lưu lại.")
        ) from error


def _few(rows: Iterable[Cells]) -> Iterator[Cells]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise NotASheet(
                _("Bảng có hơn %(most)d dòng. Hãy chia thành nhiều tệp.")
                % {"most": MOST_ROWS}
            )
        yield row


def _places(rows: Iterator[Cells]) -> tuple[list[int], Iterator[tuple[int, Cells]]]:
    """Return where the four columns stand, and the numbered rows below the heads."""
    for number, cells in enumerate(rows, start=1):
        heads = [fold(_written(cell)) for cell in cells]
        if HEADS[0] in heads:
            missing = [t for t, h in zip(TITLES, HEADS, strict=True) if h not in heads]
            if missing:
                raise NotASheet(
                    _("Bảng thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)}
                )
            return [heads.index(head) for head in HEADS], enumerate(rows, number + 1)
    raise NotASheet(
        _("Không thấy dòng tiêu đề. Hãy dùng bảng mẫu có các cột: %(columns)s.")
        % {"columns": ", ".join(TITLES)}
    )


def _filled(
    places: Sequence[int], lines: Iterable[tuple[int, Cells]]
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the four cells of each row in which any of them says something."""
    for number, cells in lines:
        values = [cells[place] if place < len(cells) else None for place in places]
        if any(_written(value) for value in values):
            yield number, values


def _row(
    values: Sequence[Any], known: Mapping[str, Agency], today: date
) -> tuple[WorkFiles | None, list[str]]:
    """Return the count of a row, or what is wrong with it."""
    identifier, month = _written(values[0]), _month(values[1])
    online, total = _count(values[2]), _count(values[3])
    problems = []
    if identifier not in known:
        problems.append(
            _("Không có cơ quan “%(code)s” trong phần Ông/Bà giữ sổ.")
            % {"code": identifier}
        )
    if month is None or not EARLIEST <= month <= today:
        problems.append(_("Hãy ghi tháng như 2026-03 hoặc 03/2026, không ở tương lai."))
    if online is None or total is None:
        problems.append(_("Số lượng phải là số nguyên không âm, không để trống."))
    elif online > total:
        problems.append(_("Số xử lý trên mạng lớn hơn tổng số."))
    if problems or month is None or online is None or total is None:
        return None, problems
    origin = WorkFiles.Origin.IMPORTED
    agency = known[identifier]
    return (
        WorkFiles(
            agency=agency, month=month, online=online, total=total, origin=origin
        ),
        [],
    )


def _written(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _month(value: Any) -> date | None:
    if isinstance(value, datetime | date):
        return date(value.year, value.month, 1)
    text = _written(value)
    for pattern in (r"(?P<y>\d{4})-(?P<m>\d{1,2})", r"(?P<m>\d{1,2})/(?P<y>\d{4})"):
        found = re.fullmatch(pattern, text, re.ASCII)
        if found and 1 <= int(found["m"]) <= 12 and int(found["y"]):
            return date(int(found["y"]), int(found["m"]), 1)
    return None


def _count(value: Any) -> int | None:
    """Read a whole number; `1.234` is what people here write for 1234, as text."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and value >= 0 else None
    text = _written(value)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text, re.ASCII):
        text = text.replace(".", "")
    return int(text) if re.fullmatch(r"\d{1,12}", text, re.ASCII) else None


def template(agencies: Iterable[Agency], month: str) -> str:
    """Return an empty sheet as CSV with a row for each agency in the month."""
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow([*TITLES, "Cơ quan"])
    for agency in agencies:
        writer.writerow([agency.identifier, month, "", "", agency.name])
    return "\ufeff" + kept.getvalue()
