"""What distorts the figures of an agency: how many, which, and who mends it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.statistics.freshness import freshness
from services.statistics.quality import counts
from services.statistics.scope import Scope


@only_with(Permission.SEE_FIGURES)
@require_safe
def quality(request: OfficerRequest) -> HttpResponse:
    """List the flaws with how many dossiers have each, of all days."""
    today = timezone.localdate()
    agency = narrowing.agency_of(request.user, request.GET.get("co-quan", ""))
    scope = Scope(today, today, agency)
    rows = [
        (flaw, count, _address(agency.identifier, flaw.key))
        for flaw, count in counts(scope, today=today)
    ]
    context = {
        "tabs": narrowing.TABS,
        "agency": agency,
        "agencies": narrowing.agencies_of(request.user),
        "rows": rows,
        **freshness(),
    }
    return render(request, "desk/quality.html", context)


def _address(agency: str, flaw: str) -> str:
    wanted = {"co-quan": agency, "so_lieu": flaw}
    return f"{reverse('desk:facts')}?{urlencode(wanted)}"
