"""The list behind a number: as many dossiers as it counts, for whoever may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import access, narrowing
from services.desk.access import OfficerRequest, only_with
from services.desk.numbered import numbered
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.statistics import funnel, patterns
from services.statistics.models import Fact
from services.statistics.predicates import NAMED, WORDS
from services.statistics.quality import FLAWS, flawed
from services.statistics.scope import Scope, counted_by

PAGE = 50


IN_DAYS = (
    gettext_lazy("Số ngày từ tiếp nhận đến giải quyết"),
    gettext_lazy("Hồ sơ giải quyết trong các tháng của kỳ, theo số ngày đã qua."),
)
AT_HOURS = (
    gettext_lazy("Nộp hồ sơ theo giờ và thứ"),
    gettext_lazy("Hồ sơ tiếp nhận trong các tháng của kỳ, nộp vào giờ và thứ này."),
)
BEHIND = {
    key: IN_DAYS if key in patterns.BUCKET_KEYS else AT_HOURS
    for key in patterns.every_key()
}
"""By cell of the two patterns of a board: the name and the words of its list."""


@only_with(Permission.SEE_FIGURES)
@require_safe
def facts(request: OfficerRequest) -> HttpResponse:
    """List the facts that a number counts; codes only of dossiers one may open."""
    asked = request.GET.dict()
    scope = narrowing.scope_in(asked, request.user, timezone.localdate())
    listed = listing(scope, asked)
    page = numbered(ordered(listed.found), asked, PAGE)
    context = {
        "tabs": narrowing.TABS,
        "scope": scope,
        "listed": listed,
        "rows": rows_of(request, page.rows),
        "page": page,
    }
    return render(request, "desk/facts.html", context)


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: its name, what it means, and the facts."""

    name: Promise
    words: Promise | str
    found: QuerySet[Fact]
    is_of_period: bool = True


def listing(scope: Scope, asked: Mapping[str, str]) -> Listing:
    """Return what the address asks to be listed; 404 for what is no number."""
    key = asked.get("so_lieu", "")
    if key in NAMED:
        found = counted_by(scope, key, own=asked.get("rieng") == "1")
        return Listing(NAMED[key], WORDS.get(key, ""), found)
    if key in FLAWS:
        found = flawed(scope, key, today=timezone.localdate())
        return Listing(FLAWS[key].name, FLAWS[key].words, found, is_of_period=False)
    if key in funnel.LISTED:
        found = funnel.dossiers_at(scope, key)
        return Listing(funnel.LISTED[key].label, funnel.SENTENCE, found)
    if key in BEHIND:
        exhibit, sentence = BEHIND[key]
        return Listing(exhibit, sentence, patterns.dossiers_in(scope, key))
    raise Http404


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
