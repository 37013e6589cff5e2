"""The virus scanner: clamd's INSTREAM over a socket, and nothing ever fails open.

Where a scanner is configured only its “clean” makes a file clean: silence, an error
or an unknown answer leave it pending. Without one (demo, tests; refused in
production) a file is clean by its parse alone, and says so.
"""

import socket
import struct
from urllib.parse import urlsplit

from services.documents.models import Verdict

SECONDS = 10
CHUNK = 64 * 1024


class ScannerDown(Exception):
    """The scanner did not answer, or not in a way that can be trusted."""


class Clamd:
    """A clamd reached by `unix:///path` or `tcp://host:port`."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def _connect(self) -> socket.socket:
        if self._url.scheme == "unix":
            return _unix_connection(self._url.path)
        address = (self._url.hostname or "", self._url.port or 3310)
        return socket.create_connection(address, timeout=SECONDS)

    def scan(self, content: bytes) -> Verdict:
        """Return CLEAN or INFECTED; raises ScannerDown."""
        try:
            with self._connect() as connection:
                return _read(_ask(connection, content))
        except OSError as problem:
            raise ScannerDown(str(problem)) from problem


def _unix_connection(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _ask(connection: socket.socket, content: bytes) -> bytes:
    """Send the content in chunks, each with its length, and return the answer."""
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(struct.pack("!I", 0))
    answer = b""
    while part := connection.recv(4096):
        answer += part
    return answer


def _read(answer: bytes) -> Verdict:
    said = answer.rstrip(b"\0").strip()
    if said.endswith(b" OK"):
        return Verdict.CLEAN
    if said.endswith(b" FOUND"):
        return Verdict.INFECTED
    raise ScannerDown(said.decode(errors="replace"))
