"""Which level an offering may have: NĐ 43/2011/NĐ-CP Đ.3 k.4, checked, not promised.

Level 3 means an online form; level 4 means paying online where something is due, and
a result that arrives electronically or by post. Since NĐ 42/2022/NĐ-CP Đ.11 the same
test parts “toàn trình” from “một phần”.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from services.eforms.conditions import (
    CHANNEL,
    All,
    Any,
    Condition,
    Not,
    holds,
    questions_in,
)
from services.eforms.schema import Kind
from services.procedures.definition import (
    Channel,
    Definition,
    FeeRule,
    LevelPeriod,
    Mode,
)
from services.procedures.fees import may_cost

FORMS, TRANSACTION = 3, 4
"""Level 3: the form is sent online. Level 4: paid and answered online too."""

MODES: Mapping[int, Mode] = {
    1: Mode.INFORMATION,
    2: Mode.INFORMATION,
    FORMS: Mode.PARTIAL,
    TRANSACTION: Mode.FULL,
}


def missing_for(
    level: int, definition: Definition, *, online_payment: bool
) -> list[str]:
    """Return what is missing for the level, a sentence each; nothing if it may be.

    `online_payment` says whether the portal can take money online.
    """
    return list(_missing(level, definition, online_payment=online_payment))


def _missing(
    level: int, definition: Definition, *, online_payment: bool
) -> Iterator[str]:
    if level >= FORMS and not _asks_something(definition):
        yield _("Mức độ 3 trở lên cần biểu mẫu điện tử để khai và gửi trực tuyến.")
    if level < TRANSACTION:
        return
    costly = [fee.name for fee in definition.fees if _may_cost_online(fee)]
    if costly and not online_payment:
        yield _("Mức độ 4 cần thanh toán trực tuyến vì thủ tục có thu: %(fees)s.") % {
            "fees": "; ".join(costly)
        }
    kept = [r.name for r in definition.results if not (r.electronic or r.posted)]
    if kept:
        yield _(
            "Mức độ 4 cần trả kết quả trực tuyến hoặc qua bưu chính, "
            "nhưng phải nhận trực tiếp: %(results)s."
        ) % {"results": "; ".join(kept)}


def highest_offered(
    definition: Definition, on: date, *, online_payment: bool = False
) -> LevelPeriod:
    """Return the level and mode at which it can be offered on the day.

    Never above what the definition supports on the day; where something is missing
    for that, the next lower level with the reason in `missing`.
    """
    period = definition.level_on(on)
    level = period.level
    reasons = missing_for(level, definition, online_payment=online_payment)
    while missing_for(level, definition, online_payment=online_payment):
        level -= 1  # levels 1 and 2 ask for nothing, so this ends
    return _lowered(period, level, reasons)


def _lowered(period: LevelPeriod, level: int, reasons: list[str]) -> LevelPeriod:
    if level == period.level:
        return period
    sentences = [period.missing, *reasons] if period.missing else reasons
    return LevelPeriod(
        level=level,
        mode=MODES[level],
        valid_from=period.valid_from,
        valid_to=period.valid_to,
        missing=" ".join(sentences),
    )


def _asks_something(definition: Definition) -> bool:
    return any(q.kind is not Kind.EXPLANATION for q in definition.form.questions())


def _may_cost_online(fee: FeeRule) -> bool:
    """Say whether some filing online could owe the fee, exemptions aside."""
    online = {CHANNEL: str(Channel.ONLINE)}
    if True not in outcomes(fee.when, online):
        return False
    for priced in fee.amounts:
        possible = outcomes(priced.when, online)
        if True in possible and may_cost(priced.amount):
            return True
        if possible == {True}:
            return False
    return False


def outcomes(condition: Condition | None, known: Mapping[str, str]) -> set[bool]:
    """Return what a condition can still come to when only some facts are known."""
    match condition:
        case Not(of=inner):
            return {not each for each in outcomes(inner, known)}
        case All(of=parts):
            found = [outcomes(part, known) for part in parts]
            possible = {True} if all(True in each for each in found) else set()
            return possible | (
                {False} if any(False in each for each in found) else set()
            )
        case Any(of=parts):
            found = [outcomes(part, known) for part in parts]
            possible = {True} if any(True in each for each in found) else set()
            return possible | (
                {False} if all(False in each for each in found) else set()
            )
        case _:
            if set(questions_in(condition)) <= known.keys():
                return {holds(condition, known)}
            return {True, False}
