"""The life of a dossier: ten national states, the private draft, and one table.

The states are those of the National Portal (codes 1–10 on the wire); no administrator
can rename or add one. Everything that needs to know what may follow what reads MOVES:
actions, buttons, constraints, statistics and tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.IntegerChoices):
    DRAFT = 0, _("Bản nháp")
    SUBMITTED = 1, _("Mới đăng ký")
    RECEIVED = 2, _("Được tiếp nhận")
    REFUSED = 3, _("Không được tiếp nhận")
    IN_PROGRESS = 4, _("Đang xử lý")
    SUPPLEMENT_DUE = 5, _("Yêu cầu bổ sung giấy tờ")
    PAYMENT_DUE = 6, _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWN = 7, _("Công dân yêu cầu rút hồ sơ")
    STOPPED = 8, _("Dừng xử lý")
    DECIDED = 9, _("Đã xử lý xong")
    HANDED_OVER = 10, _("Đã trả kết quả")


class Act(models.TextChoices):
    SUBMIT = "submit", _("Nộp hồ sơ trực tuyến")
    TAKE_IN = "take_in", _("Tiếp nhận tại quầy")
    RECEIVE = "receive", _("Tiếp nhận")
    REFUSE = "refuse", _("Từ chối tiếp nhận")
    ASK_SUPPLEMENT = "ask_supplement", _("Yêu cầu bổ sung")
    SUPPLEMENT = "supplement", _("Nộp bổ sung")
    ASK_PAYMENT = "ask_payment", _("Yêu cầu nghĩa vụ tài chính")
    SETTLE = "settle", _("Ghi nhận đã hoàn thành nghĩa vụ tài chính")
    COLLECT_FEE = "collect_fee", _("Thu phí, lệ phí tại quầy")
    PAY = "pay", _("Thanh toán trực tuyến")
    ADJUST_FEE = "adjust_fee", _("Điều chỉnh phí, lệ phí")
    REFUND = "refund", _("Hoàn tiền")
    FORWARD = "forward", _("Chuyển bước")
    RETURN_STEP = "return_step", _("Trả lại bước trước")
    DECIDE = "decide", _("Phê duyệt kết quả")
    STOP = "stop", _("Dừng xử lý")
    ASK_WITHDRAWAL = "ask_withdraw", _("Yêu cầu rút hồ sơ")
    CONFIRM_WITHDRAWAL = "confirm_withdraw", _("Xác nhận rút hồ sơ")
    HAND_OVER = "hand_over", _("Trả kết quả")


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act is possible, and where it leads; None: it stays."""

    sources: frozenset[State]
    target: State | None


def _move(*sources: State, to: State | None) -> Move:
    return Move(frozenset(sources), to)


ALIVE = (
    State.SUBMITTED,
    State.RECEIVED,
    State.IN_PROGRESS,
    State.SUPPLEMENT_DUE,
    State.PAYMENT_DUE,
)

OWING = (
    State.SUBMITTED,
    State.RECEIVED,
    State.IN_PROGRESS,
    State.SUPPLEMENT_DUE,
    State.DECIDED,
)
"""States in which a fee may be paid without the dossier waiting for it."""

MOVES: Mapping[Act, Move] = {
    Act.SUBMIT: _move(State.DRAFT, to=State.SUBMITTED),
    Act.TAKE_IN: _move(State.DRAFT, to=State.RECEIVED),
    Act.RECEIVE: _move(State.SUBMITTED, to=State.RECEIVED),
    # Not supplied in time: the office may refuse after a supplement request too.
    Act.REFUSE: _move(State.SUBMITTED, State.SUPPLEMENT_DUE, to=State.REFUSED),
    Act.ASK_SUPPLEMENT: _move(
        State.RECEIVED, State.IN_PROGRESS, to=State.SUPPLEMENT_DUE
    ),
    Act.SUPPLEMENT: _move(State.SUPPLEMENT_DUE, to=State.IN_PROGRESS),
    Act.ASK_PAYMENT: _move(State.RECEIVED, State.IN_PROGRESS, to=State.PAYMENT_DUE),
    Act.SETTLE: _move(State.PAYMENT_DUE, to=State.IN_PROGRESS),
    Act.COLLECT_FEE: _move(*OWING, to=None),
    Act.PAY: _move(*OWING, to=None),
    Act.ADJUST_FEE: _move(*OWING, State.PAYMENT_DUE, to=None),
    # What was paid comes back to its payer whatever became of the dossier.
    Act.REFUND: _move(*(state for state in State if state != State.DRAFT), to=None),
    Act.FORWARD: _move(State.RECEIVED, State.IN_PROGRESS, to=State.IN_PROGRESS),
    Act.RETURN_STEP: _move(State.IN_PROGRESS, to=None),
    Act.DECIDE: _move(State.IN_PROGRESS, to=State.DECIDED),
    Act.STOP: _move(
        State.RECEIVED, State.IN_PROGRESS, State.PAYMENT_DUE, to=State.STOPPED
    ),
    Act.ASK_WITHDRAWAL: _move(*ALIVE, to=None),
    Act.CONFIRM_WITHDRAWAL: _move(*ALIVE, to=State.WITHDRAWN),
    Act.HAND_OVER: _move(State.DECIDED, to=State.HANDED_OVER),
}

FINAL = frozenset(
    state
    for state in State
    if not any(
        state in move.sources and move.target is not None for move in MOVES.values()
    )
)
"""States that nothing leaves: refused, withdrawn, stopped, handed over."""

RUNNING = frozenset({State.RECEIVED, State.IN_PROGRESS})
"""The promised term runs: only these can be overdue."""

PAUSED = frozenset({State.SUPPLEMENT_DUE, State.PAYMENT_DUE})
"""The clock stands still until the citizen has done their part."""

ACCEPTED_ALWAYS = frozenset(
    {
        State.RECEIVED,
        State.IN_PROGRESS,
        State.SUPPLEMENT_DUE,
        State.PAYMENT_DUE,
        State.STOPPED,
        State.DECIDED,
        State.HANDED_OVER,
    }
)
"""States that only an accepted dossier can be in (refused, withdrawn may be both)."""

RESOLVED = frozenset({State.DECIDED, State.HANDED_OVER})


def after(act: Act, state: State) -> State:
    """Return the state that the act leads to; ValueError where it may not be done."""
    move = MOVES[act]
    if state not in move.sources:
        raise ValueError(f"{act} is not possible in {state!r}.")
    return state if move.target is None else move.target
