"""The city's seven indicators in public: the same numbers as at the desk, no lists."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Agency
from services.statistics.exhibits import found
from services.statistics.freshness import freshness
from services.statistics.indicators import (
    Measured,
    exhibits_of,
    measured,
    shown_of,
    year_of,
    years,
)
from services.statistics.picturing import file_of


@login_not_required
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Show the indicators of the whole city in a year."""
    today = timezone.localdate()
    year = year_of(request.GET.get("nam", ""), today)
    context = {
        "year": year,
        "years": years(today),
        # Names of agencies lead to their own figures, which are public too.
        "rows": shown_of(_measured(year, today), narrow=_figures_of),
        "query": urlencode({"nam": str(year)}),
        **freshness(),
    }
    return render(request, "portal/indicators.html", context)


def _figures_of(row: Mapping[str, str]) -> str:
    if "co-quan" not in row:
        return ""
    return f"{reverse('figures')}?{urlencode({'co_quan': row['co-quan']})}"


def _measured(year: int, today: date) -> list[Measured]:
    """Measure the top of the tree of agencies; nothing where there is none yet."""
    city = Agency.objects.filter(parent=None, level=Agency.Level.CITY).first()
    return measured(city, year, today=today) if city else []


@login_not_required
@require_safe
def indicators_file(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Hand out an indicator as CSV or SVG."""
    today = timezone.localdate()
    year = year_of(request.GET.get("nam", ""), today)
    exhibit = found(exhibits_of(_measured(year, today)), key)
    if exhibit is None:
        raise Http404
    content, headers = file_of(exhibit, kind)
    return HttpResponse(content, headers=headers)
