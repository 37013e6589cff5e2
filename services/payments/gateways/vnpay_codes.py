"""VNPAY's codes, and what they mean in our terms (version 2.1.0)."""

from collections.abc import Mapping

from services.payments.states import Outcome, Verdict

OK = "00"

SUSPECTED = "07"
"""Response: the money was taken and the payment is suspected; merchants decide."""

STATUSES: Mapping[str, Outcome] = {
    "01": Outcome.PENDING,
    "02": Outcome.FAILED,
    "04": Outcome.DOUBTFUL,  # debited at the bank, not concluded at VNPAY
    # Money that was paid and is on its way back is no failure either.
    "05": Outcome.DOUBTFUL,
    "06": Outcome.DOUBTFUL,
    "07": Outcome.DOUBTFUL,
    "09": Outcome.DOUBTFUL,
}
"""vnp_TransactionStatus; 00 counts only beside response 00."""


def outcome_of(response: str, status: str) -> Outcome:
    """Return what a response and a transaction status say together.

    Paid only when both are 00. A failing response that nobody has told us about is a
    failure as long as the status does not contradict it; a contradiction is doubtful.
    """
    if response == OK and status == OK:
        return Outcome.SUCCEEDED
    if response == SUSPECTED:
        return Outcome.DOUBTFUL
    if status in STATUSES:
        return STATUSES[status]
    return Outcome.DOUBTFUL if OK in {response, status} else Outcome.FAILED


NOT_FOUND, REPEATED, REFUSED = "91", "94", "95"
"""Answers of the interface to a question of ours."""

REFUNDS = frozenset({"02", "03"})
"""vnp_TransactionType: refunds in full and in part; 01 is the payment."""

REFUND_STATUSES: Mapping[str, Outcome] = {
    "00": Outcome.SUCCEEDED,
    "05": Outcome.PENDING,
    "06": Outcome.SUCCEEDED,  # handed to the bank; VNPAY tells nothing after that
    "09": Outcome.FAILED,
}

ANSWERS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.TAKEN: ("00", "Confirm Success"),
    Verdict.NO_SUCH_ORDER: ("01", "Order not found"),
    Verdict.KNOWN_ALREADY: ("02", "Order already confirmed"),
    Verdict.NOT_ALLOWED: ("03", "IP prohibited"),
    Verdict.WRONG_AMOUNT: ("04", "Invalid amount"),
    Verdict.FORGED: ("97", "Fail checksum"),
    Verdict.TROUBLE: ("99", "Unknown error"),
}
"""What VNPAY is answered; it repeats a notice until it hears 00 or 02."""
