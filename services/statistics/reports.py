"""Forms for an agency and a period: filled now, closed for good, compared later."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Agency, User
from services.statistics import form_06, form_07
from services.statistics.folding import VIETNAM
from services.statistics.freshness import are_behind
from services.statistics.models import ClosedForm
from services.statistics.periods import Period
from services.statistics.scope import Scope

Kind = ClosedForm.Kind


class CannotClose(Exception):
    """The form cannot be closed; the message says why, for the officer."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: its number, its name, its counts, how deep it stands."""

    number: str
    name: str
    numbers: tuple[int, ...]
    depth: int = 1
    narrowing: tuple[tuple[str, str], ...] = ()
    key: str = ""
    """Names the line for good: its field, its level and field, or its agency."""
    is_current: bool = True
    """The figures of now say the same, so the lists behind them are its lists."""


@dataclass(frozen=True, slots=True)
class Report:
    """A form ready to be shown, printed, written to a sheet or closed."""

    kind: Kind
    code: str
    agency: Agency
    period: Period
    lines: tuple[Line, ...]
    total: tuple[int, ...]
    is_reconstructed: bool
    last: date
    """The day that it is filled to; before the period's last while that lasts."""
    closed: ClosedForm | None = None
    """Of a form shown as it was closed: what was kept then."""

    @property
    def is_provisional(self) -> bool:
        """Say whether the period lasts, so that its numbers will change."""
        return self.last < self.period.last

    @property
    def counts_once(self) -> bool:
        """Say whether the total is less than its lines together.

        A procedure stands in the line of each agency that provides it, and is one.
        """
        rows = (line.numbers for line in self.lines)
        columns = zip(self.total, *rows, strict=True)
        is_less = any(total < sum(counts) for total, *counts in columns)
        return self.kind is Kind.PROCEDURES_BELOW and is_less

    @property
    def title(self) -> str:
        """Return the heading of the printed form."""
        return TITLES[self.kind[:2]]

    def content(self) -> dict[str, Any]:
        """Return what is frozen when the period is closed."""
        return {
            "code": self.code,
            "agency": self.agency.name,
            "period": self.period.key,
            "lines": [[line.number, line.name, *line.numbers] for line in self.lines],
            "keys": [line.key for line in self.lines],
            "total": list(self.total),
        }


TITLES = {
    "06": "Tình hình, kết quả giải quyết thủ tục hành chính",
    "07": "Số lượng thủ tục hành chính theo mức độ và phát sinh hồ sơ",
}
UNITS = {"06": "Số hồ sơ TTHC", "07": "Số TTHC"}
"""As the circular prints them; not translated, because the form is Vietnamese."""


def kinds_of(agency: Agency) -> list[tuple[Kind, str]]:
    """Return the forms to choose from, each with the letter its heading has there."""
    letter = form_06.LETTERS[Agency.Level(agency.level)]
    tree = _("II.06%(letter)s – đơn vị và trực thuộc") % {"letter": letter}
    return [(kind, tree if kind is Kind.TREE else str(kind.label)) for kind in Kind]


def fill(kind: Kind, agency: Agency, period: Period, *, today: date) -> Report:
    """Fill the form from the figures of now; a period that lasts is filled to today."""
    last = min(period.last, today)
    scope = Scope(period.first, last, agency)
    with override("vi"):  # what is closed and printed is the form, in its language
        return _filled(kind, scope, period)


def _filled(kind: Kind, scope: Scope, period: Period) -> Report:
    assert scope.agency is not None
    if kind in {Kind.OFFICE, Kind.TREE}:
        return _of_dossiers(kind, scope, period)
    by = form_07.by_sector if kind is Kind.PROCEDURES else form_07.by_agency
    form = by(scope)
    about = "linh_vuc" if kind is Kind.PROCEDURES else "co-quan"
    lines = [
        Line(*(r.number, r.name, r.columns.numbers(), 1, ((about, r.key),)), key=r.key)
        for r in form.rows
    ]
    return Report(
        kind,
        form.code,
        scope.agency,
        period,
        tuple(lines),
        form.total.numbers(),
        form.is_reconstructed,
        scope.last,
    )


def _of_dossiers(kind: Kind, scope: Scope, period: Period) -> Report:
    assert scope.agency is not None
    by = form_06.of_office if kind is Kind.OFFICE else form_06.of_tree
    form = by(scope)
    lines = [
        Line(
            *(row.number, row.name, row.columns.numbers(), row.depth, row.narrowing),
            key="/".join(value for _name, value in row.narrowing),
        )
        for row in form.rows
    ]
    return Report(
        kind,
        form.code,
        scope.agency,
        period,
        tuple(lines),
        form.total.numbers(),
        form.is_reconstructed,
        scope.last,
    )


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content as canonical JSON, in hex."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def close(report: Report, *, by: User, at: datetime) -> ClosedForm:
    """Freeze the form as it is now; closing it again gives what was frozen.

    Raises CannotClose while the period lasts, and until the figures have read all of
    it: its last days or hours would be missing for good.
    """
    if report.period.last >= at.astimezone(VIETNAM).date():
        raise CannotClose(_("Kỳ báo cáo chưa kết thúc nên chưa chốt được."))
    if are_behind(report.period.last):
        raise CannotClose(
            _("Số liệu của kỳ đang được cập nhật. Hãy chốt lại sau ít phút.")
        )
    content = report.content()
    try:
        with transaction.atomic():
            return ClosedForm.objects.create(
                kind=report.kind,
                agency=report.agency,
                period=report.period.key,
                first=report.period.first,
                last=report.period.last,
                closed_at=at,
                closed_by=by,
                content=content,
                digest=digest_of(content),
            )
    except IntegrityError:
        closed = closed_form(report)
        assert closed is not None
        return closed


def closed_form(report: Report) -> ClosedForm | None:
    """Return the form as it was closed for the agency and period, if it was."""
    return (
        ClosedForm.objects.filter(
            kind=report.kind,
            agency=report.agency,
            first=report.period.first,
            last=report.period.last,
        )
        .select_related("closed_by")
        .first()
    )


def as_closed(closed: ClosedForm, now: Report) -> Report:
    """Return the form as it was closed: what was sent is not what changed since.

    A line that the figures of now tell otherwise, or no more, is not current.
    """
    has_keys = "keys" in closed.content
    current = dict(
        zip(_by_place(now.content(), has_keys=has_keys), now.lines, strict=False)
    )
    lines = []
    for place, line in _by_place(closed.content, has_keys=has_keys).items():
        if place == TOTAL:
            continue
        same = current.get(place)
        is_current = same is not None and same.numbers == line.numbers
        depth = 0 if line.number.isalpha() else 1
        where = same.narrowing if same else ()
        lines.append(Line(*line[:3], depth, where, place, is_current))
    total = tuple(closed.content["total"])
    return replace(now, lines=tuple(lines), total=total, closed=closed)


@dataclass(frozen=True, slots=True)
class Change:
    """A count that was corrected after the form was closed.

    `under` names the level that a field stands at: fields stand at several.
    """

    name: str
    under: str
    column: int
    closed: int
    now: int


def changes(closed: ClosedForm, report: Report) -> list[Change]:
    """Return what the figures of now say otherwise than the closed form."""
    return list(_changes(closed.content, report.content()))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """Compare row by row; columns are numbered as on the form, from (3)."""
    has_keys = "keys" in before
    old, new = (_by_place(each, has_keys=has_keys) for each in (before, after))
    nothing = (0,) * len(before["total"])
    for place in [*old, *(place for place in new if place not in old)]:
        here = new.get(place) or old[place]
        was, now = (at[place].numbers if place in at else nothing for at in (old, new))
        for column, (one, other) in enumerate(zip(was, now, strict=True), start=3):
            if one != other:
                yield Change(here.name, here.under, column, one, other)


TOTAL = "*"
"""Where the total stands among the places of a form."""


class Placed(NamedTuple):
    """A line of a form: its number, its name, its counts, the level it stands under."""

    number: str
    name: str
    numbers: tuple[int, ...]
    under: str = ""


def _by_place(content: dict[str, Any], *, has_keys: bool) -> dict[str, Placed]:
    """Return the lines by what names each for good.

    Row numbers shift when one is added. Forms closed before lines had keys are told
    apart by level and name.
    """
    found: dict[str, Placed] = {}
    letter = heading = ""
    for place, (number, name, *numbers) in enumerate(content["lines"]):
        is_level = number.isalpha()
        letter, heading = (number, name) if is_level else (letter, heading)
        key = content["keys"][place] if has_keys else f"{letter}/{name}"
        under = "" if is_level else heading
        found[key] = Placed(number, name, tuple(numbers), under)
    found[TOTAL] = Placed("", _("Tổng số"), tuple(content["total"]))
    return found
