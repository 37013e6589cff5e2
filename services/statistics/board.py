"""A board: the figures of an agency's tree over a period, each with its table twin.

The public page and the leaders' boards show the same exhibits, read from the same
sums; only what their numbers lead to differs.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.vietnamese import title_sort_key
from services.procedures.definition import ONLINE_FROM, Mode
from services.procedures.models import Sector
from services.statistics import satisfied
from services.statistics.comparing import pictured
from services.statistics.drawing import SHADES, bars, heat, percent_line, stacked
from services.statistics.exhibits import Exhibit, Row, mean, percents, share_row
from services.statistics.funnel_exhibits import filing_funnel, given_up
from services.statistics.models import Duration, Rhythm, Target
from services.statistics.naming import drawn_names, listed, named
from services.statistics.online_share import Share, months
from services.statistics.patterns import BUCKET_KEYS, HOURS, hour_key
from services.statistics.predicates import FLOWS, QD766, TT01, sources_of
from services.statistics.scope import Numbers, Scope, below, flows, stocks
from services.statistics.summing import BUCKETS
from services.statistics.targets import Targets, Yearly, said

KEYS = (
    *("accepted", "online", "self_online", "assisted", "direct"),
    *("fee_bearing", "paid_online"),
    *("digitised", "resolved", "early", "on_time", "late", "ended", "with_file"),
)
NOTHING: Mapping[str, int] = dict.fromkeys(KEYS, 0)
SHARE_LISTS = ("online", "accepted", "")


@dataclass(frozen=True, slots=True)
class Board:
    """Sums of the whole period, stocks at its end, and the exhibits."""

    scope: Scope
    total: Numbers
    in_hand: Numbers
    share: Share
    share_of_offered: Share
    days: Decimal | None
    target: Decimal | None
    target_source: str
    exhibits: tuple[Exhibit, ...]

    @property
    def is_of_one_year(self) -> bool:
        """Say whether all days are of one year: a target is a year's."""
        return self.scope.first.year == self.scope.last.year

    @property
    def meets_target(self) -> bool:
        """Say whether the unrounded share reaches the target; not without one."""
        share, target = self.share, self.target
        if target is None or not share.total:
            return False
        return 100 * share.online >= target * share.total

    @property
    def in_time(self) -> Share:
        """Resolved early or on time, in all that was resolved in the period."""
        done = self.total["early"] + self.total["on_time"]
        return Share(done, self.total["resolved"])


def board(scope: Scope) -> Board:
    """Read the board of the scope; its cost depends on the period, not on dossiers."""
    found = flows(scope, (*KEYS, "days"), ("month", "level", "mode"))
    by_month = _added(found, lambda key: key[0])
    by_level = _added(found, lambda key: key[1:])
    total = {**NOTHING, "days": 0, **_added(found, lambda _key: None).get(None, {})}
    offered = _added(found, lambda key: key[1] >= ONLINE_FROM).get(True, NOTHING)
    targets = Targets(scope.last.year)
    tier = scope.agency.level if scope.agency else ""
    yearly = targets.yearly(Target.Indicator.ONLINE, tier, scope.first, scope.last)
    return Board(
        scope,
        total,
        stocks(scope, scope.last)[None],
        Share(total["online"], total["accepted"]),
        Share(offered["online"], offered["accepted"]),
        mean(total["days"], total["resolved"]),
        targets.of(Target.Indicator.ONLINE, tier),
        targets.source(Target.Indicator.ONLINE, tier),
        (
            _by_month(scope, by_month, yearly),
            _channels(scope, by_month),
            _levels(by_level, yearly.common),
            *_agencies(scope),
            _sectors(scope, yearly.common),
            _timeliness(scope, by_month),
            satisfied.by_month(scope),
            filing_funnel(scope),
            given_up(scope),
            _durations(scope),
            _rhythm(scope),
        ),
    )


def _added(
    found: Mapping[Any, Numbers], group: Callable[[Any], Any]
) -> dict[Any, Numbers]:
    """Add up what belongs to one group; what is read once is grouped twice."""
    sums: dict[Any, Counter[str]] = defaultdict(Counter)
    for key, numbers in found.items():
        sums[group(key)].update(numbers)
    return {key: dict(each) for key, each in sums.items()}


def _words(*keys: str) -> str:
    return " ".join(str(FLOWS[key].words) for key in keys)


def _month_rows(scope: Scope, found: Mapping[date, Numbers]) -> list[Any]:
    """Return name, key of the month and its numbers, empty months included."""
    return [
        (f"{month:%m/%Y}", f"{month:%Y-%m}", found.get(month, NOTHING))
        for month in months(scope.first, scope.last)
    ]


def _share_row(name: str, numbers: Mapping[str, int], narrowing: dict[str, str]) -> Row:
    share = Share(numbers["online"], numbers["accepted"])
    return share_row(name, share, narrowing, SHARE_LISTS)


def _share_head(first: str) -> tuple[str, ...]:
    return first, _("Trực tuyến"), _("Tất cả"), _("Tỷ lệ (%)")


def _by_month(scope: Scope, found: Mapping[date, Numbers], targets: Yearly) -> Exhibit:
    rows = [
        _share_row(name, numbers, {"ky": key})
        for name, key, numbers in _month_rows(scope, found)
    ]
    every_month = months(scope.first, scope.last)
    return Exhibit(
        "thang",
        _("Tỷ lệ nộp trực tuyến theo tháng"),
        _("Hồ sơ nộp trực tuyến chia cho mọi hồ sơ tiếp nhận trong tháng."),
        QD766,
        _share_head(_("Tháng")),
        tuple(rows),
        percent_line(percents(rows), targets=targets.along(every_month)),
        (("line-1", _("Tỷ lệ trực tuyến")), *_target_line(targets.words)),
    )


def _target_line(words: str) -> Iterator[tuple[str, str]]:
    """Say what the line of the target is; where none holds there is no line."""
    if words:
        yield "target", _("Chỉ tiêu %(target)s") % {"target": words}


def _channels(scope: Scope, found: Mapping[date, Numbers]) -> Exhibit:
    parts = (
        _("Tự nộp trực tuyến"),
        _("Trực tuyến có hỗ trợ"),
        _("Trực tiếp, bưu chính"),
    )
    keys = ("self_online", "assisted", "direct")
    rows = _part_rows(scope, found, keys)
    return _stack("kenh", _("Kênh nộp hồ sơ theo tháng"), keys, rows, parts)


def _part_rows(
    scope: Scope, found: Mapping[date, Numbers], keys: tuple[str, ...]
) -> list[Row]:
    return [
        Row(name, tuple(n[each] for each in keys), {"ky": key}, keys)
        for name, key, n in _month_rows(scope, found)
    ]


def _stack(
    key: str,
    title: str,
    figures: Sequence[str],
    rows: Sequence[Row],
    parts: Sequence[str],
) -> Exhibit:
    columns = [
        (row.name, [value for value in row.values if isinstance(value, int)])
        for row in rows
    ]
    legend = tuple((f"series-{n}", part) for n, part in enumerate(parts, start=1))
    return Exhibit(
        key,
        title,
        _words(*figures),
        sources_of(figures),
        (_("Tháng"), *parts),
        tuple(rows),
        stacked(columns, parts),
        legend,
    )


def _timeliness(scope: Scope, found: Mapping[date, Numbers]) -> Exhibit:
    parts = (_("Trước hạn"), _("Đúng hạn"), _("Quá hạn"))
    keys = ("early", "on_time", "late")
    title = _("Giải quyết trước hạn, đúng hạn, quá hạn theo tháng")
    rows = _part_rows(scope, found, keys)
    return _stack("han", title, keys, rows, parts)


def _levels(found: Mapping[Any, Numbers], target: Decimal | None) -> Exhibit:
    modes = {Mode.FULL: _("toàn trình"), Mode.PARTIAL: _("một phần")}
    rows = [
        _share_row(
            _("Mức độ %(level)d") % {"level": level}
            + (f", {modes[mode]}" if mode in modes else ""),
            numbers,
            {"muc_do": str(level), "hinh_thuc": mode},
        )
        for (level, mode), numbers in sorted(found.items())
        if numbers["accepted"]
    ]
    return Exhibit(
        "muc-do",
        _("Theo mức độ dịch vụ khi tiếp nhận"),
        _("Mức độ 3, 4 theo NĐ 43/2011; một phần, toàn trình theo NĐ 42/2022."),
        "NĐ 43/2011/NĐ-CP Đ.3; NĐ 42/2022/NĐ-CP Đ.11",
        _share_head(_("Mức độ")),
        tuple(rows),
        bars(percents(rows), target=target),
        tuple(_target_line(said(target))),
    )


def _agencies(scope: Scope) -> Iterator[Exhibit]:
    """Set the agencies below side by side; an office without any has none to show."""
    found = flows(scope, ("online", "accepted"), "agency")
    if scope.agency is None and len(found) == 1:  # the one root: show what is in it
        root = Agency.objects.get(pk=next(iter(found)))
        found = flows(replace(scope, agency=root), ("online", "accepted"), "agency")
    known = listed(Agency.objects.filter(pk__in=found))
    rows = [
        _share_row(
            named(each, scope.last), found[each.pk], {"co-quan": each.identifier}
        )
        for each in known
        if found[each.pk]["accepted"]
    ]
    if not rows and not below(scope.agency):
        return
    table = Exhibit(
        "co-quan",
        _("Theo cơ quan"),
        _("Mỗi cơ quan tính cả các đơn vị trực thuộc, theo tên gọi lúc tiếp nhận."),
        QD766,
        _share_head(_("Cơ quan")),
        tuple(rows),
    )
    yield pictured(table, drawn_names(known, scope.last))


def _sectors(scope: Scope, target: Decimal | None) -> Exhibit:
    found = flows(scope, ("online", "accepted"), "sector")
    names = Sector.objects.in_bulk(list(found))
    ordered = sorted(names.values(), key=lambda sector: title_sort_key(sector.name))
    rows = [
        _share_row(sector.name, found[sector.pk], {"linh_vuc": sector.key})
        for sector in ordered
        if found[sector.pk]["accepted"]
    ]
    return Exhibit(
        "linh-vuc",
        _("Theo lĩnh vực"),
        _("Hồ sơ nộp trực tuyến chia cho mọi hồ sơ tiếp nhận của lĩnh vực."),
        QD766,
        _share_head(_("Lĩnh vực")),
        tuple(rows),
        bars(percents(rows), target=target) if rows else None,
        tuple(_target_line(said(target))) if rows else (),
    )


def bucket_names() -> list[str]:
    """Return what the buckets of `summing.BUCKETS` are called."""
    names = []
    for before, end in zip((-1, *BUCKETS), (*BUCKETS, None), strict=True):
        if end is None:
            names.append(_("trên %(days)d ngày") % {"days": before})
        elif end == before + 1:
            names.append(_("%(days)d ngày") % {"days": end} if end else _("trong ngày"))
        else:
            names.append(
                _("%(first)d–%(last)d ngày") % {"first": before + 1, "last": end}
            )
    return names


def _durations(scope: Scope) -> Exhibit:
    procedures = scope.of_procedures()
    mine = Duration.objects.filter(scope.of_months(), procedures)
    mine = mine.filter(procedure__isnull=not procedures)
    counted = mine.values_list("bucket").annotate(n=Sum("dossiers")).order_by("bucket")
    counts = dict(counted)
    rows = [
        Row(name, (counts.get(bucket, 0),), lists=(BUCKET_KEYS[bucket],))
        for bucket, name in enumerate(bucket_names())
    ]
    pairs = [(row.name, Decimal(counts.get(n, 0))) for n, row in enumerate(rows)]
    return Exhibit(
        "thoi-gian",
        _("Số ngày từ tiếp nhận đến giải quyết"),
        _(
            "Ngày lịch từ tiếp nhận đến giải quyết, cả thời gian chờ người dân;"
            " tính tròn tháng, mọi mức độ và kênh."
        ),
        TT01,
        (_("Thời gian"), _("Hồ sơ")),
        tuple(rows),
        bars(pairs, unit=""),
    )


def _rhythm(scope: Scope) -> Exhibit:
    names = [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")]
    mine = Rhythm.objects.filter(scope.of_months()).values_list("weekday", "hour")
    counts = {
        (weekday, hour): count
        for weekday, hour, count in mine.annotate(n=Sum(F("dossiers"))).order_by(
            "weekday", "hour"
        )
    }
    rows = [
        Row(
            name,
            tuple(counts.get((weekday, hour), 0) for hour in HOURS),
            lists=tuple(hour_key(weekday, hour) for hour in HOURS),
        )
        for weekday, name in enumerate(names, start=1)
    ]
    hours = [f"{hour}h" for hour in HOURS]
    fields = [(row.name, [v for v in row.values if isinstance(v, int)]) for row in rows]
    return Exhibit(
        "nhip",
        _("Nộp hồ sơ theo giờ và thứ"),
        _("Giờ nộp của hồ sơ được tiếp nhận; tính tròn tháng, mọi lĩnh vực và mức độ."),
        TT01,
        (_("Thứ"), *hours),
        tuple(rows),
        heat(fields, hours),
        (("shade-1", _("Ít hồ sơ")), (f"shade-{SHADES}", _("Nhiều hồ sơ"))),
    )
