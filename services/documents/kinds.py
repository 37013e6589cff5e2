"""Which files are taken, and how each is opened before anybody else opens it.

A file is taken when its name's ending, its first bytes and a full parse agree.
Images are drawn anew, which drops everything hidden in them; PDF files keep their
bytes (they may be signed) and are refused when they could act by themselves.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.documents.errors import RefusedUpload

if TYPE_CHECKING:
    import pikepdf

MOST_PIXELS = 50_000_000
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 2_000, 100 * 1024 * 1024, 100
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """What is kept: the bytes, perhaps drawn anew, and the number of pages."""

    content: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class FileKind:
    name: str
    suffixes: tuple[str, ...]
    media_type: str
    signature: bytes
    open: Callable[[bytes], Opened]


def _damaged(name: str) -> RefusedUpload:
    return RefusedUpload(
        _("Tệp %(name)s bị hỏng hoặc không đọc được. Hãy lưu lại rồi chọn lại.")
        % {"name": name}
    )


def _open_pdf(content: bytes) -> Opened:
    # pikepdf takes 20 MB that only uploads need (an adapter may import late).
    import pikepdf  # noqa: PLC0415

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            _refuse_active(pdf)
            return Opened(content, len(pdf.pages))
    except pikepdf.PasswordError as problem:
        raise RefusedUpload(
            _("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi chọn lại.")
        ) from problem
    except pikepdf.PdfError as problem:
        raise _damaged("PDF") from problem


ACTIVE = frozenset({"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia"})


def _refuse_active(pdf: "pikepdf.Pdf") -> None:
    """Refuse a PDF that runs something or carries another file."""
    import pikepdf  # noqa: PLC0415

    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        kinds = {str(item.get(key)) for key in ("/S", "/Type")}
        if (set(item.keys()) | kinds) & ACTIVE:
            raise RefusedUpload(
                _(
                    "Tệp PDF có nội dung tự chạy hoặc tệp ẩn. "
                    "Hãy in ra PDF mới rồi chọn lại."
                )
            )


def _open_image(format_name: str) -> Callable[[bytes], Opened]:
    def opened(content: bytes) -> Opened:
        from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

        try:
            with Image.open(io.BytesIO(content), formats=[format_name]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise RefusedUpload(
                        _("Ảnh quá lớn (trên 50 triệu điểm ảnh). Hãy thu nhỏ ảnh.")
                    )
                drawn = ImageOps.exif_transpose(image).convert("RGB")
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
            raise _damaged(format_name) from problem
        out = io.BytesIO()
        drawn.save(out, format=format_name, quality=88)
        return Opened(out.getvalue(), 1)

    return opened


def _open_docx(content: bytes) -> Opened:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive)
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise _damaged("DOCX") from problem
    if "word/document.xml" not in names:
        raise _damaged("DOCX")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RefusedUpload(_("Tệp DOCX có macro. Hãy lưu bản không có macro."))
    return Opened(content, 0)


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Count while streaming, because headers lie."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise zipfile.BadZipFile
    total = 0
    for entry in entries:
        size = 0
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                total += len(chunk)
                if total > MOST_UNPACKED or size > MOST_RATIO * max(
                    entry.compress_size, CHUNK
                ):
                    raise zipfile.BadZipFile


KINDS: tuple[FileKind, ...] = (
    FileKind("PDF", (".pdf",), "application/pdf", b"%PDF-", _open_pdf),
    FileKind(
        "JPG", (".jpg", ".jpeg"), "image/jpeg", b"\xff\xd8\xff", _open_image("JPEG")
    ),
    FileKind("PNG", (".png",), "image/png", b"\x89PNG\r\n\x1a\n", _open_image("PNG")),
    FileKind(
        "DOCX",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        b"PK\x03\x04",
        _open_docx,
    ),
)

FOUND_INSTEAD: Mapping[bytes, str] = {
    b"MZ": "chương trình Windows (exe)",
    b"\x7fELF": "chương trình Linux",
    b"<": "trang web hoặc SVG",
    b"PK": "tệp nén",
    b"Rar!": "tệp nén RAR",
    b"#!": "tập lệnh",
}
"""Beginnings of files that often carry a false ending, in words."""


def kind_of(name: str, content: bytes) -> FileKind:
    """Return the kind that name and first bytes agree on; raises RefusedUpload."""
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    named = next((kind for kind in KINDS if suffix in kind.suffixes), None)
    taken = ", ".join(kind.name for kind in KINDS)
    if named is None:
        raise RefusedUpload(
            _("Loại tệp này không được nhận. Hãy chọn tệp %(kinds)s.")
            % {"kinds": taken}
        )
    if not content.startswith(named.signature):
        real = next(
            (
                words
                for sign, words in FOUND_INSTEAD.items()
                if content.startswith(sign)
            ),
            "",
        )
        what = _(" (thật ra là %(real)s)") % {"real": real} if real else ""
        raise RefusedUpload(
            _("Tệp có đuôi %(suffix)s nhưng nội dung không phải %(kind)s%(what)s.")
            % {"suffix": suffix, "kind": named.name, "what": what}
        )
    return named
