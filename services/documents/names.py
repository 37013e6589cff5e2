"""File names as data: kept for people, never used as a path."""

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from accounts.vietnamese import nfc

LONGEST = 150

HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Controls, and signs that turn the reading direction around."""


def tidy(name: str, suffix: str) -> str:
    """Return the name without path, controls and direction marks, ending in suffix.

    The suffix follows what the file is, not what its name says.
    """
    last = PurePosixPath(nfc(name).replace("\\", "/")).name
    kept = "".join(c for c in last if unicodedata.category(c) not in HARMFUL)
    stem = " ".join(kept.rsplit(".", 1)[0].split()).strip(". ") or "tep"
    return f"{stem[:LONGEST]}{suffix}"


def disposition(name: str) -> str:
    """Return the Content-Disposition of a download (RFC 6266): always an attachment."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    ascii_name = "".join(
        c for c in plain if c.isascii() and c.isprintable() and c not in '"\\%;'
    )
    encoded = quote(name, safe="")
    return f"attachment; filename=\"{ascii_name or 'tep'}\"; filename*=UTF-8''{encoded}"
