"""What every provider for one machine is made of: a small server and its moods.

Moods are changed by `POST /dieu-khien` with a JSON object of the fields of Mood; the
answer is the mood that holds now. The control page answers whatever the mood.
"""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

CONTROL = "/dieu-khien"
LARGEST = 256 * 1024


@dataclass(slots=True)
class Mood:
    """How the provider behaves; the plain one is honest.

    `slow` is in seconds, `lie` in VND added to every amount it tells, `repeat` how
    often a notice is told more than once, `hold` keeps notices until `hold` is taken
    back: then the latest goes first. `refund_status` is VNPAY's 05, 06 or 09.
    """

    slow: float = 0
    down: bool = False
    garbage: bool = False
    forge: bool = False
    lie: int = 0
    repeat: int = 0
    hold: bool = False
    refund_status: str = "06"

    def change(self, wanted: Mapping[str, object]) -> None:
        for field in fields(self):
            if field.name in wanted:
                setattr(self, field.name, wanted[field.name])


@dataclass(frozen=True, slots=True)
class Request:
    """What came: the fields of query and form are one mapping."""

    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, str]:
        """Return the JSON object; a body that is none is an empty one."""
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; an address in `location` sends the browser there."""

    body: str
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""


def as_json(said: Mapping[str, object]) -> Answer:
    return Answer(json.dumps(said, ensure_ascii=False), "application/json")


type Page = Callable[[Request], Answer]


class Stage:
    """Serves the pages of a provider, in its mood; `act` does what a control asks."""

    def __init__(
        self,
        pages: Mapping[tuple[str, str], Page],
        act: Callable[[Mapping[str, object]], None],
        *,
        mood: Mood,
    ) -> None:
        self.pages, self.act, self.mood = pages, act, mood
        self.ending = threading.Event()

    def answer(self, method: str, request: Request) -> Answer | None:
        """Return the answer; None cuts the line."""
        if request.path == CONTROL and method == "POST":
            return self._control(request)
        if self.mood.slow:
            self.ending.wait(self.mood.slow)
        if self.mood.down:
            return None
        if self.mood.garbage:
            return Answer("<h1>502 Bad Gateway", "text/html")
        page = self.pages.get((method, request.path)) or self._below(method, request)
        return page(request) if page else Answer("Không có trang này.", status=404)

    def _below(self, method: str, request: Request) -> Page | None:
        """Return the page of the folder, for paths that end with a name."""
        folder = request.path.rpartition("/")[0] + "/"
        return self.pages.get((method, folder))

    def _control(self, request: Request) -> Answer:
        wanted = request.json()
        self.mood.change(wanted)
        self.act(wanted)
        return as_json(asdict(self.mood))

    def serve(self, host: str, port: int) -> None:
        """Serve until asked to end."""
        server = ThreadingHTTPServer((host, port), _handler(self))
        server.daemon_threads = True
        for farewell in (signal.SIGTERM, signal.SIGINT):
            signal.signal(farewell, lambda *_how: sys.exit(0))
        try:
            server.serve_forever()
        finally:
            self.ending.set()
            server.server_close()


def _handler(stage: Stage) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def _serve(self, method: str) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > LARGEST:
                self.send_error(413)
                return
            answer = stage.answer(method, _request(self, self.rfile.read(length)))
            if answer is None:
                self.close_connection = True
            else:
                _send(self, answer)

        def log_message(self, *args: object) -> None:
            """Say nothing: queries carry signatures."""

    return Handler


def _request(handler: BaseHTTPRequestHandler, body: bytes) -> Request:
    url = urlsplit(handler.path)
    is_form = "form-urlencoded" in handler.headers.get("Content-Type", "")
    form = dict(parse_qsl(body.decode(errors="replace"))) if is_form else {}
    return Request(url.path, dict(parse_qsl(url.query)), form, body)


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    body = answer.body.encode()
    handler.send_response(303 if answer.location else answer.status)
    handler.send_header("Content-Type", answer.media_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Cache-Control", "no-store")
    handler.send_header("X-Content-Type-Options", "nosniff")
    if answer.location:
        handler.send_header("Location", answer.location)
    else:
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        handler.send_header("Content-Security-Policy", policy)
    handler.end_headers()
    handler.wfile.write(body)


def arguments(description: str) -> argparse.ArgumentParser:
    """Return what every provider is told when it starts."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ipn", default="", help="where notices go; none if empty")
    parser.add_argument("--data", type=Path, required=True, help="its books, a file")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--merchant", required=True, help="TmnCode, MaDoiTac")
    parser.add_argument("--retry-seconds", type=float, default=300)
    parser.add_argument("--tries", type=int, default=10)
    return parser
