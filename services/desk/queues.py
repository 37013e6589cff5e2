"""The queues of the desk: which dossiers wait for whom, and in which order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Role
from services.dossiers import states
from services.dossiers.states import State

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SOON_DAYS = 3
"""Calendar days after today that the queue “Sắp hạn” looks ahead."""


def _everything(today: date) -> Q:
    return Q()


def _due(first: int | None, last: int) -> Callable[[date], Q]:
    """Keep what is due from the first to the last day, counted from today."""

    def window(today: date) -> Q:
        begins = datetime.combine(today, time.min, VIETNAM)
        due = Q(due_at__lt=begins + timedelta(days=last + 1))
        if first is not None:
            due &= Q(due_at__gte=begins + timedelta(days=first))
        return due

    return window


def _asked_to_withdraw(today: date) -> Q:
    return Q(withdrawal__isnull=False)


@dataclass(frozen=True, slots=True)
class Queue:
    """A list of the desk: its name, what belongs to it, and what comes first.

    `keeps` narrows it further on the local day; `is_mine` keeps the dossiers that
    stand on a step of the officer's role; `newest` turns the order round.
    """

    key: str
    name: str | Promise
    states: frozenset[State]
    order: str = "due_at"
    empty: str | Promise = ""
    keeps: Callable[[date], Q] = _everything
    is_mine: bool = False
    newest: bool = False


MINE = Queue(
    "den-luot-toi",
    _("Đến lượt tôi"),
    frozenset({State.IN_PROGRESS}),
    empty=_("Không có hồ sơ nào đang chờ ở bước của Ông/Bà."),
    is_mine=True,
)
TO_RECEIVE = Queue(
    "cho-tiep-nhan",
    _("Chờ tiếp nhận"),
    frozenset({State.SUBMITTED}),
    order="submitted_at",
    empty=_("Không có hồ sơ trực tuyến nào chờ tiếp nhận."),
)
ENDED = Queue(
    "da-ket-thuc",
    _("Đã kết thúc"),
    states.FINAL,
    order="ended_at",
    empty=_("Chưa có hồ sơ nào kết thúc."),
    newest=True,
)
TABS = (
    MINE,
    TO_RECEIVE,
    Queue(
        "moi-tiep-nhan",
        _("Mới tiếp nhận"),
        frozenset({State.RECEIVED}),
        empty=_("Mọi hồ sơ đã tiếp nhận đều đã được chuyển xử lý."),
    ),
    Queue(
        "dang-xu-ly",
        _("Đang xử lý"),
        frozenset({State.IN_PROGRESS}),
        empty=_("Không còn hồ sơ nào đang xử lý."),
    ),
    Queue(
        "cho-cong-dan",
        _("Chờ công dân"),
        states.PAUSED,
        empty=_("Không có hồ sơ nào chờ bổ sung hoặc chờ nộp tiền."),
    ),
    Queue(
        "cho-tra-ket-qua",
        _("Chờ trả kết quả"),
        frozenset({State.DECIDED}),
        order="submitted_at",
        empty=_("Mọi kết quả đều đã được trả."),
    ),
    ENDED,
)
"""Every dossier stands under one state's tab; “Đến lượt tôi” repeats some of them."""

URGENT = (
    Queue(
        "qua-han",
        _("Quá hạn"),
        states.RUNNING,
        empty=_("Không có hồ sơ nào quá hạn."),
        keeps=_due(None, -1),
    ),
    Queue(
        "han-hom-nay",
        _("Hạn hôm nay"),
        states.RUNNING,
        empty=_("Không còn hồ sơ nào phải xong hôm nay."),
        keeps=_due(0, 0),
    ),
    Queue(
        "sap-han",
        _("Sắp hạn"),
        states.RUNNING,
        empty=_("Không có hồ sơ nào đến hạn trong ba ngày tới."),
        keeps=_due(1, SOON_DAYS),
    ),
    Queue(
        "yeu-cau-rut",
        _("Yêu cầu rút"),
        frozenset(states.ALIVE),
        order="submitted_at",
        empty=_("Không có người nộp nào yêu cầu rút hồ sơ."),
        keeps=_asked_to_withdraw,
    ),
)
"""What stands out, whichever tab it is under."""

QUEUES: Mapping[str, Queue] = {queue.key: queue for queue in (*TABS, *URGENT)}


SEARCH = Queue(
    "tim",
    _("Kết quả tìm"),
    frozenset(State) - {State.DRAFT},
    order="submitted_at",
    newest=True,
)
"""What a search finds: everything that the officer may see, the latest first."""


def works_on_steps(user: User) -> bool:
    """Say whether the person moves dossiers along their routes, not only in and out."""
    mine = {Role(posting.role) for posting in user.postings_today}
    return not mine.isdisjoint({Role.OFFICER, Role.LEADER})


def first_queue(user: User) -> Queue:
    """Return what the person sees first: their own steps, or what came in."""
    return MINE if works_on_steps(user) else TO_RECEIVE


def tabs_of(user: User) -> tuple[Queue, ...]:
    """Return the tabs that make sense for the person."""
    return TABS if works_on_steps(user) else TABS[1:]
