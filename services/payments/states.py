"""The small state machines of money: invoices, attempts to pay, refunds.

As with dossiers, one table each says what may follow what; actions, constraints and
tests read it. What a provider says is an Outcome; what we make of it is a state.
"""

from collections.abc import Mapping
from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvoiceState(models.TextChoices):
    OPEN = "open", _("Chưa thanh toán")
    PAID = "paid", _("Đã thanh toán")
    CANCELLED = "cancelled", _("Đã hủy")


class AttemptState(models.TextChoices):
    OPEN = "open", _("Đang chờ thanh toán")
    CHECKING = "checking", _("Đang kiểm tra, xin đừng nộp lại")
    PAID = "paid", _("Đã thanh toán")
    FAILED = "failed", _("Không thành công, tiền chưa bị trừ")
    EXPIRED = "expired", _("Hết thời gian thanh toán")


class Outcome(StrEnum):
    """What a provider says of an order, in the terms of every provider.

    DOUBTFUL: money may have left the payer (VNPAY response 07, status 04): never
    called a failure. PENDING: the payer has not finished. UNKNOWN: the provider has
    never heard of the order.
    """

    SUCCEEDED = auto()
    FAILED = auto()
    DOUBTFUL = auto()
    PENDING = auto()
    UNKNOWN = auto()


type Attempts = Mapping[Outcome, Mapping[AttemptState, AttemptState]]

OUTCOMES: Attempts = {
    # Money that came in is true however late it is told, and whatever we thought.
    Outcome.SUCCEEDED: {
        AttemptState.OPEN: AttemptState.PAID,
        AttemptState.CHECKING: AttemptState.PAID,
        AttemptState.FAILED: AttemptState.PAID,
        AttemptState.EXPIRED: AttemptState.PAID,
    },
    Outcome.FAILED: {
        AttemptState.OPEN: AttemptState.FAILED,
        AttemptState.CHECKING: AttemptState.FAILED,
    },
    Outcome.DOUBTFUL: {
        AttemptState.OPEN: AttemptState.CHECKING,
        AttemptState.FAILED: AttemptState.CHECKING,
        AttemptState.EXPIRED: AttemptState.CHECKING,
    },
    Outcome.PENDING: {},
    Outcome.UNKNOWN: {},
}
"""From which state what a provider says leads where; elsewhere it changes nothing."""

UNSETTLED = frozenset({AttemptState.OPEN, AttemptState.CHECKING})
"""Attempts about which the provider is asked until it says how they ended."""


SILENT = frozenset({Outcome.PENDING, Outcome.UNKNOWN})
"""Nobody has paid so far; said after the expiry, nobody will."""

LAPSES: Mapping[AttemptState, AttemptState] = {
    AttemptState.OPEN: AttemptState.EXPIRED,
}
"""What a silent provider leads to after the expiry: never where money is in doubt."""


class Verdict(StrEnum):
    """What became of a notice; each gateway has its own code for it.

    Booking gives the first four. Whoever takes the message in gives the others:
    forged, from an address that may not send it, or we failed and must be told again.
    """

    TAKEN = auto()
    NO_SUCH_ORDER = auto()
    WRONG_AMOUNT = auto()
    KNOWN_ALREADY = auto()
    FORGED = auto()
    NOT_ALLOWED = auto()
    TROUBLE = auto()


class RefundState(models.TextChoices):
    PROPOSED = "proposed", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt, đang chuyển tiền")
    DONE = "done", _("Đã hoàn tiền")
    REFUSED = "refused", _("Không duyệt")
    FAILED = "failed", _("Chuyển tiền không thành công")


REFUND_MOVES: Mapping[RefundState, frozenset[RefundState]] = {
    RefundState.PROPOSED: frozenset({RefundState.APPROVED, RefundState.REFUSED}),
    RefundState.APPROVED: frozenset({RefundState.DONE, RefundState.FAILED}),
    RefundState.FAILED: frozenset(
        {RefundState.APPROVED, RefundState.PROPOSED, RefundState.REFUSED}
    ),
}
"""A transfer that failed is tried once more, goes another way, or is given up.

Another way is a new proposal; done and refused are the end.
"""


class DifferenceState(models.TextChoices):
    OPEN = "open", _("Chờ xử lý")
    SETTLED = "settled", _("Đã xử lý")
