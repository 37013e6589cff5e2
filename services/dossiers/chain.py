"""The hash chain of a dossier's events.

Each event's hash covers the one before it, so changing, removing, swapping or
inserting an event breaks every later hash. The form is canonical JSON (sorted keys,
no spaces, UTF-8, UTC time with microseconds), so that a verifier in any language can
recompute it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

GENESIS = bytes(32)
"""What the first event of every dossier follows."""


@dataclass(frozen=True, slots=True)
class Record:
    """The part of an event that its hash covers."""

    dossier: UUID
    seq: int
    act: str
    from_state: int
    to_state: int
    at: datetime
    by: UUID | None
    note: str
    data: Mapping[str, Any]


def canonical(record: Record) -> bytes:
    """Return the bytes that are hashed."""
    fields = {
        "dossier": str(record.dossier),
        "seq": record.seq,
        "act": record.act,
        "from": record.from_state,
        "to": record.to_state,
        "at": record.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": str(record.by) if record.by else None,
        "note": record.note,
        "data": record.data,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(previous: bytes, record: Record) -> bytes:
    """Return the SHA-256 that links the record to the event before it."""
    return hashlib.sha256(previous + canonical(record)).digest()


def first_broken(links: Iterable[tuple[Record, bytes, bytes]]) -> int | None:
    """Return the number of the first event whose link is wrong, None if all hold.

    `links` are (record, previous hash, own hash) by number, from the first one.
    """
    expected, number = GENESIS, 1
    for record, previous, own in links:
        if (
            record.seq != number
            or previous != expected
            or own != digest(expected, record)
        ):
            return number
        expected, number = own, number + 1
    return None
