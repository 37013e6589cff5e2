"""A server that says what it is told to, proper or not."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

JSON = "application/json"


@contextmanager
def saying(
    pieces: Sequence[bytes],
    *,
    status: int = 200,
    media_type: str = JSON,
    pause: float = 0,
    more: Sequence[tuple[str, str]] = (),
) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Serve the pieces at an address, with what came in beside it."""
    came: list[tuple[str, bytes]] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            came.append((self.headers["Content-Type"], self.rfile.read(length)))
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            for name, value in more:
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                for piece in pieces:
                    self.wfile.write(piece)
                    over.wait(pause)

        def log_message(self, *args: object) -> None:
            """Tests speak for themselves."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", came
    finally:
        over.set()
        server.shutdown()
        server.server_close()
