"""Taking a file in: opened, checked, stored under a random name, scanned."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from services.documents import kinds, names
from services.documents.errors import RefusedUpload
from services.documents.models import Document, Verdict, document_storage
from services.documents.scanning import Clamd, ScannerDown

LARGEST = 10 * 1024 * 1024
"""Bytes of one file; the page says so before anybody chooses one."""

A_DAY = 200 * 1024 * 1024
"""Bytes that one person may send in 24 hours."""

MB = 1024 * 1024


class Upload(Protocol):
    """What a web framework hands over: a name, a size, and bytes to read."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self) -> bytes: ...


def megabytes(size: int) -> str:
    """Return `1,2 MB`."""
    return f"{size / MB:.1f}".replace(".", ",") + " MB"


def store_upload(upload: Upload, *, by: User, at: datetime) -> Document:
    """Keep the file and return its document; raises RefusedUpload with a sentence.

    The stored bytes are read back and compared before anything is promised: people
    were told "received" for attachments that arrived empty.
    """
    content = _content(upload, by, at)
    name = upload.name or ""
    kind = kinds.kind_of(name, content)
    opened = kind.open(content)
    stored = _store(opened.content)
    document = Document.objects.create(
        owner=by,
        original_name=names.tidy(name, kind.suffixes[0]),
        media_type=kind.media_type,
        size=len(opened.content),
        pages=opened.pages,
        sha256=hashlib.sha256(opened.content).hexdigest(),
        stored_name=stored,
        verdict=Verdict.PENDING,
        created_at=at,
    )
    return scan(document, opened.content)


def _content(upload: Upload, by: User, at: datetime) -> bytes:
    size = upload.size or 0
    if size == 0:
        raise RefusedUpload(_("Tệp rỗng. Hãy chọn tệp khác."))
    if size > LARGEST:
        raise RefusedUpload(
            _("Tệp nặng %(size)s, quá mức %(limit)s. Hãy giảm dung lượng rồi chọn lại.")
            % {"size": megabytes(size), "limit": megabytes(LARGEST)}
        )
    sent = Document.objects.filter(
        owner=by, created_at__gt=at - timedelta(days=1)
    ).aggregate(total=Sum("size", default=0))
    if sent["total"] + size > A_DAY:
        raise RefusedUpload(
            _("Ông/Bà đã gửi quá nhiều tệp trong 24 giờ qua. Hãy thử lại ngày mai.")
        )
    return upload.read()


def _store(content: bytes) -> str:
    token = secrets.token_hex(20)
    storage = document_storage()
    stored = storage.save(f"{token[:2]}/{token}", ContentFile(content))
    with storage.open(stored) as file:
        if file.read() != content:
            raise OSError("The storage gave back other bytes than it was given.")
    return stored


def scan(document: Document, content: bytes) -> Document:
    """Ask the scanner and keep its verdict; an infected file is deleted at once.

    Raises RefusedUpload for an infected file. Where the scanner is down the document
    stays pending and the sweep asks again.
    """
    if not settings.CLAMD_URL:
        document.verdict = Verdict.CLEAN
        document.save(update_fields=["verdict"])
        return document
    try:
        document.verdict = Clamd(settings.CLAMD_URL).scan(content)
    except ScannerDown:
        return document
    document.is_scanned = True
    document.save(update_fields=["verdict", "is_scanned"])
    if document.verdict == Verdict.INFECTED:
        document_storage().delete(document.stored_name)
        raise RefusedUpload(_("Tệp có mã độc nên đã bị xóa. Hãy chọn tệp khác."))
    return document


def forget_unused(at: datetime, *, limit: int = 1000) -> int:
    """Delete documents that nothing has referred to for a day; return how many.

    The row goes first: bytes that a crash leaves behind can be opened by nobody.
    """
    unused = Document.objects.unused(at - UNUSED_LASTS).order_by("pk")
    forgotten = list(unused[:limit])
    for document in forgotten:
        document.delete()
        document_storage().delete(document.stored_name)
    return len(forgotten)


UNUSED_LASTS = timedelta(days=1)
"""Time enough for whatever is handing the document over at this moment."""
