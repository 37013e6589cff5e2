"""Forms II.06 and II.07: on the screen, on paper, in a workbook; closed for good."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.desk.views.procedures import NAMES as PROCEDURES
from services.documents.serving import headers_of
from services.printing.rendering import render as print_paper
from services.printing.sheets import workbook
from services.statistics.freshness import are_invented, freshness
from services.statistics.models import ClosedForm
from services.statistics.periods import Period
from services.statistics.predicates import NAMED
from services.statistics.printed import sheet_of
from services.statistics.reports import (
    CannotClose,
    Change,
    Line,
    Report,
    as_closed,
    changes,
    close,
    closed_form,
    fill,
    kinds_of,
)

COLUMNS = (
    *("received", "online", "direct", "carried_over"),
    *("resolved", "early", "on_time", "late"),
    *("in_hand", "in_hand_in_time", "in_hand_late"),
)
"""What columns (3) to (13) of II.06 count, for the lists behind them."""
FIRST_COLUMN = 3
NAMES = ("bieu", "co-quan", *narrowing.PERIOD)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@only_with(Permission.SEE_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: OfficerRequest) -> HttpResponse:
    """Show a form of one of the person's agencies; POST closes its period."""
    now = timezone.now()
    sent = request.POST if request.method == "POST" else request.GET
    asked = narrowing.asked_in(sent.dict(), NAMES)
    filled, problem = _filled(request, asked, now)
    if request.method == "POST":
        return _close(request, filled, now)
    closed = closed_form(filled)
    told = as_closed(closed, filled) if closed else filled
    is_over = filled.period.last < timezone.localdate(now)
    context = {
        "tabs": narrowing.TABS,
        "report": told,
        "problem": problem,
        "kinds": kinds_of(filled.agency),
        "agencies": narrowing.agencies_of(request.user),
        **narrowing.period_fields(asked, timezone.localdate(now), told.period),
        "lines": [(line, list(_cells(told, line))) for line in told.lines],
        "total": list(_cells(told, None, is_current=told.total == filled.total)),
        "is_of_dossiers": filled.kind.startswith("06"),
        "query": _address(filled),
        "closed": closed,
        "changes": _named(changes(closed, filled), filled) if closed else [],
        "is_over": is_over,
        **freshness(),
        "may_close": is_over and _may_close(request, filled),
    }
    return render(request, "desk/report.html", context)


def _filled(
    request: OfficerRequest, asked: dict[str, str], now: datetime
) -> tuple[Report, str]:
    kind = asked.get("bieu") or ClosedForm.Kind.TREE
    if kind not in ClosedForm.Kind.values:
        raise Http404
    agency = narrowing.agency_of(request.user, asked.get("co-quan", ""))
    today = timezone.localdate(now)
    period, problem = narrowing.period_in(asked, today)
    return fill(ClosedForm.Kind(kind), agency, period, today=today), problem


def _named(found: Iterable[Change], filled: Report) -> list[tuple[Change, Promise]]:
    """Join the corrections with what their columns are called."""
    names = [NAMED[key] for key in COLUMNS]
    if not filled.kind.startswith("06"):
        names = list(PROCEDURES.values())
    return [(each, names[each.column - FIRST_COLUMN]) for each in found]


def _may_close(request: OfficerRequest, filled: Report) -> bool:
    mine = narrowing.agencies_of(request.user, Permission.CLOSE_FORMS)
    return mine.filter(pk=filled.agency.pk).exists()


def _close(request: OfficerRequest, filled: Report, now: datetime) -> HttpResponse:
    if not _may_close(request, filled):
        raise PermissionDenied
    try:
        close(filled, by=request.user, at=now)
        messages.success(request, _("Đã chốt biểu. Số liệu đã chốt không đổi nữa."))
    except CannotClose as problem:
        messages.error(request, str(problem))
    return redirect(f"{reverse('desk:report')}?{_address(filled)}")


def _address(filled: Report) -> str:
    return urlencode(
        {
            "bieu": filled.kind.value,
            "co-quan": filled.agency.identifier,
            "ky": filled.period.key,
        }
    )


def _cells(
    filled: Report, line: Line | None, *, is_current: bool = True
) -> Iterator[tuple[int, str]]:
    """Yield the numbers of a row, or of the total, each with the list behind it.

    Numbers that were closed and are told otherwise now have no list any more.
    """
    numbers = line.numbers if line else filled.total
    is_current = line.is_current if line else is_current
    if not is_current:
        yield from ((number, "") for number in numbers)
        return
    is_of_dossiers = filled.kind.startswith("06")
    page, name = ("facts", "so_lieu") if is_of_dossiers else ("procedures", "loai")
    base = days_of(filled.period) | {"co-quan": filled.agency.identifier}
    if filled.kind is ClosedForm.Kind.OFFICE:
        base["rieng"] = "1"
    place = dict(line.narrowing) if line else {}
    keys = COLUMNS if is_of_dossiers else PROCEDURES
    for key, number in zip(keys, numbers, strict=True):
        query = urlencode(base | place | {name: key})
        yield number, f"{reverse(f'desk:{page}')}?{query}" if number else ""


def days_of(period: Period) -> dict[str, str]:
    """Return the period as an address names it."""
    return {"ky": period.key}


@only_with(Permission.SEE_FIGURES)
@require_safe
def report_file(request: OfficerRequest, kind: str) -> HttpResponse:
    """Hand out the form as PDF or XLSX, with the numbers of the page.

    A closed form leaves as it was closed (TT 01/2020/TT-VPCP: what was sent stays).
    """
    now = timezone.now()
    filled, problem = _filled(request, request.GET.dict(), now)
    if problem:
        raise Http404(problem)
    closed = closed_form(filled)
    told = as_closed(closed, filled) if closed else filled
    sheet = sheet_of(told, made_at=now, is_invented=are_invented())
    name = f"bieu-{filled.kind}-{filled.agency.identifier}-{filled.period.key}.{kind}"
    if kind == "xlsx":
        return HttpResponse(workbook(sheet), headers=dict(headers_of(name, XLSX)))
    printed = headers_of(name, "application/pdf")
    return HttpResponse(print_paper(sheet), headers=dict(printed))
