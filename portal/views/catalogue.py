"""The catalogue: home with search first, finding a procedure, reading one."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Agency
from services.dossiers.models import Dossier
from services.procedures import search
from services.procedures.models import LifeEvent, Offering, Procedure, Sector

PAGE = 20
COMMON = 8
LEVELS = {"3": _("Mức độ 3"), "4": _("Mức độ 4")}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search, the life events and common procedures in the order of a life."""
    events = LifeEvent.objects.order_by("position", "pk")
    common = (
        Procedure.objects.published()
        .filter(is_common=True)
        .select_related("sector")
        .annotate(first_event=Min("life_events__position"))
        .order_by("first_event", "name", "pk")
    )
    context = {
        "citizen_events": [e for e in events if e.audience == "citizen"],
        "business_events": [e for e in events if e.audience == "business"],
        "common": common[:COMMON],
        "has_draft": request.user.is_authenticated
        and Dossier.objects.filed_by(request.user).drafts().exists(),
    }
    return render(request, "portal/home.html", context)


@login_not_required
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Find procedures by words, sector, life event and level."""
    query = request.GET.get("q", "").strip()[: search.LONGEST]
    found = Procedure.objects.published().select_related("sector", "current")
    sector = Sector.objects.filter(key=request.GET.get("linh-vuc", "")).first()
    event = LifeEvent.objects.filter(key=request.GET.get("su-kien", "")).first()
    level = request.GET.get("muc-do", "")
    if sector:
        found = found.filter(sector=sector)
    if event:
        found = found.filter(life_events=event)
    if level in LEVELS:
        today = timezone.localdate()
        offered = Offering.objects.valid_on(today).filter(level=int(level))
        found = found.filter(pk__in=offered.values("procedure"))
    pages = Paginator(search.find(query, among=found), PAGE)
    page = pages.get_page(request.GET.get("trang"))
    chosen = {"su-kien": event, "linh-vuc": sector, "muc-do": LEVELS.get(level)}
    context = {
        "query": query,
        "page": page,
        "sectors": Sector.objects.in_order(),
        "sector": sector,
        "event": event,
        "level": level,
        "levels": _levels([p.pk for p in page]),
        "filters": [
            {"title": what, "href": _without(request, name)}
            for name, what in chosen.items()
            if what
        ],
    }
    if request.headers.get("HX-Request"):
        return render(request, "portal/procedures.html#results", context)
    return render(request, "portal/procedures.html", context)


def _without(request: HttpRequest, name: str) -> str:
    """Return the same search without one of its filters, at its first page."""
    query = request.GET.copy()
    for gone in (name, "trang"):
        query.pop(gone, None)
    return f"?{query.urlencode()}"


def _levels(procedures: list[int]) -> dict[int, int]:
    """Return the highest level at which each procedure is offered today."""
    offered = (
        Offering.objects.valid_on(timezone.localdate())
        .filter(procedure__in=procedures)
        .order_by("level")
        .values_list("procedure", "level")
        .distinct()
    )
    return dict(offered)


@login_not_required
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show a procedure in the conventional order of labels."""
    shown = get_object_or_404(
        Procedure.objects.published().select_related("sector", "current"), code=code
    )
    assert shown.current is not None
    today = timezone.localdate()
    offerings = Offering.objects.valid_on(today).filter(procedure=shown)
    best = offerings.order_by("-level").first()
    context = {
        "procedure": shown,
        "definition": shown.current.read(),
        "revision": shown.current,
        "period": shown.current.read().level_on(today),
        "offering": best,
        "offices": offerings.count(),
        "is_online": best is not None and best.level >= ONLINE,
        "authority": Agency.Level(
            offerings.order_by("agency__level").values_list("agency__level", flat=True)[
                0
            ]
        ).label
        if best
        else "",
    }
    return render(request, "portal/procedure.html", context)


ONLINE = 3
