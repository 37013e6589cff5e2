"""What a dossier owes, frozen at filing: one line per fee, with its sum in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.procedures.fees import Bill


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee (phí) or charge (lệ phí) of the dossier in whole VND.

    `type` is the value of a `FeeType`; `explanation` says how the amount came about,
    or why it was adjusted. A line of nothing stays: exemptions are told, too.
    """

    key: str
    name: str
    type: str
    amount: int
    explanation: str


def frozen(bill: Bill) -> list[FeeLine]:
    """Return the computed bill as the lines that the dossier keeps."""
    return [
        FeeLine(
            key=line.key,
            name=line.name,
            type=str(line.type),
            amount=line.amount,
            explanation=line.explanation,
        )
        for line in bill.lines
    ]


def added(
    lines: Iterable[FeeLine], *, name: str, fee_type: str, amount: int
) -> FeeLine:
    """Return the line of an obligation that the office adds; its key is free."""
    taken = {line.key for line in lines}
    number = next(n for n in range(1, len(taken) + 2) if f"nghia_vu_{n}" not in taken)
    return FeeLine(f"nghia_vu_{number}", name, fee_type, amount, name)
