"""An official's own board: what waits for them, and what they did."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services.desk import counts, narrowing
from services.desk.access import OfficerRequest, officers_only
from services.desk.handing import handed_out
from services.desk.numbered import numbered
from services.desk.views.facts import PAGE, ordered, rows_of
from services.statistics.folding import Timing
from services.statistics.freshness import freshness
from services.statistics.own_work import own_work, resolved_by, touched_by
from services.statistics.periods import Period
from services.statistics.predicates import FLOWS
from services.statistics.showing import shown

NAMES = ("ky", "tu", "den")
TOUCHED = "tham-gia"


@officers_only
@require_safe
def own_board(request: OfficerRequest) -> HttpResponse:
    """Show the person's queues now, and their work in the period."""
    today = timezone.localdate()
    asked = _asked(request)
    period, problem = narrowing.period_in(asked, today)
    first, last = _days(period, today)
    mine = own_work(request.user, first, last)

    def listed(key: str, row: Mapping[str, str]) -> str:
        about = narrowing.narrowed({} if problem else asked, row, first, last)
        wanted = {**about, "so_lieu": key}
        return f"{reverse('desk:own_list')}?{urlencode(wanted)}"

    context = {
        "problem": problem,
        "first": first,
        "last": last,
        "work": mine,
        "touched": listed(TOUCHED, {}),
        "waiting": [*counts.tabs(request.user), *counts.urgent(request.user, today)],
        "exhibits": shown(
            mine.exhibits,
            narrow=lambda row: (
                "?" + urlencode(narrowing.narrowed({}, row, first, last))
            ),
            listed=listed,
        ),
        "query": urlencode({} if problem else asked),
        **narrowing.period_fields(asked, today, period),
        **freshness(),
    }
    return render(request, "desk/own_board.html", context)


def _asked(request: OfficerRequest) -> dict[str, str]:
    return narrowing.asked_in(request.GET.dict(), NAMES)


def _days(period: Period, today: date) -> tuple[date, date]:
    return period.first, min(period.last, today)


def _period(request: OfficerRequest) -> tuple[date, date]:
    """Return the days that are asked for; 404 where they make no sense."""
    today = timezone.localdate()
    period, problem = narrowing.period_in(_asked(request), today)
    if problem:
        raise Http404(problem)
    return _days(period, today)


@officers_only
@require_safe
def own_list(request: OfficerRequest) -> HttpResponse:
    """List the dossiers that the person acted on, or ended, by how timely it was."""
    key = request.GET.get("so_lieu", "")
    if key not in {*Timing, TOUCHED}:
        raise Http404
    first, last = _period(request)
    if key == TOUCHED:
        name = _("Hồ sơ tôi đã tham gia")
        words = _("Hồ sơ có ít nhất một thao tác của Ông/Bà trong các ngày này.")
        mine = touched_by(request.user, first, last)
    else:
        timing = FLOWS[key]
        name = _("Hồ sơ tôi đã giải quyết: %(timing)s") % {"timing": timing.name}
        words = str(timing.words)
        mine = resolved_by(request.user, first, last, key)
    page = numbered(ordered(mine), request.GET.dict(), PAGE)
    context = {
        "name": name,
        "words": words,
        "first": first,
        "last": last,
        "rows": rows_of(request, page.rows),
        "page": page,
    }
    return render(request, "desk/own_list.html", context)


@officers_only
@require_safe
def own_file(request: OfficerRequest, key: str, kind: str) -> HttpResponse:
    """Hand out an exhibit as CSV or SVG."""
    return handed_out(own_work(request.user, *_period(request)).exhibits, key, kind)
