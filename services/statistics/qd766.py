"""The points of QĐ 766/QĐ-TTg (23/6/2022): five groups, 100 points in all.

Formulas as the decision's own metrics have them, where they are known; weights that are
**reconstructed** say so. What cannot be measured here has no points, and a group says
of how many points it could be measured: never zero, never full, for nothing known.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from accounts.vietnamese import percent
from services.procedures.definition import ONLINE_FROM, Mode
from services.procedures.models import Procedure
from services.statistics.online_share import Share
from services.statistics.opinions import opinions
from services.statistics.payment_score import PaymentScore, score_of
from services.statistics.provided import Provided, provided
from services.statistics.rounding import tenths
from services.statistics.satisfaction import PetitionSums, petitions
from services.statistics.scope import DAY, Scope, flows, next_month, stocks
from services.statistics.usage import used


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a group: what it is of, its points, at most how many."""

    name: str
    words: str
    most: int
    share: Share | None = None
    points: Fraction | None = None
    why_none: str = ""
    is_reconstructed: bool = False
    lists: tuple[str, str] = ("", "")
    """Keys of `predicates.NAMED` behind numerator and denominator; empty: no list."""

    @property
    def shown(self) -> Decimal | None:
        """The points with one decimal; None where they are not known."""
        return None if self.points is None else tenths(self.points)


@dataclass(frozen=True, slots=True)
class Group:
    """One of the five groups."""

    key: str
    name: str
    components: tuple[Component, ...]

    @property
    def most(self) -> int:
        """The points that the decision gives the group."""
        return sum(each.most for each in self.components)

    @property
    def measured(self) -> int:
        """Of how many points it could be measured."""
        known = [each for each in self.components if each.points is not None]
        return sum(each.most for each in known)

    @property
    def share_of_measured(self) -> Decimal | None:
        """The points in percent of what could be measured; None where nothing could."""
        known = [e.points for e in self.components if e.points is not None]
        return tenths(100 * sum(known, Fraction(0)) / self.measured) if known else None

    @property
    def points(self) -> Decimal | None:
        """The points of what could be measured; None where nothing could."""
        known = [e.points for e in self.components if e.points is not None]
        return tenths(sum(known, Fraction(0))) if known else None


def _of(share: Share, most: int, *, full_at: Fraction = Fraction(1)) -> Fraction | None:
    """Return the points of a share, full from `full_at` on; None of nothing."""
    if not share.total:
        return None
    return most * min(Fraction(1), Fraction(share.online, share.total) / full_at)


def groups(scope: Scope) -> list[Group]:
    """Return the five groups of the scope's offices in the period."""
    keys = ("accepted", "online", "digitised", "resolved", "early", "on_time", "late")
    counted = flows(scope, (*keys, "with_file"))[None]
    in_hand = stocks(scope, scope.last, ("in_hand", "in_hand_in_time"))[None]
    offers = provided(scope)
    return [
        Group("cong-khai", _("Công khai, minh bạch"), _publicity(offers)),
        Group("tien-do", _("Tiến độ, kết quả giải quyết"), _progress(counted, in_hand)),
        Group("so-hoa", _("Số hóa hồ sơ"), _digitised(counted)),
        Group(
            "truc-tuyen",
            _("Cung cấp dịch vụ trực tuyến"),
            _online(scope, counted, offers),
        ),
        Group(
            "hai-long",
            _("Mức độ hài lòng"),
            _satisfied(scope, _of_whole_months(scope, counted)),
        ),
    ]


def _publicity(offers: Iterable[Provided]) -> tuple[Component, ...]:
    offered = {each.procedure for each in offers}
    published = Procedure.objects.filter(pk__in=offered, current__isnull=False)
    content = Share(published.count(), len(offered))
    no_dates = _("Cổng chưa biết ngày ban hành quyết định công bố.")
    return (
        Component(_("Công bố đúng hạn"), no_dates, 6, why_none=no_dates),
        Component(_("Cập nhật đúng hạn"), no_dates, 4, why_none=no_dates),
        Component(
            _("Nội dung đầy đủ"),
            _("Thủ tục đang cung cấp có bản công bố, trên mọi thủ tục đang cung cấp."),
            2,
            content,
            _of(content, 2),
            _("Chưa cung cấp thủ tục nào."),
            is_reconstructed=True,
        ),
        Component(
            _("Hồ sơ đồng bộ lên Cổng quốc gia"),
            _("Hồ sơ đã đồng bộ, trên mọi hồ sơ."),
            6,
            why_none=_("Cổng chưa kết nối đồng bộ hồ sơ."),
        ),
    )


type Numbers = dict[str, int]


def _progress(counted: Numbers, in_hand: Numbers) -> tuple[Component, ...]:
    good = counted["early"] + counted["on_time"] + in_hand["in_hand_in_time"]
    share = Share(good, counted["resolved"] + in_hand["in_hand"])
    words = _(
        "Giải quyết trước hạn, đúng hạn và đang giải quyết trong hạn,"
        " trên hồ sơ đã và đang giải quyết."
    )
    none = _("Không có hồ sơ nào trong kỳ.")
    return (
        Component(
            _("Giải quyết đúng hạn"),
            words,
            20,
            share,
            _of(share, 20),
            none,
            lists=("handled_in_time", "handled"),
        ),
    )


def _digitised(counted: Numbers) -> tuple[Component, ...]:
    results = Share(counted["with_file"], counted["resolved"])
    papers = Share(counted["digitised"], counted["accepted"])
    none = _("Không có hồ sơ nào trong kỳ.")
    unknown = _("Cổng chưa có kho giấy tờ và kết nối để đo.")
    rest = (
        (_("Tái sử dụng giấy tờ đã số hóa"), 2),
        (_("Khai thác dữ liệu dân cư"), 2),
        (_("Số hóa thành phần hồ sơ để lưu kho"), 4),
        (_("Kết quả lưu vào kho của người dân"), 2),
        (_("Chia sẻ kết quả cho cơ quan khác"), 2),
    )
    return (
        Component(
            _("Kết quả điện tử"),
            _("Hồ sơ giải quyết có tệp kết quả, trên hồ sơ đã giải quyết."),
            6,
            results,
            _of(results, 6),
            none,
            lists=("with_file", "resolved"),
        ),
        Component(
            _("Hồ sơ số hóa khi tiếp nhận"),
            _("Hồ sơ mà mọi giấy tờ phải nộp ở dạng điện tử, trên hồ sơ tiếp nhận."),
            4,
            papers,
            _of(papers, 4),
            none,
            lists=("digitised", "accepted"),
        ),
        *(
            Component(name, unknown, most, why_none=unknown, is_reconstructed=True)
            for name, most in rest
        ),
    )


def _online(
    scope: Scope, counted: Numbers, offers: Collection[Provided]
) -> tuple[Component, ...]:
    offered = {each.procedure for each in offers}
    online = [each for each in offers if each.level >= ONLINE_FROM]
    services = {each.procedure for each in online}
    full = {each.procedure for each in online if each.mode == Mode.FULL}
    return (
        _third(
            _("Dịch vụ toàn trình"),
            _("Thủ tục cung cấp toàn trình, trên thủ tục đang cung cấp."),
            Share(len(full), len(offered)),
        ),
        _third(
            _("Dịch vụ phát sinh hồ sơ"),
            _("Dịch vụ mức độ 3, 4 có hồ sơ trong kỳ, trên dịch vụ mức độ 3, 4."),
            Share(len(used(scope) & services), len(services)),
        ),
        _third(
            _("Hồ sơ nộp trực tuyến"),
            _("Hồ sơ nộp trực tuyến, trên hồ sơ tiếp nhận trong kỳ."),
            Share(counted["online"], counted["accepted"]),
            lists=("online", "accepted"),
        ),
        _paid(score_of(scope, offers)),
    )


def _third(
    name: str, words: str, share: Share, *, lists: tuple[str, str] = ("", "")
) -> Component:
    """Return a third of the twelve points for online services."""
    none = _("Không có dịch vụ hoặc hồ sơ nào trong kỳ.")
    points = _of(share, 4)
    return Component(
        name, words, 4, share, points, none, is_reconstructed=True, lists=lists
    )


def _paid(score: PaymentScore) -> Component:
    words = _(
        "6A + min(2; 2,5B) + 2,5C. A: hồ sơ có phí thanh toán trực tuyến;"
        " B: thủ tục có phí trả được trên mạng, %(b)s; C: thủ tục có phí đã có"
        " hồ sơ trả trên mạng, %(c)s."
    ) % {
        "b": f"{score.b.online}/{score.b.total}",
        "c": f"{score.c.online}/{score.c.total}",
    }
    return Component(
        _("Thanh toán trực tuyến"),
        words,
        10,
        score.a,
        score.points,
        _("Không có hồ sơ nào phải nộp phí, lệ phí."),
        is_reconstructed=True,
        lists=("paid_online", "fee_bearing"),
    )


def _satisfied(scope: Scope, counted: Numbers) -> tuple[Component, ...]:
    heard, asked = opinions(scope), petitions(scope)
    total = counted["resolved"]
    bad = heard.forms - heard.satisfied + asked.received + counted["late"]
    handled = Share(max(0, total - bad), total)
    # The register says nobody complained: in full (QĐ 766/QĐ-TTg). Silence is no zero.
    nobody = Fraction(6) if total and asked.entries else None
    answered = Share(asked.in_time, asked.received)
    pleased = Share(asked.satisfied, asked.received)
    none = _why_unknown(asked)
    return (
        Component(
            _("Hài lòng khi tiếp nhận, giải quyết"),
            _(
                "Hồ sơ giải quyết trừ không hài lòng, phản ánh và quá hạn, trên hồ sơ"
                " giải quyết, tính tròn tháng; đủ điểm từ %(share)s."
            )
            % {"share": percent(90)},
            6,
            handled,
            _of(handled, 6, full_at=Fraction(9, 10)) if asked.entries else None,
            none,
        ),
        Component(
            _("Trả lời phản ánh đúng hạn"),
            _("Phản ánh trả lời đúng hạn, trên phản ánh tiếp nhận; không có được đủ."),
            6,
            answered if asked.received else None,
            _of(answered, 6) if asked.received else nobody,
            none,
        ),
        Component(
            _("Hài lòng với trả lời phản ánh"),
            _("Người phản ánh hài lòng, trên phản ánh tiếp nhận; không có được đủ."),
            6,
            pleased if asked.received else None,
            _of(pleased, 6) if asked.received else nobody,
            none,
        ),
    )


def _why_unknown(asked: PetitionSums) -> str:
    if asked.entries:
        return _("Chưa giải quyết hồ sơ nào trong kỳ.")
    return _("Sổ theo dõi chưa ghi phản ánh, kiến nghị nào của kỳ.")


def _of_whole_months(scope: Scope, counted: Numbers) -> Numbers:
    """Count what ratings and petitions are held against: they are kept by month."""
    end = next_month(scope.last) - DAY
    whole = replace(scope, first=scope.first.replace(day=1), last=end)
    return counted if whole == scope else flows(whole, ("resolved", "late"))[None]


def total(found: Sequence[Group]) -> tuple[Decimal | None, int]:
    """Return the points of all that could be measured, and of how many points."""
    known = [e.points for g in found for e in g.components if e.points is not None]
    points = tenths(sum(known, Fraction(0))) if known else None
    return points, sum(group.measured for group in found)
