"""Asking another system: JSON over HTTP, limited in time and in size."""

import json
from collections.abc import Mapping
from typing import Any

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

SECONDS = 10.0
LARGEST = 1024 * 1024

# Follows nobody elsewhere and repeats nothing by itself: our tasks do.
POOL = PoolManager(retries=False)


class NoAnswer(Exception):
    """The other system does not answer, or not in its own protocol; ask later."""


class NotAdmitted(Exception):
    """It answered that our proof of who we are does not hold (any more)."""


def ask(
    url: str,
    body: Mapping[str, Any],
    *,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """Post the body and return the JSON object that was answered.

    Raises NoAnswer (silence for `seconds`, an error of theirs, more than a megabyte,
    anything but an object) and NotAdmitted (401). The message of neither repeats what
    was said, because both ways carry personal data.
    """
    try:
        status, said = _exchange(url, json.dumps(body), headers or {}, seconds)
    except (OSError, HTTPError) as problem:
        raise NoAnswer(type(problem).__name__) from problem
    if status == 401:
        raise NotAdmitted
    if status != 200:
        raise NoAnswer(f"HTTP {status}")
    return _object(said)


def _exchange(
    url: str, body: str, headers: Mapping[str, str], seconds: float
) -> tuple[int, bytes]:
    content = {"Content-Type": "application/json; charset=utf-8", **headers}
    answer = POOL.request(
        "POST",
        url,
        body=body.encode(),
        headers=content,
        timeout=seconds,
        redirect=False,
        preload_content=False,
    )
    try:
        return answer.status, answer.read(LARGEST + 1)
    finally:
        answer.close()


def _object(said: bytes) -> dict[str, Any]:
    if len(said) > LARGEST:
        raise NoAnswer("too long")
    try:
        found = json.loads(said)
    except ValueError as problem:
        raise NoAnswer("no JSON") from problem
    if not isinstance(found, dict):
        raise NoAnswer("no object")
    return found
