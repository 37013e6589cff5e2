"""What an officer may do on a dossier now, and why something that is near may not be.

The actions decide; this only spares the officer a form that would be refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from services.delivery.policies import is_underway
from services.delivery.states import Way
from services.delivery.ways import current_choice
from services.dossiers import policies, states
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State
from services.payments.actions.closing import is_closed
from services.payments.actions.refunding import sources

ONWARDS = (
    Act.RECEIVE,
    Act.CONFIRM_WITHDRAWAL,
    Act.SUPPLEMENT,
    Act.DECIDE,
    Act.FORWARD,
    Act.SETTLE,
    Act.COLLECT_FEE,
    Act.HAND_OVER,
)
"""Acts that bring a dossier on, the most pressing first."""

ENDING = frozenset({Act.REFUSE, Act.STOP})


@dataclass(frozen=True, slots=True)
class Choice:
    """An act on the screen; with `why_not` it is named but cannot be done."""

    act: Act
    why_not: str = ""
    is_primary: bool = False

    @property
    def is_ending(self) -> bool:
        return self.act in ENDING


def choices(
    user: User, dossier: Dossier, acts: Sequence[Act], at: datetime
) -> list[Choice]:
    """Return the acts of the desk that concern the dossier, what may be done first."""
    near = [act for act in acts if dossier.allows(act)]
    refused = {act: why for act in near if (why := why_not(user, act, dossier, at))}
    open_acts = [
        act
        for act in near
        if act not in refused and act in policies.available_acts(user, dossier)
    ]
    primary = next((act for act in ONWARDS if act in open_acts), None)
    open_acts.sort(key=lambda act: (act != primary, act in ENDING))
    return [
        *(Choice(act, is_primary=act == primary) for act in open_acts),
        *(Choice(act, why) for act, why in refused.items()),
    ]


def why_not(user: User, act: Act, dossier: Dossier, at: datetime) -> str:
    """Return why the act cannot be done, where that is worth saying, else nothing."""
    step = dossier.route_step
    if act is Act.FORWARD and not policies.may(user, act, dossier):
        return _whose_turn(dossier)
    if not policies.may(user, act, dossier):
        return ""
    match act:
        case Act.ASK_SUPPLEMENT if hasattr(dossier, "supplement"):
            return _("Đã yêu cầu bổ sung một lần; mỗi hồ sơ chỉ được yêu cầu một lần.")
        case Act.REFUSE if _may_still_supplement(dossier, at):
            until = date_format(
                localtime(dossier.supplement.answer_due_at), "H:i d/m/Y"
            )
            return _("Chỉ từ chối được sau hạn bổ sung, %(until)s.") % {"until": until}
        case Act.HAND_OVER:
            return _why_not_hand_over(dossier)
        case Act.COLLECT_FEE | Act.SETTLE if _is_till_closed(user, dossier, at):
            return _(
                "Ông/Bà đã khóa sổ quỹ hôm nay nên không thu thêm được. "
                "Hãy nhờ đồng nghiệp chưa khóa sổ, hoặc thu vào ngày mai."
            )
        case Act.REFUND if dossier.fee_collected and not sources(dossier):
            return _("Số đã thu đã được hoàn hoặc đang chờ hoàn.")
        case Act.DECIDE if step and step.decides and hasattr(dossier, "withdrawal"):
            return _(
                "Người nộp đã yêu cầu rút hồ sơ. Hãy xác nhận việc rút hồ sơ trước."
            )
        case _:
            return ""


def _why_not_hand_over(dossier: Dossier) -> str:
    """What the post carries it collects for; elsewhere the fee comes first."""
    if is_underway(dossier):
        return _("Kết quả đang được chuyển qua bưu điện.")
    if dossier.fee_owed and current_choice(dossier).way != Way.POST:
        return _("Hãy thu đủ phí, lệ phí trước khi trả kết quả.")
    return ""


def _is_till_closed(user: User, dossier: Dossier, at: datetime) -> bool:
    """Only asked where something is owed: nobody else needs to know."""
    return bool(dossier.fee_owed) and is_closed(dossier.agency, user, at)


def _may_still_supplement(dossier: Dossier, at: datetime) -> bool:
    return (
        dossier.state == State.SUPPLEMENT_DUE and dossier.supplement.answer_due_at > at
    )


def _whose_turn(dossier: Dossier) -> str:
    step = dossier.route_step
    if step is None or dossier.state != State.IN_PROGRESS:
        role = Role.RECEPTIONIST.label
        return _("Hồ sơ đang chờ %(role)s chuyển xử lý.") % {"role": lower(role)}
    return _("Bước “%(step)s” thuộc về %(role)s.") % {
        "step": step.name,
        "role": lower(Role(step.role).label),
    }


def lower(name: object) -> str:
    """Return a role's name as it stands inside a sentence."""
    text = str(name)
    return text[:1].lower() + text[1:]


def why_nothing(dossier: Dossier) -> str:
    """Say why there is nothing to do here for the officer."""
    if dossier.is_final:
        return _("Hồ sơ đã kết thúc.")
    if dossier.state in states.PAUSED:
        return _("Hồ sơ đang chờ công dân.")
    return _("Việc tiếp theo thuộc về người khác trong cơ quan.")
