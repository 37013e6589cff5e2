"""Forms and own reports opened by LibreOffice: the numbers it reads are the numbers.

    python3 run.py bench sheets [--keep FOLDER]

Needs LibreOffice (`apt-get install libreoffice-calc`). Invented facts are made, forms
II.06, II.07 and an own report written as workbooks, opened and saved as CSV and as PDF
by LibreOffice; every count is compared, and no cell may be a formula. `--keep` leaves
workbooks and PDFs in a folder, to be looked at. The exit is 1 where anything differs.
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

django.setup()

from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Agency
from services.printing.sheets import Cell, Sheet, workbook
from services.statistics.models import SavedReport
from services.statistics.own_reading import Asked, read
from services.statistics.own_sending import sheet_of as own_sheet
from services.statistics.periods import period_of
from services.statistics.printed import sheet_of
from services.statistics.reports import Kind, fill
from tests.load.figures import TODAY, make

FACTS = 20_000
OWN = {
    "so": ["accepted", "online", "late", "online_share", "mean_days"],
    "theo": ["sector"],
    "ky": "2026",
}


def sheets() -> Iterator[tuple[str, Sheet]]:
    """Yield what is written, by name."""
    city, now = Agency.objects.get(identifier="H29"), timezone.now()
    for kind in (Kind.TREE, Kind.OFFICE, Kind.PROCEDURES, Kind.PROCEDURES_BELOW):
        report = fill(kind, city, period_of("2026"), today=TODAY)
        yield f"bieu-{kind}", sheet_of(report, made_at=now)
    saved = SavedReport(name="=Báo cáo, “Mẫu”", agency=city, definition=OWN)
    exhibit = read(Asked.of(saved), today=TODAY)
    yield "bao-cao", own_sheet(saved, exhibit, now)


def opened(program: str, book: Path, kind: str) -> Path:
    """Let LibreOffice open the workbook and save it as CSV or PDF."""
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"
    wanted = options if kind == "csv" else kind
    profile = f"-env:UserInstallation=file://{book.parent}/profile"
    command = [program, profile, "--headless", "--convert-to", wanted]
    subprocess.run(
        [*command, "--outdir", str(book.parent), str(book)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return book.with_suffix(f".{kind}")


def same(cell: Cell, read: str) -> bool:
    """Say whether what was read is the cell, numbers by their value."""
    if cell is None:
        return read == "—"
    return read == cell if isinstance(cell, str) else float(read) == float(cell)


def compare(name: str, sheet: Sheet, table: Path) -> int:
    """Return how many cells are read otherwise than written."""
    lines = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))
    begin = 1 + lines.index(list(sheet.head[-1]))
    wrong = 0
    for row, line in zip(sheet.rows, lines[begin:], strict=False):
        wrong += sum(not same(*pair) for pair in zip(row, line, strict=False))
    found = len(lines) - begin - len(sheet.notes)
    print(f"  {name:12} {len(sheet.rows)} rows, {wrong} cells differ", flush=True)
    return wrong + (found < len(sheet.rows))


def formulas(book: Path) -> int:
    """Return how many cells are formulas."""
    cells = (c for row in load_workbook(book).worksheets[0].rows for c in row)
    return sum(cell.data_type == "f" for cell in cells)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        sys.exit("No LibreOffice: apt-get install libreoffice-calc")
    make(FACTS)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, sheet in sheets():
            book = Path(folder) / f"{name}.xlsx"
            book.write_bytes(workbook(sheet))
            wrong += formulas(book)
            wrong += compare(name, sheet, opened(program, book, "csv"))
            paper = opened(program, book, "pdf")
            wrong += not paper.read_bytes().startswith(b"%PDF")
            if options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(book, options.keep)
                shutil.copy(paper, options.keep)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
