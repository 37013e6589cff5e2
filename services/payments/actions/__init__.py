"""The verbs of money: bill, begin to pay, book what came in, collect, pay back.

Locks are always taken in the same order (attempt, dossiers by id, invoices, refund,
drawer, series of receipts), so that a notice and a cashier never wait for each other.
"""

from services.payments.actions.asking import ask_about, ask_about_unsettled
from services.payments.actions.billing import bill
from services.payments.actions.booking import take_notice
from services.payments.actions.closing import Drawer, close_day
from services.payments.actions.collecting import collect, collect_at_door
from services.payments.actions.receipting import cancel_receipt
from services.payments.actions.reconciling import reconcile, settle_difference
from services.payments.actions.refunding import (
    approve,
    carry_out,
    pay_out,
    propose,
    propose_another_way,
    propose_door_excess,
    propose_excess,
    refuse,
)
from services.payments.actions.starting import begin
from services.payments.actions.transferring import confirm_transfer, show_proof
from services.payments.states import Verdict

__all__ = [
    "Drawer",
    "Verdict",
    "approve",
    "ask_about",
    "ask_about_unsettled",
    "begin",
    "bill",
    "cancel_receipt",
    "carry_out",
    "close_day",
    "collect",
    "collect_at_door",
    "confirm_transfer",
    "pay_out",
    "propose",
    "propose_another_way",
    "propose_door_excess",
    "propose_excess",
    "reconcile",
    "refuse",
    "settle_difference",
    "show_proof",
    "take_notice",
]
