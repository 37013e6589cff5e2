"""What is counted: every figure of the portal is one of these, defined once.

A predicate says in words what it counts and by which source, which stored facts it
means (`facts`, by the day `day` they fall on), and where its sums are kept (`columns`,
narrowed by `where`). Pages, forms, exports, open data and lists of dossiers all read
it here, so a number and the list behind it cannot differ in what they mean.

Two kinds: a **flow** counts what happened in a period (by one of the facts' days), a
**stock** counts what was so at the end of a day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.procedures.definition import Channel
from services.statistics.folding import Timing
from services.statistics.mixes import MIXES
from services.statistics.models import Spell

COUNTED = Q(is_test=False, root=None, accepted_date__isnull=False)
"""Facts that count at all: accepted, no test, and of a bundle the whole (root) once."""

EVERY = Q()
OWN = "quy ước của Cổng"
"""Where no rule says it, the portal's own decision does."""
QD766 = "QĐ 766/QĐ-TTg"
TT01 = "TT 01/2020/TT-VPCP, Biểu II.06"


@dataclass(frozen=True, slots=True)
class Flow:
    """What happened in a period. `where` holds for facts and for sums alike."""

    key: str
    name: Promise
    words: Promise
    source: str
    day: str
    columns: tuple[str, ...]
    facts: Q = EVERY
    where: Q = EVERY
    is_sum: bool = False
    """Adds something up instead of counting dossiers: no list stands behind it."""
    of: str = ""
    """Key of the whole that it is a part of, where its share is spoken of."""

    def among(self, first: date, last: date) -> Q:
        """Return the condition for facts that it counts from `first` to `last`."""
        within = Q((f"{self.day}__gte", first), (f"{self.day}__lte", last))
        return COUNTED & within & self.facts & self.where


@dataclass(frozen=True, slots=True)
class Stock:
    """What was so at the end of a day; `changes` are the sums that add up to it."""

    key: str
    name: Promise
    words: Promise
    source: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    spell: str = ""
    is_without_spell: bool = False

    def on(self, day: date) -> Q:
        """Return the condition for facts that it counts at the end of the day."""
        in_hand = Q(accepted_date__lte=day) & (
            Q(resolved_date=None) | Q(resolved_date__gt=day)
        )
        if not self.spell:
            return COUNTED & in_hand
        lasting = Spell.objects.filter(
            Q(until=None) | Q(until__gt=day),
            fact=OuterRef("dossier"),
            kind=self.spell,
            first__lte=day,
        )
        wanted = ~Exists(lasting) if self.is_without_spell else Exists(lasting)
        return COUNTED & in_hand & Q(wanted)


ACCEPTED, RESOLVED = "accepted_date", "resolved_date"
ONLINE = Q(channel=Channel.ONLINE)
TIMINGS = ("early", "on_time", "late")

_FLOWS = (
    Flow(
        "accepted",
        _("Hồ sơ tiếp nhận trong kỳ"),
        _("Hồ sơ được tiếp nhận trong kỳ, tính theo ngày tiếp nhận, mọi kênh."),
        QD766,
        ACCEPTED,
        ("accepted",),
    ),
    Flow(
        "online",
        _("Nộp trực tuyến"),
        _("Hồ sơ tiếp nhận trong kỳ mà người dân nộp qua mạng."),
        QD766,
        ACCEPTED,
        ("accepted",),
        where=ONLINE,
        of="accepted",
    ),
    Flow(
        "direct",
        _("Nộp trực tiếp hoặc qua bưu chính"),
        _("Hồ sơ tiếp nhận trong kỳ không nộp qua mạng: tại quầy hoặc qua bưu chính."),
        TT01,
        ACCEPTED,
        ("accepted",),
        where=~ONLINE,
        of="accepted",
    ),
    Flow(
        "self_online",
        _("Tự nộp trực tuyến"),
        _("Hồ sơ tiếp nhận trong kỳ mà người dân tự nộp qua mạng, không ai làm giúp."),
        QD766,
        ACCEPTED,
        ("accepted",),
        where=ONLINE & Q(is_assisted=False),
        of="online",
    ),
    Flow(
        "assisted",
        _("Nộp trực tuyến có hỗ trợ"),
        _("Hồ sơ nộp qua mạng có cán bộ làm giúp; đã nằm trong số trực tuyến."),
        f"{OWN} (ADR 0020)",
        ACCEPTED,
        ("accepted",),
        where=ONLINE & Q(is_assisted=True),
        of="online",
    ),
    Flow(
        "fee_bearing",
        _("Hồ sơ có phí, lệ phí"),
        _("Hồ sơ tiếp nhận trong kỳ mà người nộp có nghĩa vụ tài chính."),
        QD766,
        ACCEPTED,
        ("fee_bearing",),
        facts=Q(bears_fee=True),
        of="accepted",
    ),
    Flow(
        "paid_online",
        _("Thanh toán trực tuyến"),
        _("Hồ sơ có phí, lệ phí mà mọi khoản đã nộp đều được nộp qua mạng."),
        QD766,
        ACCEPTED,
        ("paid_online",),
        facts=Q(is_paid_online=True),
        of="fee_bearing",
    ),
    Flow(
        "digitised",
        _("Hồ sơ được số hóa khi tiếp nhận"),
        _(
            "Hồ sơ tiếp nhận trong kỳ mà người dân tự nộp qua mạng, hoặc nhận tại cơ"
            " quan với tệp của mọi giấy tờ phải nộp, ít nhất một tệp."
        ),
        QD766,
        ACCEPTED,
        ("digitised",),
        facts=Q(is_digitised=True),
        of="accepted",
    ),
    Flow(
        "resolved",
        _("Đã giải quyết"),
        _("Hồ sơ có quyết định, hoặc kết thúc sau khi tiếp nhận, trong kỳ."),
        TT01,
        RESOLVED,
        TIMINGS,
        facts=~Q(timing=""),
    ),
    Flow(
        "early",
        _("Giải quyết trước hạn"),
        _("Hồ sơ giải quyết trong kỳ trước ngày hẹn trả."),
        TT01,
        RESOLVED,
        ("early",),
        facts=Q(timing=Timing.EARLY),
        of="resolved",
    ),
    Flow(
        "on_time",
        _("Giải quyết đúng hạn"),
        _("Hồ sơ giải quyết đúng ngày hẹn trả; rút hoặc trả lại cũng tính vào đây."),
        TT01,
        RESOLVED,
        ("on_time",),
        facts=Q(timing=Timing.ON_TIME),
        of="resolved",
    ),
    Flow(
        "late",
        _("Giải quyết quá hạn"),
        _("Hồ sơ giải quyết trong kỳ sau ngày hẹn trả."),
        TT01,
        RESOLVED,
        ("late",),
        facts=Q(timing=Timing.LATE),
        of="resolved",
    ),
    Flow(
        "ended",
        _("Kết thúc không có kết quả"),
        _("Hồ sơ đã tiếp nhận rồi được rút, trả lại hoặc dừng xử lý trong kỳ."),
        TT01,
        RESOLVED,
        ("ended",),
        facts=Q(state__in=(3, 7, 8)),
        of="resolved",
    ),
    Flow(
        "days",
        _("Tổng số ngày giải quyết"),
        _("Số ngày lịch từ ngày tiếp nhận đến ngày giải quyết, cộng lại."),
        TT01,
        RESOLVED,
        ("days",),
        is_sum=True,
        of="resolved",
    ),
    Flow(
        "contact_points",
        _("Điểm số lần liên hệ"),
        _("Hồ sơ không phải bổ sung được 2 điểm, bổ sung một lần 1 điểm, hơn thì 0."),
        "TT 01/2018/TT-VPCP",
        RESOLVED,
        ("contact_points",),
        is_sum=True,
        of="resolved",
    ),
    Flow(
        "timed",
        _("Có thời gian từng bước"),
        _("Hồ sơ giải quyết trong kỳ đã qua ít nhất một bước có thời gian quy định."),
        "TT 01/2018/TT-VPCP",
        RESOLVED,
        ("timed",),
        facts=Q(steps__gt=0),
        of="resolved",
    ),
    Flow(
        "step_points",
        _("Điểm thời gian từng bước"),
        _("Hồ sơ không có bước nào quá giờ được 2 điểm, một bước 1 điểm, hơn thì 0."),
        f"TT 01/2018/TT-VPCP; {OWN} (ADR 0041)",
        RESOLVED,
        ("step_points",),
        is_sum=True,
        of="timed",
    ),
    Flow(
        "with_file",
        _("Có kết quả điện tử"),
        _("Hồ sơ giải quyết trong kỳ có tệp kết quả điện tử."),
        QD766,
        RESOLVED,
        ("with_file",),
        facts=Q(has_result_file=True),
        of="resolved",
    ),
)

FLOWS: Mapping[str, Flow] = {flow.key: flow for flow in _FLOWS}

_STOCKS = (
    Stock(
        "in_hand",
        _("Đang giải quyết"),
        _("Hồ sơ đã tiếp nhận và chưa giải quyết xong vào cuối ngày."),
        TT01,
        ("accepted",),
        TIMINGS,
    ),
    Stock(
        "in_hand_late",
        _("Đang giải quyết, quá hạn"),
        _("Hồ sơ đang giải quyết mà ngày hẹn trả đã qua và thời hạn đang chạy."),
        TT01,
        ("late_change",),
        spell=Spell.Kind.LATE,
    ),
    Stock(
        "in_hand_in_time",
        _("Đang giải quyết, trong hạn"),
        _("Hồ sơ đang giải quyết chưa quá hạn, kể cả hồ sơ chờ người dân."),
        TT01,
        ("accepted",),
        (*TIMINGS, "late_change"),
        spell=Spell.Kind.LATE,
        is_without_spell=True,
    ),
    Stock(
        "paused",
        _("Chờ người dân"),
        _("Hồ sơ đang giải quyết mà chờ bổ sung giấy tờ hoặc chờ nộp tiền."),
        TT01,
        ("paused_change",),
        spell=Spell.Kind.PAUSED,
    ),
)

STOCKS: Mapping[str, Stock] = {stock.key: stock for stock in _STOCKS}


SUMMED: Mapping[str, tuple[str, Q]] = {
    flow.columns[0]: (flow.day, flow.facts)
    for flow in _FLOWS
    if len(flow.columns) == 1 and not flow.where and not flow.is_sum
}
"""By kept column: the day on which a fact adds to it, and which facts do."""


def sources_of(keys: Iterable[str]) -> str:
    """Return where the figures are defined, each source named once."""
    figures: Mapping[str, Flow | Stock] = {**FLOWS, **STOCKS}
    return "; ".join(dict.fromkeys(figures[key].source for key in keys))


NAMED: Mapping[str, Promise] = {
    **{key: flow.name for key, flow in FLOWS.items() if not flow.is_sum},
    **{key: stock.name for key, stock in STOCKS.items()},
    **{key: mix.name for key, mix in MIXES.items()},
}
"""Everything that can be listed (`scope.counted_by`), by its key."""

WORDS: Mapping[str, Promise] = {
    **{key: flow.words for key, flow in FLOWS.items()},
    **{key: stock.words for key, stock in STOCKS.items()},
    **{key: mix.words for key, mix in MIXES.items()},
}
"""What each of them counts, in a sentence."""
