"""Uploads: opened, checked, refused with a sentence, served as attachments."""

import io
import zipfile
from collections.abc import Mapping
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from services.documents import names
from services.documents.actions import A_DAY, LARGEST, store_upload
from services.documents.errors import RefusedUpload
from services.documents.kinds import MOST_ENTRIES
from services.documents.models import Document, Verdict
from services.documents.serving import headers
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import WHEN
from tests.services.dossiers.test_life import pdf


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(size: tuple[int, int] = (20, 10), format_name: str = "JPEG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Bí mật trong ảnh"
    Image.new("RGB", size, "red").save(out, format=format_name, exif=exif)
    return out.getvalue()


def docx(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, "<xml/>")
    return out.getvalue()


@pytest.mark.django_db
def test_a_pdf_is_kept_with_its_pages_and_read_back() -> None:
    document = store_upload(pdf("Đơn xin.PDF"), by=make_citizen(), at=WHEN)

    assert document.pages == 1
    assert document.original_name == "Đơn xin.pdf"
    assert document.verdict == Verdict.CLEAN
    assert not document.is_scanned
    assert len(document.read()) == document.size


@pytest.mark.django_db
def test_an_image_is_drawn_anew_without_what_hid_in_it() -> None:
    sent = picture() + b"<script>alert(1)</script>"

    document = store_upload(upload("anh.jpg", sent), by=make_citizen(), at=WHEN)

    assert "Bí mật".encode() not in document.read()
    assert b"<script>" not in document.read()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"MZ\x90\x00 exe", "exe"),
        ("a.exe", b"MZ\x90\x00", "Loại tệp này không được nhận"),
        ("a", b"x", "Loại tệp này không được nhận"),
        ("a.pdf", b"", "Tệp rỗng"),
        ("a.pdf", b"%PDF-1.7 rubbish", "bị hỏng"),
        ("a.jpg", b"\xff\xd8\xff rubbish", "bị hỏng"),
        ("a.png", picture(), "không phải PNG"),
        ("a.docx", b"PK\x03\x04 rubbish", "bị hỏng"),
        ("a.docx", docx("other.xml"), "bị hỏng"),
        ("a.docx", docx("word/document.xml", "word/vbaProject.bin"), "macro"),
        ("a.svg", b"<svg/>", "Loại tệp này không được nhận"),
        ("a.pdf", b"<html>%PDF-", "trang web"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(
    name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(RefusedUpload, match=sentence):
        store_upload(upload(name, content), by=make_citizen(), at=WHEN)
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_word_file_is_taken() -> None:
    sent = upload("đơn.docx", docx("word/document.xml"))

    assert store_upload(sent, by=make_citizen(), at=WHEN).pages == 0


@pytest.mark.django_db
def test_thirty_megabytes_are_refused_by_their_size() -> None:
    big = upload("to.pdf", b"x" * (LARGEST + 1))

    with pytest.raises(RefusedUpload, match="10,0 MB"):
        store_upload(big, by=make_citizen(), at=WHEN)


@pytest.mark.django_db
def test_a_pdf_that_runs_something_is_refused() -> None:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        paper.Root.OpenAction = paper.make_indirect(action)
        paper.save(out)

    with pytest.raises(RefusedUpload, match="tự chạy"):
        store_upload(upload("a.pdf", out.getvalue()), by=make_citizen(), at=WHEN)


@pytest.mark.django_db
def test_a_pdf_with_a_password_says_so() -> None:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(RefusedUpload, match="mật khẩu"):
        store_upload(upload("a.pdf", out.getvalue()), by=make_citizen(), at=WHEN)


@pytest.mark.django_db
def test_a_pdf_may_hold_objects_that_are_no_dictionaries() -> None:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.Root.Numbers = paper.make_indirect(pikepdf.Array([1, 2]))
        paper.save(out)

    sent = upload("a.pdf", out.getvalue())

    assert store_upload(sent, by=make_citizen(), at=WHEN).pages == 1


@pytest.mark.django_db
def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn() -> None:
    big = picture((30_000, 2_000), "PNG")

    with pytest.raises(RefusedUpload, match="điểm ảnh"):
        store_upload(upload("a.png", big), by=make_citizen(), at=WHEN)


@pytest.mark.django_db
def test_a_zip_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (150 * 1024 * 1024))

    with pytest.raises(RefusedUpload, match="bị hỏng"):
        store_upload(upload("a.docx", out.getvalue()), by=make_citizen(), at=WHEN)


@pytest.mark.django_db
def test_an_archive_of_thousands_of_parts_is_refused() -> None:
    parts = (f"word/{number}.xml" for number in range(MOST_ENTRIES))
    many = docx("word/document.xml", *parts)

    with pytest.raises(RefusedUpload, match="bị hỏng"):
        store_upload(upload("a.docx", many), by=make_citizen(), at=WHEN)


class ForgetfulStorage(InMemoryStorage):
    """A storage that gives back less than it was given."""

    def open(self, name: str, mode: str = "rb") -> "File[bytes]":
        return ContentFile(super().open(name, mode).read()[:-1])


def stored_in(storage: str) -> Mapping[str, Mapping[str, str]]:
    return {"default": {"BACKEND": storage}}


@pytest.mark.django_db
def test_nothing_is_promised_for_bytes_that_the_storage_lost(
    settings: Settings,
) -> None:
    settings.STORAGES = stored_in(f"{__name__}.ForgetfulStorage")

    with pytest.raises(OSError, match="other bytes"):
        store_upload(pdf(), by=make_citizen(), at=WHEN)

    assert not Document.objects.exists()


@pytest.mark.django_db
def test_nobody_sends_without_end() -> None:
    citizen = make_citizen()
    document = store_upload(pdf(), by=citizen, at=WHEN)
    Document.objects.filter(pk=document.pk).update(size=A_DAY)

    with pytest.raises(RefusedUpload, match="24 giờ"):
        store_upload(pdf(), by=citizen, at=WHEN + timedelta(hours=1))


@pytest.mark.django_db
def test_a_download_never_runs_in_our_origin() -> None:
    sent = headers(store_upload(pdf("đơn xin.pdf"), by=make_citizen(), at=WHEN))

    assert sent["Content-Disposition"].startswith("attachment;")
    assert "%C4%91%C6%A1n%20xin.pdf" in sent["Content-Disposition"]
    assert sent["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sent["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", Verdict)
def test_only_a_clean_file_may_be_opened(verdict: Verdict) -> None:
    document = store_upload(pdf("Đơn.pdf"), by=make_citizen(), at=WHEN)
    document.verdict = verdict

    assert document.is_clean == (verdict == Verdict.CLEAN)
    assert str(document) == "Đơn.pdf"


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder_or_its_header(name: str) -> None:
    tidied = names.tidy(name, ".pdf")
    header = names.disposition(tidied)

    assert tidied.endswith(".pdf")
    assert "/" not in tidied
    assert len(tidied) <= 255
    assert header.isascii()
    assert "\n" not in header
    assert "\r" not in header
