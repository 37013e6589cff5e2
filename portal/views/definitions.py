"""What every figure counts, said once for all pages, forms, exports and open data."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services.statistics.funnel import STEPS
from services.statistics.indicator_words import DEFINITIONS
from services.statistics.predicates import FLOWS, STOCKS, Flow


@login_not_required
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Show flows with the whole each is divided by, stocks, indicators, steps."""
    context = {
        "flows": list(_with_whole()),
        "stocks": STOCKS.values(),
        "indicators": DEFINITIONS,
        "steps": STEPS,
    }
    return render(request, "portal/definitions.html", context)


def _with_whole() -> Iterator[tuple[Flow, Flow | None]]:
    for flow in FLOWS.values():
        yield flow, FLOWS[flow.of] if flow.of else None
