"""What every figure counts, said once for all pages, forms, exports and open data."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services.statistics.funnel import STEPS
from services.statistics.indicator_words import DEFINITIONS
from services.statistics.mixes import MIXES, Mix
from services.statistics.own_reports import DERIVED
from services.statistics.predicates import FLOWS, STOCKS, Flow, sources_of


@login_not_required
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Show flows with their wholes, stocks, shares, indicators and steps."""
    context = {
        "flows": list(_with_whole()),
        "stocks": STOCKS.values(),
        "mixes": {key: _with_source(mix) for key, mix in MIXES.items()},
        "shares": DERIVED.values(),
        "indicators": DEFINITIONS,
        "steps": STEPS,
    }
    return render(request, "portal/definitions.html", context)


def _with_whole() -> Iterator[tuple[Flow, Flow | None]]:
    for flow in FLOWS.values():
        yield flow, FLOWS[flow.of] if flow.of else None


def _with_source(mix: Mix) -> dict[str, object]:
    parts = (*mix.flows, *mix.at_end, *mix.before)
    return {"name": mix.name, "words": mix.words, "source": sources_of(parts)}
