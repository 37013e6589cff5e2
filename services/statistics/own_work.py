"""What one official did: their acts, and what became of the dossiers they resolved.

Asked of the events they wrote, which one person's work keeps few; whether a dossier was
in time is its frozen fact, never today's state. Test dossiers do not count.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from accounts.models import User
from services.dossiers.models import Event
from services.dossiers.states import Act
from services.statistics.drawing import bars, stacked
from services.statistics.exhibits import Exhibit, Row
from services.statistics.folding import VIETNAM, Timing
from services.statistics.models import Fact
from services.statistics.online_share import Share, months
from services.statistics.predicates import COUNTED, FLOWS

CITIZENS = frozenset({Act.SUBMIT, Act.SUPPLEMENT, Act.PAY, Act.ASK_WITHDRAWAL})
"""Acts of who files; an official who files for themselves does no work by them."""
RESOLVING = (Act.DECIDE, Act.REFUSE, Act.STOP, Act.CONFIRM_WITHDRAWAL)
SOURCE = "TT 01/2018/TT-VPCP"


@dataclass(frozen=True, slots=True)
class OwnWork:
    """The acts of a period, and the dossiers the person brought to an end in it."""

    acts: int
    dossiers: int
    in_time: Share
    exhibits: tuple[Exhibit, ...]


def own_work(user: User, first: date, last: date) -> OwnWork:
    """Return what the person did from the first to the last local day."""
    acts = dict(_events(user, first, last).values_list("act").annotate(n=Count("pk")))
    ended = _ended(user, first, last)
    total = sum((Counter(each) for each in ended.values()), Counter())
    done = total[Timing.EARLY] + total[Timing.ON_TIME]
    return OwnWork(
        sum(acts.values()),
        touched_by(user, first, last).count(),
        Share(done, total.total()),
        (*([_by_month(first, last, ended)] if total else []), _by_act(acts)),
    )


def touched_by(user: User, first: date, last: date) -> QuerySet[Fact]:
    """Return the facts of the dossiers that the person acted on in the days."""
    mine = _events(user, first, last).values("dossier")
    return Fact.objects.filter(dossier__in=mine)


def resolved_by(
    user: User, first: date, last: date, timing: str = ""
) -> QuerySet[Fact]:
    """Return the facts of the dossiers that the person brought to an end in the days.

    With a `timing` only those; each dossier once.
    """
    mine = _events(user, first, last).filter(act__in=RESOLVING).values("dossier")
    facts = Fact.objects.filter(
        COUNTED, dossier__in=mine, resolved_date__range=(first, last)
    )
    return facts.filter(timing=timing) if timing else facts


def _events(user: User, first: date, last: date) -> QuerySet[Event]:
    begins = datetime.combine(first, time.min, VIETNAM)
    ends = datetime.combine(last + timedelta(days=1), time.min, VIETNAM)
    within = Q(by=user, at__gte=begins, at__lt=ends, dossier__is_test=False)
    return Event.objects.filter(within).exclude(act__in=CITIZENS).order_by()


def _ended(user: User, first: date, last: date) -> Mapping[date, Mapping[str, int]]:
    rows = (
        resolved_by(user, first, last)
        .annotate(month=TruncMonth("resolved_date"))
        .values_list("month", "timing")
        .annotate(n=Count("pk"))
        .order_by("month", "timing")
    )
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for month, timing, count in rows:
        found[month][timing] = count
    return found


def _by_month(
    first: date, last: date, ended: Mapping[date, Mapping[str, int]]
) -> Exhibit:
    parts = (_("Trước hạn"), _("Đúng hạn"), _("Quá hạn"))
    keys = (Timing.EARLY, Timing.ON_TIME, Timing.LATE)
    rows, columns = [], []
    for month in months(first, last):
        values = tuple(ended.get(month, {}).get(key, 0) for key in keys)
        rows.append(Row(f"{month:%m/%Y}", values, {"ky": f"{month:%Y-%m}"}, keys))
        columns.append((f"{month:%m/%Y}", values))
    return Exhibit(
        "giai-quyet",
        _("Hồ sơ tôi đã giải quyết, theo tháng"),
        _("Hồ sơ do chính Ông/Bà phê duyệt, từ chối, dừng hoặc cho rút.")
        + f" {FLOWS['on_time'].words}",
        SOURCE,
        (_("Tháng"), *parts),
        tuple(rows),
        stacked(columns, parts),
        tuple((f"series-{n}", part) for n, part in enumerate(parts, start=1)),
    )


def _by_act(acts: Mapping[str, int]) -> Exhibit:
    ordered = sorted(acts, key=lambda act: (-acts[act], act))
    rows = [Row(str(Act(act).label), (acts[act],)) for act in ordered]
    pairs = [(str(Act(act).label), Decimal(acts[act])) for act in ordered]
    return Exhibit(
        "thao-tac",
        _("Thao tác tôi đã làm"),
        _("Mỗi thao tác được ghi vào nhật ký hồ sơ tính một lần."),
        SOURCE,
        (_("Thao tác"), _("Số lần")),
        tuple(rows),
        bars(pairs, unit="") if pairs else None,
    )
