"""A real clamd with one signature of our own: what it says is what we keep.

`.ci/run` installs clamav-daemon; elsewhere the tests are skipped where it is missing,
and say so. No virus is needed: the signature finds a sentence.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.local.processes import start, stop, wait_until
from services.documents import tasks
from services.documents.actions import LARGEST, store_upload
from services.documents.errors import RefusedUpload
from services.documents.models import Document, Verdict
from services.documents.scanning import Clamd, ScannerDown
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import WHEN
from tests.services.dossiers.test_life import pdf

PROGRAM = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")

pytestmark = [
    pytest.mark.local,
    pytest.mark.skipif(
        PROGRAM is None, reason="clamd is missing: apt-get install clamav-daemon"
    ),
]

MARK = b"Dau hieu gia cua Mot Cua, khong phai ma doc"
SIGNATURE = f"MotCua.Thu.Nghiem:0:*:{MARK.hex()}\n"
STREAM_LIMIT = 12 * 1024 * 1024


class Scanner:
    """A clamd of our own behind a socket; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "clamd.sock"
        self.process: subprocess.Popen[bytes] | None = None
        signatures = folder / "signatures"
        signatures.mkdir()
        (signatures / "motcua.ndb").write_text(SIGNATURE)
        self.config = folder / "clamd.conf"
        self.config.write_text(
            f"LocalSocket {self.socket}\n"
            f"DatabaseDirectory {signatures}\n"
            f"StreamMaxLength {STREAM_LIMIT}\n"
            "Foreground yes\n"
        )

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        assert PROGRAM
        self.socket.unlink(missing_ok=True)
        log = self.folder / "clamd.log"
        with log.open("ab") as output:
            self.process = start(
                [PROGRAM, "-c", self.config], farewell=signal.SIGTERM, output=output
            )
        wait_until(self.socket.exists, self.process, seconds=60, log=log)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def running() -> Iterator[Scanner]:
    # A socket's path is short, so pytest's own long folder does not do.
    with tempfile.TemporaryDirectory(prefix="mot-cua-clamd-") as folder:
        scanner = Scanner(Path(folder))
        scanner.start()
        yield scanner
        assert scanner.process
        stop(scanner.process, signal.SIGTERM, seconds=10)


@pytest.fixture
def scanner(running: Scanner, settings: Any) -> Scanner:
    settings.CLAMD_URL = running.url
    return running


def marked() -> SimpleUploadedFile:
    content = pdf().read() + b"\n% " + MARK
    return SimpleUploadedFile("giay.pdf", content, "application/pdf")


@pytest.mark.django_db
def test_a_clean_file_is_clean_because_the_scanner_said_so(scanner: Scanner) -> None:
    document = store_upload(pdf(), by=make_citizen(), at=WHEN)

    assert document.verdict == Verdict.CLEAN
    assert document.is_scanned


@pytest.mark.django_db
def test_a_file_with_the_signature_is_refused_and_deleted(scanner: Scanner) -> None:
    with pytest.raises(RefusedUpload, match="mã độc"):
        store_upload(marked(), by=make_citizen(), at=WHEN)

    kept = Document.objects.get()
    assert kept.verdict == Verdict.INFECTED
    with pytest.raises(FileNotFoundError):
        kept.read()


def test_the_signature_is_found_however_the_file_is_cut_into_chunks(
    scanner: Scanner,
) -> None:
    for before in (0, 64 * 1024 - 7, LARGEST - len(MARK)):
        content = b"x" * before + MARK
        assert Clamd(scanner.url).scan(content) == Verdict.INFECTED
    assert Clamd(scanner.url).scan(b"x" * LARGEST) == Verdict.CLEAN


def test_what_the_scanner_will_not_take_is_never_clean(scanner: Scanner) -> None:
    with pytest.raises(ScannerDown):
        Clamd(scanner.url).scan(b"x" * (STREAM_LIMIT + 1))


@pytest.mark.django_db
def test_while_the_scanner_is_dead_files_wait_and_then_get_their_verdict(
    scanner: Scanner,
) -> None:
    scanner.kill()
    citizen = make_citizen()
    clean = store_upload(pdf(), by=citizen, at=WHEN)
    infected = store_upload(marked(), by=citizen, at=WHEN)
    assert {clean.verdict, infected.verdict} == {Verdict.PENDING}
    assert tasks.sweep() == 2
    assert Document.objects.to_scan().count() == 2

    scanner.start()
    tasks.sweep()

    clean.refresh_from_db()
    infected.refresh_from_db()
    assert (clean.verdict, infected.verdict) == (Verdict.CLEAN, Verdict.INFECTED)
