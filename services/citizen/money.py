"""What a dossier's pages say about money: owed, being checked, receipted, returned."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from services.dossiers.models import Dossier
from services.payments.actions.billing import is_payable
from services.payments.gateways import gateways
from services.payments.models import Attempt, Means, Receipt, Refund
from services.payments.states import AttemptState, RefundState


@dataclass(frozen=True, slots=True)
class Money:
    """`owed` is whole VND that may be paid now; `ways` names the online providers."""

    owed: int
    ways: tuple[str, ...]
    checking: Attempt | None
    receipts: Sequence[Receipt]
    refunds: Sequence[tuple[int, str]]
    """Each its VND, and how it stands in words."""


def ways() -> tuple[str, ...]:
    """Return how the portal takes money online; nothing where it does not."""
    return tuple(str(Means(means).label) for means in gateways())


def owed_now(dossier: Dossier) -> int:
    """Return the VND that may be paid now; asks no database."""
    return dossier.fee_owed if is_payable(dossier) else 0


def money_of(dossier: Dossier) -> Money:
    """Return how a filed dossier stands."""
    receipts = dossier.receipts.select_related("series").order_by("pk")
    return Money(
        owed=owed_now(dossier),
        ways=ways(),
        checking=being_checked(dossier),
        receipts=list(receipts),
        refunds=[(r.amount, said_of(r)) for r in dossier.refunds.order_by("pk")],
    )


def being_checked(dossier: Dossier) -> Attempt | None:
    """Return the attempt that may have taken the money already."""
    return (
        Attempt.objects.filter(
            parts__invoice__dossier=dossier, state=AttemptState.CHECKING
        )
        .order_by("-pk")
        .first()
    )


def said_of(refund: Refund) -> str:
    """Return how a refund stands, to whom the money belongs."""
    match refund.state:
        case RefundState.DONE:
            return _("Đã hoàn tiền.")
        case RefundState.REFUSED:
            return _("Không hoàn: %(why)s") % {"why": refund.refusal}
        case RefundState.PROPOSED:
            return _("Đang chờ cơ quan duyệt hoàn tiền.")
        case RefundState.FAILED:
            return _(
                "Bên thu chưa chuyển trả được. Cơ quan đang chọn cách hoàn khác; "
                "Ông/Bà chưa phải làm gì."
            )
        case _ if refund.goes_by == Means.CASH:
            return _("Đã duyệt. Mời Ông/Bà đến Bộ phận Một cửa nhận tiền mặt.")
        case _ if refund.instead:
            return _(
                "Đã duyệt, cơ quan chuyển khoản trả Ông/Bà. Nếu chưa được hỏi số tài "
                "khoản, hãy liên hệ Bộ phận Một cửa."
            )
        case _:
            return _("Đã duyệt, tiền đang được chuyển trả.")
