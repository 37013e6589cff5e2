"""Somebody else is faster: an act that happens just before a row is locked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def meanwhile(happens: Callable[[], object]) -> Iterator[None]:
    """Let it happen once, between reading a dossier and locking it."""
    waiting = [happens]

    def watch(execute: Callable[..., Any], sql: str, *how: Any) -> Any:
        if "FOR NO KEY UPDATE" in sql and waiting:
            waiting.pop()()
        return execute(sql, *how)

    with connection.execute_wrapper(watch):
        yield
    assert not waiting, "no row was locked"
