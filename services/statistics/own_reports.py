"""Reports that officials put together: measures by one or two dimensions.

A report is what its address says: everything is picked from lists, nothing is code.
It is read from the same sums as boards and forms (`scope.flows`, `scope.stocks`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.vietnamese import PERCENT
from services.statistics.dimensions import DIMENSIONS, Group, groups_of, told
from services.statistics.drawing import bars
from services.statistics.exhibits import Exhibit, Row, Value, mean
from services.statistics.online_share import Share
from services.statistics.periods import Period, period_until
from services.statistics.predicates import FLOWS, STOCKS, sources_of
from services.statistics.scope import Numbers, Scope, flows, stocks

DAY = timedelta(days=1)
MOST_ROWS = 2_000
MOST_DAYS = 366
MOST_MEASURES = 8


class NotAReport(ValueError):
    """What was picked makes no report; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A share or a mean of counts, worked out after they are added up."""

    name: str | Promise
    words: str | Promise
    needs: tuple[str, ...]
    of: Callable[[Mapping[str, int]], Decimal | None]


def _share(part: str, whole: str) -> Callable[[Mapping[str, int]], Decimal | None]:
    return lambda numbers: Share(numbers[part], numbers[whole]).percent


def _in_time(numbers: Mapping[str, int]) -> Decimal | None:
    done = numbers["early"] + numbers["on_time"]
    return Share(done, numbers["resolved"]).percent


DERIVED: Mapping[str, Derived] = {
    "online_share": Derived(
        gettext_lazy("Tỷ lệ nộp trực tuyến (%)"),
        gettext_lazy("Hồ sơ nộp trực tuyến trên mọi hồ sơ tiếp nhận trong kỳ."),
        ("online", "accepted"),
        _share("online", "accepted"),
    ),
    "in_time_share": Derived(
        gettext_lazy("Tỷ lệ đúng hạn (%)"),
        gettext_lazy("Giải quyết trước hạn và đúng hạn trên hồ sơ đã giải quyết."),
        ("early", "on_time", "resolved"),
        _in_time,
    ),
    "paid_online_share": Derived(
        gettext_lazy("Tỷ lệ thanh toán trực tuyến (%)"),
        gettext_lazy("Hồ sơ thanh toán trực tuyến trên hồ sơ có phí, lệ phí."),
        ("paid_online", "fee_bearing"),
        _share("paid_online", "fee_bearing"),
    ),
    "mean_days": Derived(
        gettext_lazy("Số ngày giải quyết trung bình"),
        gettext_lazy("Ngày lịch từ tiếp nhận đến giải quyết, chia đều cho mỗi hồ sơ."),
        ("days", "resolved"),
        lambda numbers: mean(numbers["days"], numbers["resolved"]),
    ),
}
COUNTED = {key: flow for key, flow in FLOWS.items() if not flow.is_sum}
MEASURES: Mapping[str, Any] = {**COUNTED, **STOCKS, **DERIVED}
"""All that can be picked: each has `name` and `words`."""

RELATIVE: Mapping[str, Promise] = {
    "thang-nay": gettext_lazy("Tháng này"),
    "thang-truoc": gettext_lazy("Tháng trước"),
    "quy-nay": gettext_lazy("Quý này"),
    "quy-truoc": gettext_lazy("Quý trước"),
    "nam-nay": gettext_lazy("Năm nay"),
    "nam-truoc": gettext_lazy("Năm trước"),
    "12-thang": gettext_lazy("12 tháng gần nhất"),
}
"""Periods that move on, so that a saved report stays of use."""


def period_in(key: str, today: date) -> Period:
    """Return the period of a key, relative or fixed; raises NotAPeriod."""
    month = today.year * 12 + today.month - 1
    quarter = month - month % 3
    named = {
        "thang-nay": (month, 1),
        "thang-truoc": (month - 1, 1),
        "quy-nay": (quarter, 3),
        "quy-truoc": (quarter - 3, 3),
        "nam-nay": (today.year * 12, 12),
        "nam-truoc": (today.year * 12 - 12, 12),
        "12-thang": (month - 11, 12),
    }
    if key not in named:
        return period_until(key, today)
    first, count = named[key]
    return Period(key, _month(first), _month(first + count) - DAY)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What is counted, by what, and of when; the scope comes apart from it."""

    measures: tuple[str, ...]
    dimensions: tuple[str, ...]
    period: str

    def __post_init__(self) -> None:
        """Raise NotAReport where the parts do not go together."""
        if not self.measures:
            raise NotAReport(_("Hãy chọn ít nhất một số liệu."))
        if len(self.measures) > MOST_MEASURES:
            raise NotAReport(
                _("Hãy chọn nhiều nhất %(most)d số liệu.") % {"most": MOST_MEASURES}
            )
        if not set(self.measures) <= MEASURES.keys():
            raise NotAReport(_("Có số liệu không có trong danh sách."))
        if not self.dimensions or not set(self.dimensions) <= DIMENSIONS.keys():
            raise NotAReport(_("Hãy chọn chia theo gì trong danh sách."))
        if len(set(self.dimensions)) < len(self.dimensions):
            raise NotAReport(_("Hai cách chia phải khác nhau."))
        if set(self.dimensions) == {"month", "day"}:
            raise NotAReport(_("Hãy chia theo tháng hoặc theo ngày, không cả hai."))
        if set(self.measures) & STOCKS.keys() and self.is_of_times:
            raise NotAReport(
                _(
                    "Số đang giải quyết là số vào cuối kỳ nên không chia theo tháng"
                    " hoặc theo ngày được. Hãy bỏ số liệu ấy hoặc chia cách khác."
                )
            )

    @property
    def is_of_times(self) -> bool:
        """Say whether it is divided by time, so that nothing stands at an end."""
        return not {"month", "day"}.isdisjoint(self.dimensions)


def exhibit_of(report: OwnReport, scope: Scope) -> Exhibit:
    """Read the report; raises NotAReport where it would be too long to be read."""
    if "day" in report.dimensions and (scope.last - scope.first).days >= MOST_DAYS:
        raise NotAReport(
            _("Chia theo ngày thì kỳ dài nhất là %(most)d ngày. Hãy chọn kỳ ngắn hơn.")
            % {"most": MOST_DAYS}
        )
    found = _counted(report, scope)
    if len(found) > MOST_ROWS:
        raise NotAReport(
            _("Báo cáo có %(rows)d dòng, nhiều hơn %(most)d. Hãy thu hẹp phạm vi.")
            % {"rows": len(found), "most": MOST_ROWS}
        )
    named = groups_of(report.dimensions, found, scope)
    rows = tuple(_row(report, group, found[key]) for key, group in named)
    heads = [str(DIMENSIONS[each]) for each in report.dimensions]
    return Exhibit(
        "bao-cao",
        _("Báo cáo tự lập"),
        " ".join(
            [f"{told(scope)}.", *(str(MEASURES[k].words) for k in report.measures)]
        ),
        sources_of(_needed(report)),
        (" · ".join(heads), *(str(MEASURES[key].name) for key in report.measures)),
        rows,
        _drawn(rows, report),
    )


def _needed(report: OwnReport) -> list[str]:
    """Return the figures that the measures are made of."""
    return [
        key
        for each in report.measures
        for key in (DERIVED[each].needs if each in DERIVED else (each,))
    ]


def _counted(report: OwnReport, scope: Scope) -> dict[Any, Numbers]:
    found = _read(report, scope, report.dimensions)
    if "agency" in report.dimensions and scope.agency is not None:
        found |= _own(report, scope, scope.agency.pk, found)
    return {key: numbers for key, numbers in found.items() if any(numbers.values())}


def _own(
    report: OwnReport, scope: Scope, agency: int, below: Mapping[Any, Numbers]
) -> dict[Any, Numbers]:
    """Return what is the agency's own: all of its tree less the agencies below."""
    place = report.dimensions.index("agency")
    found = _read(report, scope, tuple(d for d in report.dimensions if d != "agency"))
    for key, numbers in below.items():
        rest = key[:place] + key[place + 1 :]
        for name, number in numbers.items():
            found[rest][name] -= number
    return {
        (*rest[:place], agency, *rest[place:]): each for rest, each in found.items()
    }


def _read(
    report: OwnReport, scope: Scope, by: tuple[str, ...]
) -> dict[tuple[Any, ...], Numbers]:
    """Return the counts that the report needs, by a key of as many parts as `by`."""
    wanted: list[str] = []
    for key in report.measures:
        wanted += DERIVED[key].needs if key in DERIVED else (key,)
    of_period = [key for key in dict.fromkeys(wanted) if key in FLOWS]
    at_end = [key for key in dict.fromkeys(wanted) if key in STOCKS]
    happened = flows(scope, of_period, by or "") if of_period else {}
    standing = stocks(scope, scope.last, at_end, by or "") if at_end else {}
    nothing = dict.fromkeys((*of_period, *at_end), 0)
    return {
        key if by else (): nothing | happened.get(key, {}) | standing.get(key, {})
        for key in happened.keys() | standing.keys()
    }


def _row(report: OwnReport, group: Group, numbers: Numbers) -> Row:
    values: list[Value] = [
        DERIVED[key].of(numbers) if key in DERIVED else numbers[key]
        for key in report.measures
    ]
    # Lists stand behind counts alone, not behind shares and means.
    lists = tuple("" if key in DERIVED else key for key in report.measures)
    return Row(group.name, tuple(values), dict(group.narrowing), lists)


def _drawn(rows: tuple[Row, ...], report: OwnReport) -> Any:
    """Draw the first measure of short reports; long ones are tables."""
    if not rows or len(rows) > MOST_BARS:
        return None
    pairs = [
        (row.name, None if row.values[0] is None else Decimal(row.values[0]))
        for row in rows
    ]
    is_percent = report.measures[0].endswith("_share")
    return bars(pairs, unit=PERCENT if is_percent else "")


MOST_BARS = 40
