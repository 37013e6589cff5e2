"""The scanner: only its “clean” makes a file clean, and silence never does."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from services.documents import tasks
from services.documents.actions import store_upload
from services.documents.errors import RefusedUpload
from services.documents.models import Document, Verdict
from services.documents.scanning import Clamd, ScannerDown
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import WHEN
from tests.services.dossiers.test_life import pdf


def _receive(peer: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (part := peer.recv(count - len(data))):
        data += part
    return data


def _content(peer: socket.socket) -> bytes:
    assert _receive(peer, 10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!I", _receive(peer, 4))[0]:
        content += _receive(peer, length)
    return content


@contextmanager
def clamd(answer: bytes, path: Path | None = None) -> Iterator[str]:
    """Speak clamd's INSTREAM on a port, or on a socket at the path.

    It finds `EVIL`, else says the answer; test_clamd.py asks a real one.
    """
    if path is None:
        server = socket.create_server(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    else:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
        url = f"unix://{path}"

    def serve() -> None:
        while True:
            try:
                peer, _address = server.accept()
            except OSError:
                return
            with peer:
                found = b"EVIL" in _content(peer)
                peer.sendall(b"stream: Test FOUND\0" if found else answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


OK = b"stream: OK\0"


def test_clean_and_infected_are_told_apart() -> None:
    with clamd(OK) as url:
        assert Clamd(url).scan(b"good" * 50_000) == Verdict.CLEAN
        assert Clamd(url).scan(b"x" * 70_000 + b"EVIL") == Verdict.INFECTED


def test_a_scanner_is_reached_by_its_socket_too(tmp_path: Path) -> None:
    with clamd(OK, tmp_path / "clamd.sock") as url:
        assert Clamd(url).scan(b"good") == Verdict.CLEAN
        assert Clamd(url).scan(b"EVIL") == Verdict.INFECTED


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded\0"])
def test_an_answer_that_is_neither_is_no_verdict(answer: bytes) -> None:
    with clamd(answer) as url, pytest.raises(ScannerDown):
        Clamd(url).scan(b"good")


def test_nobody_there_is_no_verdict() -> None:
    with pytest.raises(ScannerDown):
        Clamd("unix:///nowhere/clamd.sock").scan(b"good")


@pytest.mark.django_db
def test_with_a_scanner_down_a_file_waits_and_is_scanned_later(settings: Any) -> None:
    settings.CLAMD_URL = "unix:///nowhere/clamd.sock"
    document = store_upload(pdf(), by=make_citizen(), at=WHEN)
    assert document.verdict == Verdict.PENDING

    with clamd(OK) as url:
        settings.CLAMD_URL = url
        assert tasks.sweep() == 1

    document.refresh_from_db()
    assert document.verdict == Verdict.CLEAN
    assert document.is_scanned


def evil() -> SimpleUploadedFile:
    """Return a PDF file in which the scanner finds something."""
    content = pdf().read() + b"\nEVIL"
    return SimpleUploadedFile("giay.pdf", content, "application/pdf")


@pytest.mark.django_db
def test_what_the_sweep_finds_infected_is_deleted_and_the_rest_goes_on(
    settings: Any,
) -> None:
    settings.CLAMD_URL = "unix:///nowhere/clamd.sock"
    citizen = make_citizen()
    first = store_upload(evil(), by=citizen, at=WHEN)
    second = store_upload(pdf(), by=citizen, at=WHEN)

    with clamd(OK) as url:
        settings.CLAMD_URL = url
        assert tasks.sweep() == 2
        assert tasks.sweep() == 0

    verdicts = Document.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == [Verdict.INFECTED, Verdict.CLEAN]
    with pytest.raises(FileNotFoundError):
        first.read()
    assert second.read()


@pytest.mark.django_db
def test_an_infected_file_is_refused_and_deleted(settings: Any) -> None:
    with clamd(OK) as url:
        settings.CLAMD_URL = url
        with pytest.raises(RefusedUpload, match="mã độc"):
            store_upload(evil(), by=make_citizen(), at=WHEN)

    kept = Document.objects.get()
    assert kept.verdict == Verdict.INFECTED
    with pytest.raises(FileNotFoundError):
        kept.read()
