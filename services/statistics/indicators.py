"""The seven indicators of the city's plan: what they are of, and where they stand.

Each is a part of a whole, at the end of each month or within it, as it was then: what
was offered, integrated or connected has its dates, dossiers and work files their
months. Where there is no whole there is no percent, and the page says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from accounts.models import Agency
from services.statistics import forecasting
from services.statistics.drawing import percent_line
from services.statistics.exhibits import Exhibit, Row, percents, share_row
from services.statistics.indicator_words import DEFINITIONS, Definition
from services.statistics.online_share import Share, months
from services.statistics.scope import DAY, next_month
from services.statistics.showing import Listed, Narrow, Shown, shown
from services.statistics.standings import READERS, Asked
from services.statistics.targets import PLAN_YEAR, Indicator, Targets, Yearly


@dataclass(frozen=True, slots=True)
class Standing:
    """A named part of a whole, and what it has to reach."""

    name: str
    identifier: str
    share: Share
    target: Decimal | None

    @property
    def misses(self) -> bool:
        """Say whether there is a target and the unrounded share is below it."""
        return is_below(self.share, self.target)


def is_below(share: Share, target: Decimal | None) -> bool:
    """Say whether the unrounded share is below the target; never without either."""
    if target is None or not share.total:
        return False
    return 100 * share.online < target * share.total


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator of an agency's tree in a year."""

    definition: Definition
    share: Share
    target: Decimal | None
    target_source: str
    targets: Yearly
    """Of the years of the months."""
    forecast: Decimal | None
    months: tuple[tuple[date, Share], ...]
    agencies: tuple[Standing, ...]
    why_none: str = ""

    @property
    def has_trend(self) -> bool:
        """Say whether there is a month that a line can be drawn through."""
        return any(share.total for _month, share in self.months)

    @property
    def misses(self) -> bool:
        """Say whether it is below its target now."""
        return is_below(self.share, self.target)

    @property
    def will_miss(self) -> bool:
        """Say whether the forecast is below the target."""
        if self.forecast is None or self.target is None:
            return False
        return self.forecast < self.target

    @property
    def missing(self) -> tuple[Standing, ...]:
        """The agencies that are below their target, the furthest first."""
        below = [each for each in self.agencies if each.misses]
        return tuple(sorted(below, key=lambda each: each.share.percent or Decimal(0)))


def measured(agency: Agency, year: int, *, today: date) -> list[Measured]:
    """Measure all indicators of the agency with all below it in the year.

    The trend begins a year before. A year that lasts is measured up to `today`.
    """
    last = min(date(year, 12, 31), today)
    asked = Asked(agency, date(year - 1, 1, 1), date(year, 1, 1), last)
    targets = Targets(year)
    return [_measured(asked, targets, each) for each in DEFINITIONS]


def _measured(asked: Asked, targets: Targets, definition: Definition) -> Measured:
    read = READERS[definition.indicator](asked, definition)
    trend = [
        (month, read.months.get(month, Share()))
        for month in months(asked.since, asked.last)
    ]
    year = [(month, share) for month, share in trend if month >= asked.first]
    level = definition.levels[0] if definition.levels else asked.agency.level
    share = _sum(each for _m, each in year) if definition.is_flow else year[-1][1]
    return Measured(
        definition,
        share,
        targets.of(definition.indicator, level),
        targets.source(definition.indicator, level),
        targets.yearly(definition.indicator, level, asked.since, asked.last),
        _forecast(asked, definition, trend),
        tuple(trend),
        tuple(
            Standing(
                at.name, at.identifier, each, targets.of(definition.indicator, at.level)
            )
            for at, each in read.agencies
        ),
        "" if share.total else read.why_none,
    )


def _sum(shares: Iterable[Share]) -> Share:
    kept = list(shares)
    return Share(sum(each.online for each in kept), sum(each.total for each in kept))


def _forecast(
    asked: Asked, definition: Definition, trend: Sequence[tuple[date, Share]]
) -> Decimal | None:
    """Return the percent to expect at the end of the year; None once it is over."""
    if asked.last == date(asked.last.year, 12, 31):
        return None
    if not definition.is_flow:
        shares = [share for _month, share in trend]
        return forecasting.of_stock(shares, 12 - asked.last.month)
    year = [(month, share) for month, share in trend if month >= asked.first]
    over = [share for month, share in year if next_month(month) <= asked.last + DAY]
    lasting = [share for _month, share in year[len(over) :]]
    if not lasting:
        return forecasting.of_flow(over, 12 - len(over))
    end = next_month(asked.last) - DAY
    passed = Fraction(asked.last.day, end.day)
    return forecasting.of_flow(over, 12 - len(over) - passed, lasting[0])


def exhibit_of(measured: Measured) -> Exhibit:
    """Return the trend as a chart with its table."""
    words, targets = measured.definition, measured.targets
    lists = _lists(measured)
    rows = [
        # A board shows dossiers: the months of registers lead to none.
        share_row(
            f"{month:%m/%Y}", share, {"ky": f"{month:%Y-%m}"} if lists else {}, lists
        )
        for month, share in measured.months
    ]
    along = targets.along(month for month, _share in measured.months)
    legend = [("line-1", _("Tỷ lệ theo tháng"))]
    if targets.words:
        legend.append(("target", _("Mục tiêu %(target)s") % {"target": targets.words}))
    return Exhibit(
        words.key,
        str(words.name),
        _("Tử số: %(part)s. Mẫu số: %(whole)s.")
        % {"part": words.part, "whole": words.whole},
        words.source,
        (_("Tháng"), _("Tử số"), _("Mẫu số"), _("Tỷ lệ (%)")),
        tuple(rows),
        percent_line(percents(rows), targets=along),
        tuple(legend),
    )


def _lists(measured: Measured) -> tuple[str, ...]:
    """Return the lists behind part and whole; registers have pages of their own."""
    is_of_dossiers = measured.definition.indicator == Indicator.ONLINE
    return ("online", "accepted", "") if is_of_dossiers else ()


def missing_of(measured: Measured) -> Exhibit:
    """Return the agencies below their target, the furthest first."""
    lists = _lists(measured)
    rows = [
        Row(
            each.name,
            (each.share.online, each.share.total, each.share.percent, each.target),
            {"co-quan": each.identifier},
            (*lists, "") if lists else (),
        )
        for each in measured.missing
    ]
    return Exhibit(
        f"{measured.definition.key}-chua-dat",
        _("Cơ quan chưa đạt: %(name)s") % {"name": measured.definition.name},
        _("Tỷ lệ của từng cơ quan so với mục tiêu của cấp mình, thấp nhất trước."),
        measured.definition.source,
        (_("Cơ quan"), _("Tử số"), _("Mẫu số"), _("Tỷ lệ (%)"), _("Mục tiêu (%)")),
        tuple(rows),
    )


def exhibits_of(found: Iterable[Measured]) -> list[Exhibit]:
    """Return everything that can be taken away as a file."""
    return [
        exhibit for each in found for exhibit in (exhibit_of(each), missing_of(each))
    ]


def years(today: date) -> list[int]:
    """Return the years that can be asked about, the latest first."""
    return list(range(today.year, PLAN_YEAR - 1, -1))


def year_of(text: str, today: date) -> int:
    """Return the year that the text names; this one where it names none of them."""
    return {str(year): year for year in years(today)}.get(text, today.year)


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator ready for a page."""

    measured: Measured
    trend: Shown
    missing: Shown | None


def shown_of(
    found: Iterable[Measured], *, narrow: Narrow, listed: Listed | None = None
) -> list[ShownIndicator]:
    """Join the indicators with the addresses of agencies, and of what is counted."""
    shown_all = []
    for each in found:
        trend, missing = shown(
            (exhibit_of(each), missing_of(each)), narrow=narrow, listed=listed
        )
        shown_all.append(ShownIndicator(each, trend, missing if each.missing else None))
    return shown_all
