"""Bank transfers: the payer may show a proof, an officer says that the money came."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from services.documents.models import Document
from services.dossiers.errors import ActNotAllowed
from services.payments.actions.booking import take_notice
from services.payments.errors import NothingOwed
from services.payments.gateways import Told
from services.payments.models import Attempt, Means
from services.payments.states import UNSETTLED, AttemptState, Outcome, Verdict

BANK_NUMBER_LENGTH = 64


@transaction.atomic
def show_proof(
    attempt: Attempt, document: Document, *, by: User, at: datetime
) -> Attempt:
    """Keep the payer's proof of a transfer; a later one takes its place.

    It proves nothing by itself: only `confirm_transfer` books. Raises ActNotAllowed
    where the attempt or the document is not theirs, NothingOwed where it has ended.
    """
    mine = _locked(attempt)
    if not by.pk == mine.payer_id == document.owner_id:
        raise ActNotAllowed(_("Ông/Bà không có quyền thực hiện thao tác này."))
    if mine.state not in UNSETTLED | {AttemptState.EXPIRED}:
        raise NothingOwed(_("Lần chuyển khoản này đã kết thúc."))
    mine.proof = document
    mine.save(update_fields=["proof"])
    return mine


@transaction.atomic
def confirm_transfer(
    attempt: Attempt,
    *,
    by: User,
    at: datetime,
    bank_number: str,
    amount: int,
) -> Attempt:
    """Book `amount` VND that the officer has seen on the agency's bank account.

    `bank_number` is the bank's number of the transaction, which counts once. Raises
    ActNotAllowed without the power to collect at every agency that is paid, and
    NothingOwed where the sum is another one, the number is used or missing, or the
    attempt is paid already. It may come after the expiry: money is money.
    """
    mine = _locked(attempt)
    _require_collector(by, mine)
    number = bank_number.strip()
    if not number or len(number) > BANK_NUMBER_LENGTH:
        raise NothingOwed(_("Hãy ghi số giao dịch trên sao kê của ngân hàng."))
    told = Told(mine.means, mine.reference, Outcome.SUCCEEDED, amount, number)
    try:
        with transaction.atomic():
            verdict = take_notice(told, at=at, by=by).verdict
    except IntegrityError as problem:
        raise NothingOwed(
            _("Số giao dịch này đã được ghi nhận cho một lần nộp khác.")
        ) from problem
    if verdict is Verdict.WRONG_AMOUNT:
        raise NothingOwed(_("Số tiền chuyển khác số tiền của lần thanh toán."))
    if verdict is not Verdict.TAKEN:
        raise NothingOwed(_("Lần chuyển khoản này đã được xác nhận trước đó."))
    mine.refresh_from_db()
    return mine


def _locked(attempt: Attempt) -> Attempt:
    """Return the transfer afresh and locked; other means are not confirmed by hand."""
    transfers = Attempt.objects.filter(means=Means.VIETQR)
    mine = transfers.select_for_update(no_key=True).filter(pk=attempt.pk).first()
    if mine is None:
        raise ActNotAllowed(_("Chỉ chuyển khoản mới được xác nhận bằng tay."))
    return mine


def _require_collector(by: User, attempt: Attempt) -> None:
    parts = attempt.parts.select_related("invoice__dossier__agency")
    agencies = {part.invoice.dossier.agency for part in parts}
    if not all(by.has_permission(Permission.COLLECT_FEE, each) for each in agencies):
        raise ActNotAllowed(_("Ông/Bà không có quyền thực hiện thao tác này."))
