"""Processing: along the route to a decision, and the result into the right hands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.documents.models import Document
from services.dossiers import clock, policies
from services.dossiers.actions.locking import announce, locked
from services.dossiers.actions.reception import require_reason
from services.dossiers.actions.supplementing import enter_route
from services.dossiers.errors import ActNotAllowed
from services.dossiers.models import Dossier, Paper
from services.dossiers.states import Act


@transaction.atomic
def forward(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    opinion: str = "",
    version: int | None = None,
) -> Dossier:
    """Hand the dossier to the next step of its route, from the desk to the first.

    Raises ActNotAllowed and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.FORWARD, mine)
    data = step_left(mine, at)
    if mine.step:
        step_by(mine, +1, at)
    else:
        enter_route(mine, at)
    data["step"] = mine.step
    announce(mine.move(Act.FORWARD, by=by, at=at, note=opinion.strip(), data=data))
    return mine


@transaction.atomic
def return_step(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> Dossier:
    """Give the dossier back to the step before, saying why.

    Raises ActNotAllowed (also on the first step or without a reason) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.RETURN_STEP, mine)
    require_reason(reason)
    data = step_left(mine, at)
    step_by(mine, -1, at)
    data["step"] = mine.step
    announce(mine.move(Act.RETURN_STEP, by=by, at=at, note=reason.strip(), data=data))
    return mine


def step_left(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """Return what an event says of the step that is left: which, and if it was late."""
    if not dossier.step:
        return {"left": ""}
    return {"left": dossier.step, "step_late": clock.step_is_late(dossier, at)}


def step_by(dossier: Dossier, places: int, at: datetime) -> None:
    """Put the dossier so many steps on; the row is not saved."""
    keys = [step.key for step in dossier.definition.route]
    dossier.step = keys[keys.index(dossier.step) + places]
    dossier.step_entered_at = at


@transaction.atomic
def decide(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    results: Sequence[tuple[str, Document]] = (),
    opinion: str = "",
    version: int | None = None,
) -> Dossier:
    """Approve the result on the deciding step; this is the date that is compared.

    `results` are pairs of a result's key and its electronic paper; at level 4 there
    must be one. Raises ActNotAllowed (also while a withdrawal waits) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.DECIDE, mine)
    if hasattr(mine, "withdrawal"):
        raise ActNotAllowed(
            _("Người nộp đã yêu cầu rút hồ sơ. Hãy xác nhận việc rút hồ sơ trước.")
        )
    _keep_results(mine, results, by=by, at=at)
    mine.decided_at = at
    late = step_left(mine, at)["step_late"]
    data = {"results": sorted({key for key, _document in results}), "step_late": late}
    announce(mine.move(Act.DECIDE, by=by, at=at, note=opinion.strip(), data=data))
    return mine


def _keep_results(
    dossier: Dossier,
    results: Sequence[tuple[str, Document]],
    *,
    by: User,
    at: datetime,
) -> None:
    known = {result.key for result in dossier.definition.results}
    if not {key for key, _document in results} <= known:
        raise ActNotAllowed(_("Kết quả này không thuộc thủ tục."))
    if not results and dossier.level == FULLY_ONLINE:
        # NĐ 43/2011/NĐ-CP Đ.3 k.4: at level 4 the result needs no visit.
        raise ActNotAllowed(
            _("Thủ tục mức độ 4 phải có tệp kết quả điện tử. Hãy chọn tệp kết quả.")
        )
    for key, document in results:
        dossier.papers.create(
            role=Paper.Role.RESULT,
            requirement=key,
            document=document,
            added_by=by,
            added_at=at,
        )


FULLY_ONLINE = 4


@transaction.atomic
def stop(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> Dossier:
    """End the processing without a result, saying why (dừng xử lý).

    Raises ActNotAllowed (also without a reason) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.STOP, mine)
    require_reason(reason)
    announce(mine.move(Act.STOP, by=by, at=at, note=reason.strip()))
    return mine


@transaction.atomic
def hand_over(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    receiver: str = "",
    way: str = "",
    version: int | None = None,
) -> Dossier:
    """Hand the result over; `receiver` is who took it at the counter, if not online.

    `way` tells how it was handed over, in the words of whoever decided that. Raises
    ActNotAllowed (a fee is still due) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.HAND_OVER, mine)
    if mine.fee_collected < mine.fee_due:
        raise ActNotAllowed(_("Hãy thu đủ phí, lệ phí trước khi trả kết quả."))
    data = {"receiver": receiver.strip()}
    if way:
        data["way"] = way
    announce(mine.move(Act.HAND_OVER, by=by, at=at, data=data))
    return mine


@transaction.atomic
def record_hand_over(
    dossier: Dossier, *, at: datetime, way: str, reference: str
) -> Dossier:
    """Note that the result reached its owner by somebody else than the office.

    `reference` is their number of it. It happened, so a fee still due does not stop
    it. Raises ActNotAllowed unless the dossier is decided.
    """
    mine = locked(dossier)
    if not mine.allows(Act.HAND_OVER):
        raise ActNotAllowed(_("Hồ sơ chưa có kết quả hoặc đã trả kết quả."))
    data = {"receiver": "", "way": way, "reference": reference}
    announce(mine.move(Act.HAND_OVER, by=None, at=at, data=data))
    return mine
