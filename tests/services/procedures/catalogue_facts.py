"""Facts found in public sources, a line per procedure, to hold the seed against."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

TABLE = Path(__file__).parent / "found_facts.txt"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found about a procedure; fees from memory are not in it."""

    code: str
    name: str
    sector: str
    term: tuple[Decimal, str]
    amounts: frozenset[int]
    results: frozenset[str]


def _facts(line: str) -> Facts:
    code, name, sector, term, amounts, results = line.split("|")
    value, unit = term.split()
    return Facts(
        code,
        name,
        sector,
        (Decimal(value), unit),
        frozenset(map(int, amounts.split())),
        frozenset(results.split()),
    )


LINES = TABLE.read_text(encoding="utf-8").splitlines()[1:]
FOUND = {facts.code: facts for facts in map(_facts, LINES)}
