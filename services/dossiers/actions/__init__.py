"""The verbs of a dossier's life; pages, tasks and the machine face call the same.

Every verb is atomic, takes the actor `by=` and the time `at=`, locks the dossier,
asks the policy, moves, and announces its event after commit. Office verbs take the
`version` that the officer saw and raise Stale when somebody else was faster.
"""

from services.dossiers.actions.drafting import (
    Filing,
    attach,
    detach,
    discard_draft,
    note_progress,
    open_draft,
    save_draft,
)
from services.dossiers.actions.expiring import discard_old_drafts
from services.dossiers.actions.filing import Visitor, problems_of, submit, take_in
from services.dossiers.actions.locking import locked
from services.dossiers.actions.paying import (
    adjust_fee,
    ask_payment,
    record_payment,
    record_refund,
)
from services.dossiers.actions.processing import (
    decide,
    forward,
    hand_over,
    record_hand_over,
    return_step,
    stop,
)
from services.dossiers.actions.reception import receive, refuse
from services.dossiers.actions.supplementing import (
    FaultFound,
    ask_supplement,
    supplement,
)
from services.dossiers.actions.withdrawing import ask_withdraw, confirm_withdraw

__all__ = [
    "FaultFound",
    "Filing",
    "Visitor",
    "adjust_fee",
    "ask_payment",
    "ask_supplement",
    "ask_withdraw",
    "attach",
    "confirm_withdraw",
    "decide",
    "detach",
    "discard_draft",
    "discard_old_drafts",
    "forward",
    "hand_over",
    "locked",
    "note_progress",
    "open_draft",
    "problems_of",
    "receive",
    "record_hand_over",
    "record_payment",
    "record_refund",
    "refuse",
    "return_step",
    "save_draft",
    "stop",
    "submit",
    "supplement",
    "take_in",
]
