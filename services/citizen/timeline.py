"""The course of a dossier as its citizen sees it: past, now, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.dossiers.models import Dossier, Event
from services.dossiers.states import PAUSED, Act, State
from services.dossiers.templatetags.dossiers import vnd
from services.payments.models import Means

WORDS: dict[str, Promise] = {
    Act.FORWARD: gettext_lazy("Chuyển đến bước xử lý tiếp theo"),
    Act.RECEIVE: gettext_lazy("Cơ quan tiếp nhận hồ sơ"),
    Act.ASK_SUPPLEMENT: gettext_lazy("Cơ quan yêu cầu bổ sung"),
    Act.REFUSE: gettext_lazy("Cơ quan từ chối tiếp nhận"),
    Act.ASK_PAYMENT: gettext_lazy("Cơ quan yêu cầu thực hiện nghĩa vụ tài chính"),
    Act.PAY: gettext_lazy("Đã nhận phí, lệ phí"),
    Act.COLLECT_FEE: gettext_lazy("Đã nhận phí, lệ phí"),
    Act.SETTLE: gettext_lazy("Đã nhận tiền, hồ sơ được xử lý tiếp"),
    Act.REFUND: gettext_lazy("Đã hoàn tiền"),
    Act.ADJUST_FEE: gettext_lazy("Cơ quan điều chỉnh phí, lệ phí"),
}
"""What the desk calls otherwise than somebody who waits would; the rest is alike."""

OFFICE_ONLY = frozenset({Act.RETURN_STEP})
"""Acts inside the office that tell the citizen nothing."""

NEXT: dict[int, str | Promise] = {
    State.SUBMITTED: gettext_lazy("Cơ quan kiểm tra và trả lời về việc tiếp nhận."),
    State.RECEIVED: gettext_lazy("Chuyển đến bộ phận chuyên môn xử lý."),
    State.IN_PROGRESS: gettext_lazy("Cơ quan xử lý và phê duyệt kết quả."),
    State.SUPPLEMENT_DUE: gettext_lazy("Chờ Ông/Bà bổ sung theo yêu cầu."),
    State.PAYMENT_DUE: gettext_lazy("Chờ Ông/Bà thực hiện nghĩa vụ tài chính."),
    State.DECIDED: gettext_lazy("Nhận kết quả."),
}
"""What comes next, by state; nothing after the end."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that happened: what, when, why."""

    what: str
    at: datetime
    note: str


def points(events: Sequence[Event]) -> list[Point]:
    """Return what the citizen is told of the events, newest first.

    Opinions of officers stay inside the office; reasons given to the citizen show.
    """
    return [
        Point(str(WORDS.get(event.act, Act(event.act).label)), event.at, _told(event))
        for event in sorted(events, key=lambda e: e.seq, reverse=True)
        if event.act not in OFFICE_ONLY
    ]


TOLD = frozenset(
    {
        *(Act.REFUSE, Act.ASK_SUPPLEMENT, Act.ASK_PAYMENT, Act.STOP),
        *(Act.ASK_WITHDRAWAL, Act.ADJUST_FEE, Act.REFUND),
    }
)
OF_MONEY = frozenset(
    {Act.ASK_PAYMENT, Act.PAY, Act.COLLECT_FEE, Act.SETTLE, Act.REFUND}
)


def _told(event: Event) -> str:
    """Return the sum, by which way it came or went, and the reason."""
    said = []
    if event.act in OF_MONEY and "amount" in event.data:
        said.append(vnd(event.data["amount"]))
        if means := event.data.get("means"):
            said.append(str(Means(means).label))
    if event.act in TOLD and event.note:
        said.append(event.note)
    return " · ".join(said)


def whose_turn(dossier: Dossier) -> str:
    """Return who has the dossier now, by role and never by name."""
    if dossier.state in PAUSED:
        return _("Ông/Bà")
    step = dossier.route_step
    if step is not None and dossier.state == State.IN_PROGRESS:
        return _("%(agency)s – %(step)s") % {
            "agency": dossier.agency.name,
            "step": step.name,
        }
    return dossier.agency.name
