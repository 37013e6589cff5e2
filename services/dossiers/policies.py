"""Who may do what on a dossier: pure functions of person and thing."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, Role
from services.dossiers.errors import ActNotAllowed
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

APPLICANT_ACTS = frozenset({Act.SUBMIT, Act.SUPPLEMENT, Act.PAY, Act.ASK_WITHDRAWAL})
"""What the applicant does; nobody at an office may do it in their place."""

SAID_AT_THE_COUNTER = frozenset({Act.SUPPLEMENT, Act.ASK_WITHDRAWAL})
"""What an applicant without an account does at the counter, written down there."""

OFFICE_POWERS: Mapping[Act, Permission] = {
    Act.TAKE_IN: Permission.COUNTER_INTAKE,
    Act.SUPPLEMENT: Permission.COUNTER_INTAKE,
    Act.ASK_WITHDRAWAL: Permission.COUNTER_INTAKE,
    Act.RECEIVE: Permission.RECEIVE,
    Act.REFUSE: Permission.REFUSE,
    Act.ASK_SUPPLEMENT: Permission.PROCESS,
    Act.ASK_PAYMENT: Permission.PROCESS,
    Act.SETTLE: Permission.COLLECT_FEE,
    Act.COLLECT_FEE: Permission.COLLECT_FEE,
    Act.ADJUST_FEE: Permission.PROCESS,
    Act.REFUND: Permission.COLLECT_FEE,
    Act.DECIDE: Permission.DECIDE,
    Act.STOP: Permission.DECIDE,
    Act.CONFIRM_WITHDRAWAL: Permission.RECEIVE,
    Act.HAND_OVER: Permission.HAND_OVER,
}

STEP_POWERS: Mapping[Role, Permission] = {
    Role.RECEPTIONIST: Permission.RECEIVE,
    Role.LEADER: Permission.DECIDE,
}
"""Powers to move a dossier on from a step of the role; PROCESS for all others."""


def power_for(act: Act, dossier: Dossier) -> Permission:
    """Return the power that an office act on the dossier needs.

    Moving along the route needs the power of the step where the dossier stands;
    from the reception desk it needs the receptionist's.
    """
    if act not in {Act.FORWARD, Act.RETURN_STEP}:
        return OFFICE_POWERS[act]
    if dossier.state == State.RECEIVED:
        return Permission.RECEIVE
    step = dossier.route_step
    return (
        STEP_POWERS.get(step.role, Permission.PROCESS) if step else Permission.PROCESS
    )


def may(user: User, act: Act, dossier: Dossier) -> bool:
    """Say whether the person has the power, whatever the state of the dossier.

    A draft is its writer's alone: no office takes in what a citizen still writes.
    """
    has_account = dossier.applicant_id is not None
    if act in APPLICANT_ACTS and (has_account or act not in SAID_AT_THE_COUNTER):
        return has_account and dossier.applicant_id == user.pk
    if act is Act.TAKE_IN and (has_account or dossier.created_by_id != user.pk):
        return False
    return user.has_permission(power_for(act, dossier), dossier.agency)


def _decides(dossier: Dossier) -> bool:
    step = dossier.route_step
    return step is not None and step.decides


def _is_past_first_step(dossier: Dossier) -> bool:
    step = dossier.route_step
    return step is not None and step.key != dossier.definition.route[0].key


CONDITIONS: Mapping[Act, Callable[[Dossier], bool]] = {
    Act.RECEIVE: lambda dossier: not dossier.waits_for_fee,
    Act.PAY: lambda dossier: dossier.fee_owed > 0,
    Act.COLLECT_FEE: lambda dossier: dossier.fee_owed > 0,
    Act.ADJUST_FEE: lambda dossier: bool(dossier.fee_lines),
    Act.REFUND: lambda dossier: dossier.fee_collected > 0,
    Act.DECIDE: _decides,
    Act.FORWARD: lambda dossier: not _decides(dossier),
    Act.RETURN_STEP: _is_past_first_step,
    Act.ASK_SUPPLEMENT: lambda dossier: not hasattr(dossier, "supplement"),
    Act.ASK_WITHDRAWAL: lambda dossier: not hasattr(dossier, "withdrawal"),
    Act.CONFIRM_WITHDRAWAL: lambda dossier: hasattr(dossier, "withdrawal"),
}
"""What an act needs besides its state; acts that are not here need nothing more."""


def is_possible(act: Act, dossier: Dossier) -> bool:
    """Say whether state and route allow the act, whoever asks."""
    if not dossier.allows(act):
        return False
    condition = CONDITIONS.get(act)
    return condition is None or condition(dossier)


def available_acts(user: User, dossier: Dossier) -> list[Act]:
    """Return what the person may do now, in the order of the life of a dossier."""
    return [act for act in Act if is_possible(act, dossier) and may(user, act, dossier)]


def require(user: User, act: Act, dossier: Dossier) -> None:
    """Raise ActNotAllowed, saying why, unless the person may do it now."""
    if not may(user, act, dossier):
        raise ActNotAllowed(_("Ông/Bà không có quyền thực hiện thao tác này."))
    if act is Act.RECEIVE and dossier.waits_for_fee:
        raise ActNotAllowed(_("Hồ sơ phải nộp phí, lệ phí trước khi được tiếp nhận."))
    if not is_possible(act, dossier):
        state = State(dossier.state).label
        raise ActNotAllowed(
            _("Hồ sơ đang ở trạng thái “%(state)s” nên không thực hiện được “%(act)s”.")
            % {"state": state, "act": act.label}
        )
