"""Vietnamese text: one form to keep, one to search by, one to sort by; its numbers."""

import re
import unicodedata
from decimal import Decimal

# đ is a letter of its own, not a d with a mark, so decomposition leaves it alone.
BARE = str.maketrans("đĐ", "dD")

NUMBER = re.compile(r"[0-9]{1,9}")
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Ngang comes first, then huyền, hỏi, ngã, sắc, nặng: the order of dictionaries."""


def nfc(text: str) -> str:
    """Return the text composed (NFC), as TCVN 6909:2001 keeps Vietnamese."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return lower case without diacritics and with single spaces: `dang ky`.

    The database's `portal_fold` gives the same, so both sides can be compared.
    """
    bare = unicodedata.normalize("NFD", text.translate(BARE))
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(kept.lower().split())


type SortKey = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def name_sort_key(name: str) -> SortKey:
    """Return the key by which people are listed: given name first, then the others."""
    *before, given = nfc(name).lower().split() or [""]
    return tuple(_word_key(word) for word in (given, *before))


def title_sort_key(title: str) -> SortKey:
    """Return the key by which titles and places are listed: word by word, Đ after D.

    Numbers come before letters, by their value: Quận 3, then Quận 10.
    """
    words = nfc(title).lower().split()
    return tuple(
        ((-1, int(word)), ()) if NUMBER.fullmatch(word) else _word_key(word)
        for word in words
    )


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Compare the letters of two words first, and only then their tones."""
    letters = [_letter_key(letter) for letter in word]
    return tuple(place for place, _tone in letters), tuple(tone for _p, tone in letters)


def _letter_key(letter: str) -> tuple[int, int]:
    """Return place in the alphabet and tone; unknown signs follow all letters."""
    marks = unicodedata.normalize("NFD", letter)
    tone = next((m for m in marks if m in TONES), "")
    base = nfc(marks.replace(tone, "")) if tone else letter
    place = ALPHABET.find(base)
    return (
        place if place >= 0 else len(ALPHABET) + ord(base[0]),
        TONES.find(tone) + 1 if tone else 0,
    )


PERCENT = "\u00a0%"
"""The sign after a number; its space does not break, so it never begins a line."""


def written(number: int | Decimal) -> str:
    """Return a number as people here write it: `1.234`, `41,5`."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))


def percent(number: int | Decimal) -> str:
    """Return a percent as people here write it: `41,5 %`, on one line."""
    return written(number) + PERCENT
