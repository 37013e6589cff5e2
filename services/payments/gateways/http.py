"""The one HTTP client towards providers: short, bounded, follows nobody elsewhere.

Addresses come from the settings alone, never from a message, so nobody can send us
into our own network. Whatever is not a proper answer is NoAnswer.
"""

import json
from collections.abc import Mapping
from time import monotonic
from typing import Any

from urllib3 import BaseHTTPResponse, HTTPHeaderDict, PoolManager, Timeout
from urllib3.exceptions import HTTPError

from services.payments.gateways.base import NoAnswer

CONNECT_SECONDS, READ_SECONDS = 3.0, 10.0
MESSAGE_BYTES = 256 * 1024
"""Bytes of a JSON answer; those that we know have two thousand."""
FILE_BYTES = 32 * 1024 * 1024
"""Bytes of a day's statement: 300,000 lines of a hundred."""
CHUNK = 64 * 1024


class Client:
    """Speaks JSON and fetches text; `read` bounds the whole answer, in seconds."""

    def __init__(
        self, *, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS
    ) -> None:
        self._seconds = connect + read
        self._pool = PoolManager(
            timeout=Timeout(connect=connect, read=read),
            retries=False,
            headers=HTTPHeaderDict({"Accept-Encoding": "identity"}),
        )

    def post(self, url: str, message: Mapping[str, object]) -> dict[str, Any]:
        """Send the message as JSON and return the object that comes back."""
        body = self._fetch("POST", url, "application/json", MESSAGE_BYTES, message)
        try:
            said = json.loads(body)
        except (ValueError, RecursionError) as problem:
            raise NoAnswer("The answer is no JSON.") from problem
        if not isinstance(said, dict):
            raise NoAnswer("The answer is no JSON object.")
        return said

    def text(self, url: str, *, media_type: str) -> str:
        """Return the UTF-8 text at the address."""
        body = self._fetch("GET", url, media_type, FILE_BYTES)
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise NoAnswer("The file is no UTF-8.") from problem

    def _fetch(
        self,
        method: str,
        url: str,
        media_type: str,
        limit: int,
        message: Mapping[str, object] | None = None,
    ) -> bytes:
        until = monotonic() + self._seconds
        try:
            response = self._pool.request(
                method, url, json=message, redirect=False, preload_content=False
            )
            try:
                return _body(response, media_type, limit, until)
            finally:
                response.close()
        except HTTPError as problem:
            raise NoAnswer(f"{type(problem).__name__} at the provider.") from problem


def _body(
    response: BaseHTTPResponse, media_type: str, limit: int, until: float
) -> bytes:
    if response.status != 200:
        raise NoAnswer(f"The provider answers {response.status}.")
    given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise NoAnswer("The provider answers with something else.")
    found = bytearray()
    # Piece by piece: a time-out counts anew for each byte that drips in.
    while piece := response.read1(CHUNK, decode_content=False):
        found += piece
        if len(found) > limit or monotonic() > until:
            raise NoAnswer("The answer does not end.")
    return bytes(found)
