"""The seven indicators of an agency: where they stand, where they go, who misses."""

from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Agency
from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.documents.serving import headers_of
from services.statistics.exhibits import Exhibit, found
from services.statistics.freshness import are_invented, as_of
from services.statistics.indicators import exhibits_of, measured, shown_of, years
from services.statistics.picturing import CSV, SVG, picture


@only_with(Permission.SEE_FIGURES)
@require_safe
def indicators(request: OfficerRequest) -> HttpResponse:
    """Show the indicators of one of the person's agencies in a year."""
    today = timezone.localdate()
    agency, year = _asked(request, today)
    query = {"co-quan": agency.identifier, "nam": str(year)}
    context = {
        "tabs": narrowing.TABS,
        "agency": agency,
        "agencies": narrowing.agencies_of(request.user),
        "year": year,
        "years": years(today),
        "rows": shown_of(
            measured(agency, year, today=today),
            narrow=lambda row: f"?{urlencode(query | dict(row))}",
        ),
        "query": urlencode(query),
        "as_of": as_of(),
        "is_invented": are_invented(),
    }
    return render(request, "desk/indicators.html", context)


def _asked(request: OfficerRequest, today: date) -> tuple[Agency, int]:
    """Return what is asked about; a year that is none of those offered is this one."""
    asked = request.GET.get("nam", "")
    known = {str(year): year for year in years(today)}
    agency = narrowing.agency_of(request.user, request.GET.get("co-quan", ""))
    return agency, known.get(asked, today.year)


@only_with(Permission.SEE_FIGURES)
@require_safe
def indicators_table(request: OfficerRequest, key: str) -> HttpResponse:
    """Hand out the table of an indicator as CSV."""
    exhibit = _exhibit(request, key)
    return HttpResponse(exhibit.csv(), headers=dict(headers_of(f"{key}.csv", CSV)))


@only_with(Permission.SEE_FIGURES)
@require_safe
def indicators_picture(request: OfficerRequest, key: str) -> HttpResponse:
    """Hand out the picture of an indicator as SVG."""
    exhibit = _exhibit(request, key)
    return HttpResponse(picture(exhibit), headers=dict(headers_of(f"{key}.svg", SVG)))


def _exhibit(request: OfficerRequest, key: str) -> Exhibit:
    today = timezone.localdate()
    exhibit = found(exhibits_of(measured(*_asked(request, today), today=today)), key)
    if exhibit is None:
        raise Http404
    return exhibit
