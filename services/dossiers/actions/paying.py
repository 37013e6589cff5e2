"""Money as the dossier knows it: what is due, what came in, what went back.

The money itself is kept by services.payments, whose ledger has every dong twice;
`record_payment` and `record_refund` are called by it alone, in the same transaction.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.dossiers import bill, clock, policies
from services.dossiers.actions.locking import announce, locked
from services.dossiers.actions.reception import require_reason
from services.dossiers.actions.supplementing import go_on
from services.dossiers.errors import ActNotAllowed
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State
from services.procedures.definition import FeeType


@transaction.atomic
def ask_payment(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    amount: int,
    reason: str,
    fee_type: str = FeeType.CHARGE,
    version: int | None = None,
) -> Dossier:
    """Ask for a financial obligation of `amount` VND; the clock stops until paid.

    `fee_type` is the value of a FeeType. Raises ActNotAllowed (no amount, no reason)
    and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.ASK_PAYMENT, mine)
    require_reason(reason)
    if amount <= 0:
        raise ActNotAllowed(_("Hãy nhập số tiền lớn hơn 0."))
    asked = bill.added(mine.bill, name=reason.strip(), fee_type=fee_type, amount=amount)
    mine.write_bill([*mine.bill, asked])
    mine.paused_at = at
    data = {"amount": amount, "line": asked.key}
    announce(mine.move(Act.ASK_PAYMENT, by=by, at=at, note=reason.strip(), data=data))
    return mine


@transaction.atomic
def adjust_fee(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    line: str,
    amount: int,
    reason: str,
    version: int | None = None,
) -> Dossier:
    """Set one line of the bill to `amount` VND, saying why; sets assessed fees too.

    Never below what was paid already: money goes back by a refund, which takes two
    people. Raises ActNotAllowed (no reason, unknown line, too little) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.ADJUST_FEE, mine)
    require_reason(reason)
    known = {each.key: each for each in mine.bill}
    if line not in known or amount < 0:
        raise ActNotAllowed(_("Hãy chọn khoản phí và nhập số tiền từ 0 trở lên."))
    before = known[line].amount
    changed = replace(known[line], amount=amount, explanation=reason.strip())
    mine.write_bill([changed if each.key == line else each for each in mine.bill])
    if mine.fee_due < mine.fee_collected:
        raise ActNotAllowed(
            _("Số mới thấp hơn số đã thu. Hãy lập phiếu hoàn tiền cho phần chênh lệch.")
        )
    data = {"line": line, "from": before, "to": amount}
    announce(mine.move(Act.ADJUST_FEE, by=by, at=at, note=reason.strip(), data=data))
    return mine


@transaction.atomic
def record_payment(
    dossier: Dossier,
    *,
    by: User | None,
    at: datetime,
    amount: int,
    means: str,
    reference: str,
) -> Dossier:
    """Note on the dossier that `amount` VND came in; the ledger has it already.

    `by` is the cashier, or nobody for money that came in online. A dossier that
    waited for it goes on: its due time moves by the pause, or the limit of reception
    is set anew. Raises ActNotAllowed when the state forbids it or it is too much.
    """
    mine = locked(dossier)
    act = _paying_act(mine, by)
    if not mine.allows(act) or amount <= 0 or amount > mine.fee_owed:
        raise ActNotAllowed(_("Hồ sơ không còn khoản nào phải nộp với số tiền này."))
    awaited = mine.waits_for_fee
    mine.fee_collected += amount
    data: dict[str, object] = {
        "amount": amount,
        "means": means,
        "reference": reference,
    }
    if act is Act.SETTLE:
        go_on(mine, at)
        assert mine.due_at is not None
        data["due"] = mine.due_at.isoformat()
    if awaited and not mine.fee_owed:
        mine.intake_due_at = clock.intake_limit(mine, at)
        mine.expected_at = clock.expected(mine, at)
    announce(mine.move(act, by=by, at=at, data=data))
    return mine


def _paying_act(dossier: Dossier, by: User | None) -> Act:
    if dossier.state == State.PAYMENT_DUE:
        return Act.SETTLE
    return Act.PAY if by is None else Act.COLLECT_FEE


@transaction.atomic
def record_refund(
    dossier: Dossier,
    *,
    by: User | None,
    at: datetime,
    line: str,
    amount: int,
    means: str,
    reason: str,
    reference: str,
) -> Dossier:
    """Note on the dossier that `amount` VND of a line of its bill went back.

    What went back is no longer due. The money has left already, so a line that was
    lowered meanwhile is no obstacle. Raises ActNotAllowed where more would go back
    than came in.
    """
    mine = locked(dossier)
    known = {each.key: each for each in mine.bill}
    most = mine.fee_collected if line in known else 0
    if not mine.allows(Act.REFUND) or not 0 < amount <= most:
        raise ActNotAllowed(_("Số tiền hoàn vượt quá số đã thu của khoản này."))
    rest = max(0, known[line].amount - amount)
    lower = replace(known[line], amount=rest, explanation=reason)
    mine.write_bill([lower if each.key == line else each for each in mine.bill])
    mine.fee_collected -= amount
    data = {"amount": amount, "means": means, "line": line, "reference": reference}
    announce(mine.move(Act.REFUND, by=by, at=at, note=reason, data=data))
    return mine
