"""The glossary joins two languages, and speaks only of what is there."""

import pkgutil
import re

from accounts.vietnamese import fold
from tests.house.test_sizes import HERE

PAGE = (HERE / "docs" / "glossary.md").read_text()
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| `([\w.]+)` \| (.+?) \|$", PAGE, re.MULTILINE)
NAMED = re.findall(r"`((?:accounts|portal|services)\.[\w.]+)`", PAGE)


def test_every_name_of_the_code_can_be_imported() -> None:
    for name in NAMED:
        assert pkgutil.resolve_name(name) is not None, name


def test_every_row_is_whole() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]

    assert len(ROWS) == len(lines) - 1  # the head
    assert len(ROWS) >= 80
    assert len(NAMED) == len(ROWS)


def test_words_are_found_where_the_alphabet_has_them() -> None:
    words = [fold(row[0]) for row in ROWS]

    assert words == sorted(set(words))
