"""How an agency is judged: by its people, and by the points of QĐ 766."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.documents.serving import headers_of
from services.statistics import judging, opinions, qd766
from services.statistics.exhibits import Exhibit
from services.statistics.exhibits import found as found_in
from services.statistics.freshness import are_invented, as_of
from services.statistics.picturing import CSV, SVG, picture
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
    pages = Paginator(opinions.comments(scope), COMMENTS)
    page = pages.get_page(request.GET.get("trang"))
    asked = context["asked"]
    context |= {
        "criteria": criteria(scope),
        "exhibits": _shown(asked, (judging.by_month(scope), judging.by_agency(scope))),
        "comments": page.object_list,
        "previous_href": _page(asked, page.number - 1) if page.has_previous() else "",
        "next_href": _page(asked, page.number + 1) if page.has_next() else "",
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
        "groups": groups,
        "points": points,
        "measured": measured,
        "exhibits": _shown(context["asked"], (judging.of_groups(groups),)),
    }
    return render(request, "desk/scores.html", context)


def _around(request: OfficerRequest) -> dict[str, Any]:
    today = timezone.localdate()
    asked = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    period, problem = narrowing.period_in(asked, today)
    if problem:
        asked = {"co-quan": asked.get("co-quan", "")}
    return {
        "tabs": narrowing.TABS,
        "problem": problem,
        "asked": asked,
        "scope": narrowing.scope_in(asked, request.user, today),
        "period": period.key,
        "periods": narrowing.periods(today),
        "agencies": narrowing.agencies_of(request.user),
        "query": urlencode(asked),
        "as_of": as_of(),
        "is_invented": are_invented(),
    }


def _shown(asked: dict[str, str], exhibits: Sequence[Exhibit]) -> list[Any]:
    return shown(exhibits, narrow=lambda row: f"?{urlencode({**asked, **row})}")


def _page(asked: dict[str, str], number: int) -> str:
    return "?" + urlencode(asked | {"trang": str(number)})


def _scope(request: OfficerRequest) -> Scope:
    """Return the scope that is asked for; 404 where it makes no sense."""
    asked = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    return narrowing.scope_in(asked, request.user, timezone.localdate())


def _exhibits(scope: Scope) -> list[Exhibit]:
    groups = qd766.groups(scope)
    return [
        judging.of_criteria(criteria(scope)),
        judging.by_month(scope),
        judging.by_agency(scope),
        judging.of_groups(groups),
        judging.of_components(groups),
    ]


def _sent(
    request: OfficerRequest, key: str, name: str, kind: str, write: Callable[..., str]
) -> HttpResponse:
    exhibit = found_in(_exhibits(_scope(request)), key)
    if exhibit is None:
        raise Http404
    return HttpResponse(write(exhibit), headers=dict(headers_of(name, kind)))


@only_with(Permission.SEE_FIGURES)
@require_safe
def judged_table(request: OfficerRequest, key: str) -> HttpResponse:
    """Hand out a table as CSV."""
    return _sent(request, key, f"{key}.csv", CSV, Exhibit.csv)


@only_with(Permission.SEE_FIGURES)
@require_safe
def judged_picture(request: OfficerRequest, key: str) -> HttpResponse:
    """Hand out a picture as SVG."""
    return _sent(request, key, f"{key}.svg", SVG, picture)
