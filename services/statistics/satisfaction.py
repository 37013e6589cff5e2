"""The nine criteria of TT 01/2018/TT-VPCP: points from data and from people.

Each form (dossier or rating) gets 2, 1 or 0 points; the average is points by forms,
with one decimal. What this portal does not know is said, never guessed: criteria (2)
and (4) ask for the time of each unit and for other agencies that people had to go to.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.vietnamese import percent
from services.procedures.definition import Channel
from services.statistics.exhibits import mean
from services.statistics.form_07 import by_sector
from services.statistics.models import Petitions
from services.statistics.online_share import Share
from services.statistics.opinions import Opinions, opinions
from services.statistics.scope import Numbers, Scope, flows, stocks

MOST = 2


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the nine: its points of so many forms, or why there are none."""

    number: int
    name: str
    words: str
    points: int = 0
    forms: int = 0
    why_none: str = ""
    lists: str = ""
    """The key of the dossiers that `forms` counts; ratings name no dossier."""

    @property
    def average(self) -> Decimal | None:
        """Points by forms with one decimal, rounded half up; None without forms."""
        return mean(self.points, self.forms)


@dataclass(frozen=True, slots=True)
class PetitionSums:
    """Petitions of the offices in the period's months; `entries` lines tell of them."""

    entries: int = 0
    received: int = 0
    in_time: int = 0
    satisfied: int = 0


def petitions(scope: Scope) -> PetitionSums:
    """Return what the register says of the months that the period touches."""
    rows = Petitions.objects.filter(
        replaced_at=None,
        month__gte=scope.first.replace(day=1),
        month__lte=scope.last,
    )
    if scope.agency is not None:
        rows = rows.filter(scope.agency.tree("agency__"))
    names = ("received", "in_time", "satisfied")
    sums = {name: Sum(name, default=0) for name in names}
    return PetitionSums(**rows.aggregate(entries=Count("pk"), **sums))


def criteria(scope: Scope) -> list[Criterion]:
    """Return the nine criteria of the scope's offices in the period."""
    keys = ("accepted", "online", "resolved", "early", "on_time", "late")
    points = ("contact_points", "timed", "step_points")
    counted = flows(scope, (*keys, *points))[None]
    judged = opinions(scope)
    return [
        *_of_dossiers(counted),
        _elsewhere(),
        *_judged(judged),
        _petitioned(petitions(scope)),
        _online(scope, Share(counted["online"], counted["accepted"])),
    ]


def _of_dossiers(counted: Numbers) -> list[Criterion]:
    """Return the first three criteria, of what was resolved in the period."""
    resolved, none = counted["resolved"], _("Chưa giải quyết hồ sơ nào trong kỳ.")
    return [
        Criterion(
            1,
            _("Tổng thời gian giải quyết so với quy định"),
            _("Giải quyết trước hoặc đúng hạn được 2 điểm, quá hạn 0 điểm."),
            MOST * (counted["early"] + counted["on_time"]),
            resolved,
            none,
            "resolved",
        ),
        Criterion(
            2,
            _("Thời gian thực hiện của từng đơn vị tham gia"),
            _(
                "Không bước nào quá giờ quy định cho bước đó được 2 điểm, một bước"
                " 1 điểm, hơn một bước 0 điểm."
            ),
            counted["step_points"],
            counted["timed"],
            _("Hồ sơ giải quyết trong kỳ chưa có thời gian từng bước."),
            "timed",
        ),
        Criterion(
            3,
            _("Số lần phải liên hệ để hoàn thiện hồ sơ"),
            _("Không phải bổ sung được 2 điểm, một lần 1 điểm, hơn một lần 0 điểm."),
            counted["contact_points"],
            resolved,
            none,
            "resolved",
        ),
    ]


def _elsewhere() -> Criterion:
    return Criterion(
        4,
        _("Số cơ quan phải liên hệ"),
        _("Chỉ một nơi được 2 điểm."),
        why_none=_("Cổng không biết người dân có phải đến cơ quan khác không."),
    )


def _judged(judged: Opinions) -> list[Criterion]:
    words = _("Người dân chấm sau khi hồ sơ kết thúc: 2, 1 hoặc 0 điểm.")
    none = _("Chưa có đánh giá nào trong kỳ.")
    asked = (
        (5, _("Cơ sở vật chất, tổ chức của Bộ phận Một cửa"), judged.organisation),
        (6, _("Công khai, minh bạch thủ tục"), judged.publicity),
        (7, _("Thái độ của cán bộ"), judged.attitude),
    )
    return [
        Criterion(number, name, words, points, judged.forms, none)
        for number, name, points in asked
    ]


def _petitioned(found: PetitionSums) -> Criterion:
    all_of_them = found.received == found.in_time
    most = 10 * found.in_time >= 9 * found.received
    return Criterion(
        8,
        _("Tiếp thu, giải quyết phản ánh, kiến nghị"),
        _(
            "Trả lời đúng hạn tất cả được 2 điểm, từ %(share)s được 1 điểm,"
            " dưới đó 0 điểm."
        )
        % {"share": percent(90)},
        2 if all_of_them else 1 if most else 0,
        1 if found.received else 0,
        _("Sổ theo dõi chưa ghi phản ánh, kiến nghị nào của kỳ."),
    )


def _online(scope: Scope, share: Share) -> Criterion:
    provided = by_sector(scope).total
    numbers = provided.numbers()
    offered = Share(numbers[4], numbers[0])
    # Only dossiers filed online are asked about (TT 01/2018/TT-VPCP, criterion 9).
    filed = replace(scope, channel=Channel.ONLINE)
    in_hand_late = stocks(filed, filed.last, ("in_hand_late",))[None]["in_hand_late"]
    late = flows(filed, ("late",))[None]["late"]
    return Criterion(
        9,
        _("Cung cấp dịch vụ công trực tuyến"),
        _(
            "2 điểm khi từ %(offered)s thủ tục ở mức độ 3, 4, từ %(online)s hồ sơ nộp"
            " trực tuyến và không có hồ sơ trực tuyến quá hạn; 1 điểm khi hồ sơ trực"
            " tuyến từ %(least)s; còn lại 0."
        )
        % {"offered": percent(20), "online": percent(30), "least": percent(15)},
        online_points(offered, share, overdue=in_hand_late + late),
        1 if share.total and offered.total else 0,
        _("Chưa có hồ sơ hoặc thủ tục nào trong kỳ."),
    )


def online_points(offered: Share, online: Share, *, overdue: int) -> int:
    """Return the points of criterion (9): shares against 20, 30 and 15 percent."""
    share = Fraction(online.online, online.total) if online.total else Fraction(0)
    levels = Fraction(offered.online, offered.total) if offered.total else Fraction(0)
    if levels >= Fraction(20, 100) and share >= Fraction(30, 100) and not overdue:
        return 2
    return 1 if share >= Fraction(15, 100) else 0
