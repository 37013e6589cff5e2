"""Forms for an agency and a period: filled now, closed for good, compared later."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Agency, User
from services.statistics import form_06, form_07
from services.statistics.folding import VIETNAM
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
            "total": list(self.total),
        }


TITLES = {
    "06": "Tình hình, kết quả giải quyết thủ tục hành chính",
    "07": "Số lượng thủ tục hành chính theo mức độ và phát sinh hồ sơ",
}
UNITS = {"06": "Số hồ sơ TTHC", "07": "Số TTHC"}
"""As the circular prints them; not translated, because the form is Vietnamese."""


def fill(kind: Kind, agency: Agency, period: Period, *, today: date) -> Report:
    """Fill the form from the figures of now; a period that lasts is filled to today."""
    last = min(period.last, max(period.first, today))
    scope = Scope(period.first, last, agency)
    with override("vi"):  # what is closed and printed is the form, in its language
        return _filled(kind, scope, period)


def _filled(kind: Kind, scope: Scope, period: Period) -> Report:
    assert scope.agency is not None
    if kind in {Kind.OFFICE, Kind.TREE}:
        return _of_dossiers(kind, scope, period)
    by = form_07.by_sector if kind is Kind.PROCEDURES else form_07.by_agency
    form = by(scope)
    return Report(
        kind,
        form.code,
        scope.agency,
        period,
        tuple(Line(r.number, r.name, r.columns.numbers()) for r in form.rows),
        form.total.numbers(),
        form.is_reconstructed,
    )


def _of_dossiers(kind: Kind, scope: Scope, period: Period) -> Report:
    assert scope.agency is not None
    by = form_06.of_office if kind is Kind.OFFICE else form_06.of_tree
    form = by(scope)
    lines = [
        Line(row.number, row.name, row.columns.numbers(), row.depth, row.narrowing)
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
    )


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content as canonical JSON, in hex."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def close(report: Report, *, by: User, at: datetime) -> ClosedForm:
    """Freeze the form as it is now; closing it again gives what was frozen.

    Raises CannotClose while the period lasts: its last days would be missing.
    """
    if report.period.last >= at.astimezone(VIETNAM).date():
        raise CannotClose(_("Kỳ báo cáo chưa kết thúc nên chưa chốt được."))
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


@dataclass(frozen=True, slots=True)
class Change:
    """A count that was corrected after the form was closed."""

    name: str
    column: int
    closed: int
    now: int


def changes(closed: ClosedForm, report: Report) -> list[Change]:
    """Return what the figures of now say otherwise than the closed form."""
    return list(_changes(closed.content, report.content()))


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """Compare row by row; columns are numbered as on the form, from (3)."""
    old, new = _by_place(before), _by_place(after)
    for place in [*old, *(place for place in new if place not in old)]:
        width = len(before["total"])
        one, other = old.get(place, [0] * width), new.get(place, [0] * width)
        for column, (was, now) in enumerate(zip(one, other, strict=True), start=3):
            if was != now:
                yield Change(place[1], column, was, now)


def _by_place(content: dict[str, Any]) -> dict[tuple[str, str], list[int]]:
    """Return the counts by level and name: row numbers shift when one is added."""
    found: dict[tuple[str, str], list[int]] = {}
    level = ""
    for number, name, *numbers in content["lines"]:
        level = number if number.isalpha() else level
        found[level, name] = numbers
    found["", _("Tổng số")] = content["total"]
    return found
