"""Open data: what there is, how it is written, and the files at stable addresses."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from services.statistics import opendata as figures
from services.statistics.freshness import freshness
from services.statistics.protecting import LEAST
from services.statistics.scope import DAY

FIRST_YEAR = 2021


@login_not_required
@require_safe
def opendata(request: HttpRequest) -> HttpResponse:
    """Describe the files: columns, licence, what is left out and why."""
    context = {
        "schema": figures.SCHEMA,
        "licence": figures.LICENCE,
        "least": LEAST,
        "years": range(timezone.localdate().year, FIRST_YEAR - 1, -1),
        **freshness(),
    }
    return render(request, "portal/opendata.html", context)


@login_not_required
@require_safe
def opendata_csv(request: HttpRequest, year: int) -> HttpResponse:
    """Hand out a year as CSV."""
    text = figures.as_csv(figures.records(*_year(year)))
    name = f'attachment; filename="ho-so-{year}.csv"'
    headers = {"Content-Disposition": name}
    return HttpResponse(text, "text/csv; charset=utf-8", headers=headers)


@login_not_required
@require_safe
def opendata_json(request: HttpRequest, year: int) -> HttpResponse:
    """Hand out a year as JSON with its schema and licence."""
    document = figures.as_document(figures.records(*_year(year)))
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def _year(year: int) -> tuple[date, date]:
    """Return the whole months of the year that are over; 404 for other years."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404
    ended = timezone.localdate().replace(day=1) - DAY
    return date(year, 1, 1), min(date(year, 12, 31), ended)
