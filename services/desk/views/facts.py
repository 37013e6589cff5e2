"""The list behind a number: as many dossiers as it counts, for whoever may see it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import access, narrowing
from services.desk.access import OfficerRequest, only_with
from services.desk.numbered import numbered
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.statistics.models import Fact
from services.statistics.predicates import NAMED, WORDS
from services.statistics.quality import FLAWS, flawed
from services.statistics.scope import counted_by

PAGE = 50


@only_with(Permission.SEE_FIGURES)
@require_safe
def facts(request: OfficerRequest) -> HttpResponse:
    """List the facts that a number counts; codes only of dossiers one may open."""
    asked = request.GET.dict()
    key, today = asked.get("so_lieu", ""), timezone.localdate()
    if key not in NAMED and key not in FLAWS:
        raise Http404
    scope = narrowing.scope_in(asked, request.user, today)
    if key in FLAWS:
        found = flawed(scope, key, today=today)
    else:
        found = counted_by(scope, key, own=asked.get("rieng") == "1")
    page = numbered(ordered(found), asked, PAGE)
    context = {
        "tabs": narrowing.TABS,
        "scope": scope,
        "name": FLAWS[key].name if key in FLAWS else NAMED[key],
        "words": FLAWS[key].words if key in FLAWS else WORDS.get(key, ""),
        "is_of_period": key not in FLAWS,
        "rows": rows_of(request, page.rows),
        "page": page,
    }
    return render(request, "desk/facts.html", context)


def ordered(found: QuerySet[Fact]) -> QuerySet[Fact]:
    """Put the facts in the order of lists, with what their rows show."""
    return found.select_related("agency", "procedure").order_by(
        "accepted_date", "dossier"
    )


def rows_of(request: OfficerRequest, found: list[Fact]) -> list[dict[str, Any]]:
    """Join the facts with the codes of those dossiers that the person may open."""
    mine = Dossier.objects.at_agencies(access.agencies_of(request.user))
    keys = [fact.dossier for fact in found]
    codes = dict(mine.filter(pk__in=keys).values_list("pk", "code"))
    return [
        {
            "fact": fact,
            "code": codes.get(fact.dossier, ""),
            "state": State(fact.state).label,
        }
        for fact in found
    ]
