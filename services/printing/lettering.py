"""Which letters a paper can show: those of its own font, and nothing invisible.

PDF/A demands a visible form for every character. A file named with an emoji, or a
pasted control character, would otherwise stop the whole paper; and characters that
turn the direction of writing could make a name read as another.
"""

import struct
import unicodedata
from functools import cache
from itertools import chain
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

STAND_IN = "\ufffd"
"""Shown for a character that the font does not have: something was here."""

LINE_ENDS = str.maketrans(
    {"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)


def printable(text: str) -> str:
    """Return the text in NFC with line ends as `\\n`, ready for a paper.

    Invisible characters go, tabulators become spaces, a character that the font
    lacks becomes `STAND_IN`. Everything else stays as it was typed.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    lines = composed.replace("\r", "\n").translate(LINE_ENDS).split("\n")
    return "\n".join("".join(map(_shown, line)) for line in lines)


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf"}:
        return ""
    return character if ord(character) in _letters() else STAND_IN


@cache
def _letters() -> frozenset[int]:
    return letters_of(FONTS / "BeVietnamPro-Regular.ttf")


def letters_of(font: Path) -> frozenset[int]:
    """Return the code points that a TrueType font has, up to U+FFFF.

    Read from its Unicode table (cmap, format 4; OpenType specification): the font is
    ours, so a missing table is a mistake of the build and fails by itself.
    """
    data = font.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4s3I", data, 12 + 16 * n) for n in range(tables))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    subtables = struct.unpack_from(">H", data, start + 2)[0]
    offsets = (
        start + struct.unpack_from(">2HI", data, start + 4 + 8 * n)[2]
        for n in range(subtables)
    )
    wanted = next(o for o in offsets if struct.unpack_from(">H", data, o)[0] == 4)
    return _segments(data, wanted)


def _segments(data: bytes, table: int) -> frozenset[int]:
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
    ranges = (range(a, b + 1) for a, b in zip(starts, ends, strict=True))
    # The last segment is the format's own end mark.
    return frozenset(chain.from_iterable(ranges)) - {0xFFFF}
