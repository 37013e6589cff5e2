"""A client as thin as can be: keep-alive, cookies, forms; what it costs is ours."""

import re
import time
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class WrongPage(AssertionError):
    """A page answered, but not the one that was asked for."""


@dataclass
class Counts:
    """What a flow took: calls, bytes of the answers, milliseconds of each call."""

    calls: int = 0
    bytes: int = 0
    milliseconds: list[float] = field(default_factory=list)


class Visitor:
    """Somebody signed in, on one connection."""

    def __init__(self, site: str, session: str) -> None:
        parts = urlsplit(site)
        self.host = f"{parts.hostname}:{parts.port}"
        self.http = HTTPConnection(self.host, timeout=30)
        self.cookies = {"sessionid": session}
        self.counts = Counts()
        self.page = ""
        self.last_token = ""

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> str:
        """Ask, count, follow nothing; return where it leads, or the page's path."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.token()}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://{self.host}"
        begun = time.perf_counter()
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        content = answer.read()
        self.counts.milliseconds.append(1000 * (time.perf_counter() - begun))
        self.counts.calls += 1
        self.counts.bytes += len(content)
        return self._read(answer, content, path)

    def _read(self, answer: HTTPResponse, content: bytes, path: str) -> str:
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _eq, rest = cookie.partition("=")
            self.cookies[name] = rest.split(";", 1)[0]
        if answer.status == 302:
            return answer.headers["Location"]
        if answer.status != 200:
            raise WrongPage(f"{path}: {answer.status}")
        self.page = content.decode()
        return path

    def token(self) -> str:
        """Return the token of the last page that had a form."""
        found = TOKEN.search(self.page)
        if found is not None:
            self.last_token = unescape(found[1])
        return self.last_token

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field of the page."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.page)
        if found is None:
            raise WrongPage(f"no field {name}")
        return unescape(found[1])
