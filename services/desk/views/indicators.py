"""The seven indicators of an agency: where they stand, where they go, who misses."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Agency
from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.desk.handing import handed_out
from services.statistics.freshness import freshness
from services.statistics.indicators import (
    exhibits_of,
    measured,
    shown_of,
    year_of,
    years,
)


@only_with(Permission.SEE_FIGURES)
@require_safe
def indicators(request: OfficerRequest) -> HttpResponse:
    """Show the indicators of one of the person's agencies in a year."""
    today = timezone.localdate()
    agency, year = _asked(request, today)
    query = {"co-quan": agency.identifier, "nam": str(year)}

    def narrow(row: Mapping[str, str]) -> str:
        if "ky" in row:
            place = {"co-quan": agency.identifier}
            return f"{reverse('desk:board')}?{urlencode(place | dict(row))}"
        return f"?{urlencode(query | dict(row))}"

    def listed(key: str, row: Mapping[str, str]) -> str:
        about = {"co-quan": agency.identifier, "ky": str(year), **row}
        return f"{reverse('desk:facts')}?{urlencode({**about, 'so_lieu': key})}"

    context = {
        "tabs": narrowing.TABS,
        "agency": agency,
        "agencies": narrowing.agencies_of(request.user),
        "year": year,
        "years": years(today),
        "rows": shown_of(
            measured(agency, year, today=today), narrow=narrow, listed=listed
        ),
        "query": urlencode(query),
        **freshness(),
    }
    return render(request, "desk/indicators.html", context)


def _asked(request: OfficerRequest, today: date) -> tuple[Agency, int]:
    """Return what is asked about; a year that is none of those offered is this one."""
    agency = narrowing.agency_of(request.user, request.GET.get("co-quan", ""))
    return agency, year_of(request.GET.get("nam", ""), today)


@only_with(Permission.SEE_FIGURES)
@require_safe
def indicators_file(request: OfficerRequest, key: str, kind: str) -> HttpResponse:
    """Hand out an indicator as CSV or SVG."""
    today = timezone.localdate()
    found = measured(*_asked(request, today), today=today)
    return handed_out(exhibits_of(found), key, kind)
