"""What a filing costs: a pure function of definition, case, answers and channel.

Money is whole VND. Fees (phí) and charges (lệ phí) stay apart, line by line, because
Luật Phí và lệ phí 97/2015/QH13 Đ.3 keeps them apart and receipts do too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from services.eforms.conditions import APPLICANT, CASE, CHANNEL, Answers, holds
from services.procedures.definition import (
    Amount,
    Applicant,
    AssessedAmount,
    Channel,
    Definition,
    FeeRule,
    FeeType,
    FlatAmount,
    TieredAmount,
    UnitAmount,
)
from services.procedures.wording import money


@dataclass(frozen=True, slots=True)
class Line:
    """One fee of the bill, with the sum that led to it in words.

    `assessed` means the office sets the amount later; it counts as zero here.
    """

    key: str
    name: str
    type: FeeType
    amount: int
    explanation: str
    exempted_by: str | None = None
    assessed: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """All lines that apply to a filing; a fee that does not apply has no line."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """Whole VND; assessed lines are not in it yet."""
        return sum(line.amount for line in self.lines)

    @property
    def is_complete(self) -> bool:
        """Say whether no line still waits for the office's assessment."""
        return not any(line.assessed for line in self.lines)


def compute(
    definition: Definition,
    *,
    case: str,
    answers: Answers,
    channel: Channel,
    applicant: Applicant,
) -> Bill:
    """Return the bill of a filing; never negative, the same for the same facts.

    Questions that were not answered count as nothing, so the bill of a draft only
    grows to that of the filing.
    """
    known: dict[str, object] = {
        **answers,
        CASE: case,
        CHANNEL: str(channel),
        APPLICANT: str(applicant),
    }
    lines = (_line(rule, known) for rule in definition.fees)
    return Bill(tuple(line for line in lines if line is not None))


def _line(rule: FeeRule, known: Answers) -> Line | None:
    """Return the line of a fee, None where it does not apply."""
    if not holds(rule.when, known):
        return None
    amount = next((p.amount for p in rule.amounts if holds(p.when, known)), None)
    if amount is None:
        return None
    for exemption in rule.exemptions:
        if holds(exemption.when, known):
            words = _("Được miễn: %(group)s") % {"group": exemption.label}
            return Line(rule.key, rule.name, rule.type, 0, words, exemption.label)
    if isinstance(amount, AssessedAmount):
        words = _("Cơ quan tính và thông báo sau: %(basis)s") % {"basis": amount.basis}
        return Line(rule.key, rule.name, rule.type, 0, words, assessed=True)
    vnd, words = _priced(amount, known)
    return Line(rule.key, rule.name, rule.type, vnd, words)


def _priced(
    amount: FlatAmount | UnitAmount | TieredAmount, known: Answers
) -> tuple[int, str]:
    match amount:
        case FlatAmount(amount=0):
            return 0, _("Không thu")
        case FlatAmount(amount=vnd):
            return vnd, money(vnd)
        case UnitAmount(amount=vnd, unit=unit, question=question):
            count = units(known, question)
            return vnd * count, f"{money(vnd)} × {count} {unit} = {money(vnd * count)}"
        case _:
            return _tiered(amount, known)


def _tiered(amount: TieredAmount, known: Answers) -> tuple[int, str]:
    """Price the units of one copy tier by tier, cap it, then count the copies."""
    count = units(known, amount.question)
    parts = [(vnd, n) for vnd, n in _tiers(amount, count) if n]
    full = sum(vnd * n for vnd, n in parts)
    one = full if amount.cap is None else min(amount.cap, full)
    words = " + ".join(f"{money(vnd)} × {n} {amount.unit}" for vnd, n in parts)
    words = f"{words or money(0)} = {money(full)}"
    if one < full:
        words += _(", tối đa %(cap)s mỗi bản") % {"cap": money(one)}
    if amount.copies is None:
        return one, words
    copies = units(known, amount.copies)
    return one * copies, _("%(one)s; %(each)s × %(copies)d bản = %(all)s") % {
        "one": words,
        "each": money(one),
        "copies": copies,
        "all": money(one * copies),
    }


def _tiers(amount: TieredAmount, count: int) -> list[tuple[int, int]]:
    """Return the price and the number of units of each tier, lowest tier first."""
    tiers = sorted(amount.tiers, key=lambda tier: tier.above)
    ends = [*(tier.above for tier in tiers[1:]), count]
    return [
        (tier.amount, max(0, min(count, end) - tier.above))
        for tier, end in zip(tiers, ends, strict=True)
    ]


def units(known: Mapping[str, object], question: str) -> int:
    """Return how many units an answer counts: a whole number, or items of a list."""
    match known.get(question):
        case bool():
            return 0
        case int(number):
            return max(0, number)
        case list() | tuple() as items:
            return len(items)
        case _:
            return 0


def may_cost(amount: Amount) -> bool:
    """Say whether an amount can be more than zero; an assessed one can."""
    match amount:
        case FlatAmount(amount=vnd) | UnitAmount(amount=vnd):
            return vnd > 0
        case TieredAmount(tiers=tiers):
            return any(tier.amount for tier in tiers)
        case _:
            return True
