"""Who may choose, order and decide about parcels: pure functions."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from services.delivery.errors import ChoiceRefused, ShipmentRefused
from services.delivery.states import UNDERWAY
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.gateways.post import Direction

WAITS_FOR_PAPERS = frozenset(
    {State.SUBMITTED, State.RECEIVED, State.IN_PROGRESS, State.SUPPLEMENT_DUE}
)
"""States in which the office may still need papers from the citizen's home."""


def may_choose(user: User, dossier: Dossier) -> bool:
    """Say whether the result is theirs: nobody at an office chooses for them."""
    return dossier.applicant_id == user.pk


def may_handle(user: User, dossier: Dossier) -> bool:
    """Say whether the person hands results over at the dossier's agency."""
    return user.has_permission(Permission.HAND_OVER, dossier.agency)


def is_underway(dossier: Dossier) -> bool:
    """Say whether its result is with the post, or is about to be."""
    returning = dossier.shipments.filter(direction=Direction.RETURN)
    return returning.filter(state__in=UNDERWAY).exists()


def require_choosing(user: User, dossier: Dossier) -> None:
    """Raise ChoiceRefused unless the person may choose now."""
    if not may_choose(user, dossier):
        raise ChoiceRefused(_("Chỉ người nộp hồ sơ chọn được cách nhận kết quả."))
    if dossier.is_draft or dossier.is_final:
        raise ChoiceRefused(
            _("Chỉ đổi được cách nhận kết quả khi hồ sơ đã nộp và chưa kết thúc.")
        )
    if is_underway(dossier):
        raise ChoiceRefused(
            _("Kết quả đã giao cho bưu điện nên không đổi cách nhận được nữa.")
        )


def require_handling(user: User, dossier: Dossier) -> None:
    """Raise ShipmentRefused unless the person hands results over here."""
    if not may_handle(user, dossier):
        raise ShipmentRefused(_("Ông/Bà không có quyền thực hiện thao tác này."))


def require_collecting(user: User, dossier: Dossier) -> None:
    """Raise ShipmentRefused unless the person may have papers fetched now."""
    if not may_choose(user, dossier):
        raise ShipmentRefused(_("Chỉ người nộp hồ sơ đặt được bưu điện nhận giấy tờ."))
    if dossier.state not in WAITS_FOR_PAPERS:
        raise ShipmentRefused(
            _("Hồ sơ không còn chờ giấy tờ nên không đặt bưu điện đến nhận được.")
        )
