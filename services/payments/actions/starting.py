"""Beginning to pay: an order of ours, and the address where it is paid."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.payments.actions.billing import bill
from services.payments.errors import BeingChecked, NothingOwed, NotOffered, Unavailable
from services.payments.gateways import Gateway, Item, NoAnswer, Order, gateway_for
from services.payments.models import Attempt, Invoice, Means, Part
from services.payments.states import AttemptState

LETTERS = "0123456789"


def begin(
    invoices: Sequence[UUID],
    *,
    means: Means,
    by: User,
    at: datetime,
    address: str,
) -> tuple[Attempt, str]:
    """Return a new attempt to pay the payer's invoices, and where to pay it.

    `invoices` are public ids. Raises NothingOwed (one of them is not theirs, paid or
    changed since), BeingChecked (an earlier attempt may have taken the money),
    NotOffered and Unavailable. The order is committed before the provider hears of
    it, so that no notice ever comes for an order that we do not know.
    """
    gateway = gateway_for(means)
    attempt = _ordered(invoices, gateway, by=by, at=at, address=address)
    try:
        return attempt, gateway.start(order_of(attempt), at=at)
    except NoAnswer as problem:
        raise Unavailable(
            _("Dịch vụ thanh toán đang gián đoạn. Chưa có khoản tiền nào bị trừ.")
        ) from problem


@transaction.atomic
def _ordered(
    invoices: Sequence[UUID],
    gateway: Gateway,
    *,
    by: User,
    at: datetime,
    address: str,
) -> Attempt:
    owed = _still_owed(invoices, by=by, at=at)
    if len(owed) > 1 and not gateway.pays_several:
        raise NotOffered(_("Cách thanh toán này chỉ nộp được cho từng hồ sơ một."))
    attempt = Attempt.objects.create(
        means=gateway.means,
        reference=new_reference(at),
        amount=sum(invoice.amount for invoice in owed),
        payer=by,
        address=address or None,
        created_at=at,
        expires_at=at + gateway.lasts,
    )
    Part.objects.bulk_create(
        Part(attempt=attempt, invoice=invoice, amount=invoice.amount)
        for invoice in owed
    )
    return attempt


def _still_owed(invoices: Sequence[UUID], *, by: User, at: datetime) -> list[Invoice]:
    """Return the payer's invoices, each exactly what its dossier owes now."""
    wanted = Invoice.objects.owed_by(by).filter(public_id__in=invoices)
    found = list(wanted.select_related("dossier").order_by("dossier_id"))
    if not found or len(found) != len(set(invoices)):
        raise NothingOwed(
            _("Khoản này đã được nộp hoặc đã thay đổi. Hãy xem lại khoản phải nộp.")
        )
    for invoice in found:
        if bill(invoice.dossier, at=at) != invoice:
            raise NothingOwed(
                _("Số phải nộp vừa thay đổi. Hãy xem lại trước khi thanh toán.")
            )
    if Part.objects.filter(
        invoice__in=found, attempt__state=AttemptState.CHECKING
    ).exists():
        raise BeingChecked(
            _("Lần thanh toán trước đang được kiểm tra, xin đừng nộp lại.")
        )
    return found


def new_reference(at: datetime) -> str:
    """Return our number of an order: `MC` + yyMMdd + 12 random digits.

    Letters and digits only, as every provider takes them; not guessable, so that
    nobody learns how many orders there are.
    """
    return f"MC{at:%y%m%d}{''.join(secrets.choice(LETTERS) for _i in range(12))}"


def order_of(attempt: Attempt) -> Order:
    """Return what a provider may be told of the attempt: fees, and a name at most."""
    parts = attempt.parts.select_related(
        "invoice__dossier__revision__procedure", "invoice__dossier__agency"
    )
    invoices = [part.invoice for part in parts.order_by("pk")]
    return Order(
        reference=attempt.reference,
        amount=attempt.amount,
        codes=tuple(invoice.dossier.code or "" for invoice in invoices),
        created_at=attempt.created_at,
        expires_at=attempt.expires_at,
        address=attempt.address or "",
        items=tuple(item for invoice in invoices for item in _items(invoice)),
        payer=attempt.payer.full_name if attempt.payer else "",
    )


def _items(invoice: Invoice) -> list[Item]:
    dossier = invoice.dossier
    procedure = dossier.revision.procedure
    return [
        Item(
            dossier=dossier.code or "",
            procedure_code=procedure.code,
            procedure_name=procedure.name,
            agency_code=dossier.agency.identifier,
            agency_name=dossier.agency.name,
            key=line.key,
            name=line.name,
            type=line.type,
            amount=line.amount,
        )
        for line in invoice.bill
    ]
