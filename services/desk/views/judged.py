"""How an agency is judged: by its people, and by the points of QĐ 766."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.desk.handing import handed_out
from services.desk.numbered import numbered
from services.statistics import judging, opinions, qd766, satisfied
from services.statistics.exhibits import Exhibit
from services.statistics.freshness import freshness
from services.statistics.satisfaction import criteria
from services.statistics.scope import Scope
from services.statistics.showing import shown

NAMES = ("ky", "tu", "den", "co-quan")
COMMENTS = 25


@only_with(Permission.SEE_FIGURES)
@require_safe
def satisfaction(request: OfficerRequest) -> HttpResponse:
    """Show the nine criteria, the share of the satisfied, and what people wrote."""
    context = _around(request)
    scope = context["scope"]
    asked = context["asked"]
    context |= {
        "criteria": [(c, _listed(asked, c.lists)) for c in criteria(scope)],
        "exhibits": _shown(
            asked, (satisfied.by_month(scope), judging.by_agency(scope))
        ),
        "comments": numbered(opinions.comments(scope), request.GET.dict(), COMMENTS),
    }
    return render(request, "desk/satisfaction.html", context)


@only_with(Permission.SEE_FIGURES)
@require_safe
def scores(request: OfficerRequest) -> HttpResponse:
    """Show the five groups of QĐ 766 with what each point is made of."""
    context = _around(request)
    groups = qd766.groups(context["scope"])
    points, measured = qd766.total(groups)
    context |= {
        "groups": [(group, _linked(context["asked"], group)) for group in groups],
        "points": points,
        "measured": measured,
        "exhibits": _shown(context["asked"], (judging.of_groups(groups),)),
    }
    return render(request, "desk/scores.html", context)


def _linked(asked: dict[str, str], group: qd766.Group) -> list[tuple[Any, str, str]]:
    """Join the components with the lists behind their parts and wholes, if any."""
    return [
        (each, _listed(asked, each.lists[0]), _listed(asked, each.lists[1]))
        for each in group.components
    ]


def _listed(asked: dict[str, str], key: str) -> str:
    """Return the address of the dossiers behind a number; empty where there is none."""
    query = urlencode({**asked, "so_lieu": key})
    return f"{reverse('desk:facts')}?{query}" if key else ""


def _around(request: OfficerRequest) -> dict[str, Any]:
    today = timezone.localdate()
    asked = narrowing.asked_in(request.GET.dict(), NAMES)
    period, problem = narrowing.period_in(asked, today)
    fields = narrowing.period_fields(asked, today, period)
    if problem:
        asked = narrowing.without_period(asked)
    return {
        "tabs": narrowing.TABS,
        "problem": problem,
        "asked": asked,
        "scope": narrowing.scope_in(asked, request.user, today),
        "agencies": narrowing.agencies_of(request.user),
        "query": urlencode(asked),
        **fields,
        **freshness(),
    }


def _shown(asked: dict[str, str], exhibits: Sequence[Exhibit]) -> list[Any]:
    return shown(exhibits, narrow=lambda row: f"?{urlencode({**asked, **row})}")


def _scope(request: OfficerRequest) -> Scope:
    """Return the scope that is asked for; 404 where it makes no sense."""
    asked = narrowing.asked_in(request.GET.dict(), NAMES)
    return narrowing.scope_in(asked, request.user, timezone.localdate())


def _exhibits(scope: Scope) -> list[Exhibit]:
    groups = qd766.groups(scope)
    return [
        judging.of_criteria(criteria(scope)),
        satisfied.by_month(scope),
        judging.by_agency(scope),
        judging.of_groups(groups),
        judging.of_components(groups),
    ]


@only_with(Permission.SEE_FIGURES)
@require_safe
def judged_file(request: OfficerRequest, key: str, kind: str) -> HttpResponse:
    """Hand out a table or its picture, CSV or SVG."""
    return handed_out(_exhibits(_scope(request)), key, kind)
