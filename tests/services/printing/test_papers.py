"""Official papers: what stands on them, read back from the PDF."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from services.printing.legal_forms import LegalForm
from services.printing.lettering import STAND_IN, printable
from services.printing.papers import Block, Line, Paper, Table
from services.printing.rendering import render

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def paper(**parts: object) -> Paper:
    values: dict[str, object] = {
        "agency": "Ủy ban nhân dân Phường Mẫu",
        "title": "Giấy thử",
        "code": "H29.MAU-260302-0001",
        "made_at": AT,
    }
    return Paper(**{**values, **parts})  # type: ignore[arg-type]


def test_names_of_all_peoples_print_as_they_are_written() -> None:
    names = ("H'Hen Niê", "Y Bhăm Êban", "Lý Thị Mẩy Ơn", "#H[Hen] *đậm* $x$")
    shown = text_of(render(paper(lines=tuple(Line("Tên", name) for name in names))))

    assert all(name.replace("'", "’") in shown.replace("'", "’") for name in names)


def test_a_name_typed_in_parts_prints_as_the_composed_one() -> None:
    assert "Nguyễn" in text_of(render(paper(lines=(Line("Tên", "Nguyễn"),))))


def test_a_file_named_with_a_picture_does_not_stop_the_paper() -> None:
    row = ("1", "ảnh 📷 chụp\u202e.pdf", "2 KB", "1")
    pdf = render(paper(tables=(Table("Tệp", ("STT", "Tên", "Cỡ", "Trang"), (row,)),)))

    assert f"ảnh {STAND_IN} chụp.pdf" in text_of(pdf)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\tb", "a b"),
        ("dòng\r\nhai\rba\x0bbốn\u2028năm", "dòng\nhai\nba\nbốn\nnăm"),
        ("không\u200b thấy\x00\u202e", "không thấy"),
        ("漢", STAND_IN),
        ("Đặng Thị Mẫu", "Đặng Thị Mẫu"),
    ],
)
def test_what_cannot_be_shown_is_left_out_or_stood_in_for(
    typed: str, printed: str
) -> None:
    assert printable(typed) == printed


@given(st.text())
def test_making_a_text_printable_twice_changes_nothing(text: str) -> None:
    assert printable(printable(text)) == printable(text)


def test_equal_papers_are_equal_bytes_and_archival() -> None:
    parts = {"blocks": (Block("Phần", (Line("a", "b"),)),), "signers": ("Người khai",)}

    first, second = render(paper(**parts)), render(paper(**parts))

    assert first == second
    assert b"pdfaid" in first


def test_the_code_of_squares_stands_beside_its_secret() -> None:
    pdf = render(paper(qr="https://mau.test/tra-cuu/x", secret="ABCD2345"))

    assert "ABCD2345" in text_of(pdf)


@pytest.mark.parametrize(
    ("day", "citation"),
    [
        (date(2025, 9, 14), "Mẫu số 01 – TT 01/2018/TT-VPCP"),
        (date(2025, 9, 15), "Mẫu số 01 – TT 03/2025/TT-VPCP"),
    ],
)
def test_a_form_cites_the_circular_of_its_day(day: date, citation: str) -> None:
    assert LegalForm.INTAKE.citation(day) == citation


def test_headings_change_with_the_circular_where_it_changed_them() -> None:
    assert LegalForm.REFUSAL.title(date(2021, 1, 1)) != LegalForm.REFUSAL.title(
        date(2026, 1, 1)
    )
    assert LegalForm.INTAKE.title(date(2021, 1, 1)) == LegalForm.INTAKE.title(
        date(2026, 1, 1)
    )
