"""A server that says what it is told to, for protocols that are not kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread


@contextmanager
def answering(said: Mapping[str, tuple[int, bytes]]) -> Iterator[str]:
    """Answer each path with its status and words while this lasts."""

    class Parrot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, words = said[self.path]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_what: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Parrot) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
