"""The processing screen: who asks for what, what they said, and what may be done."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services.delivery import wording
from services.delivery.ways import current_choice
from services.desk.access import OfficerRequest, dossier_of, officers_only
from services.desk.choices import choices, why_nothing
from services.desk.history import history_of
from services.desk.money import billed
from services.desk.views.acts import OFFERED
from services.desk.views.queue import remembered
from services.dossiers import slips
from services.dossiers.faults import labelled
from services.dossiers.models import Dossier, Paper
from services.eforms.reading import sections_of


@officers_only
@require_safe
def dossier(request: OfficerRequest, code: str) -> HttpResponse:
    """Show the dossier with its answers, papers, route, history and acts."""
    shown = dossier_of(request, code)
    definition = shown.definition
    answers = shown.answers
    context = {
        "dossier": shown,
        "is_new": "moi" in request.GET and shown.accepted_at is not None,
        "definition": definition,
        "case": definition.case(shown.case),
        "sections": sections_of(definition.form, answers, facts=shown.facts),
        "papers": _papers(shown),
        "supplement": getattr(shown, "supplement", None),
        "withdrawal": getattr(shown, "withdrawal", None),
        "faults": labelled(shown) if hasattr(shown, "supplement") else [],
        "route": _route(shown),
        "slips": slips.available(shown),
        "history": history_of(shown),
        **_money(shown),
        "choice": current_choice(shown),
        "parcels": [
            (parcel, wording.for_desk(parcel))
            for parcel in shown.shipments.order_by("-pk")
        ],
        "choices": choices(request.user, shown, OFFERED, timezone.now()),
        "why_nothing": why_nothing(shown),
        "queue": remembered(request),
        "contact": shown.contact,
        "today": timezone.localdate(),
    }
    return render(request, "desk/dossier.html", context)


def _money(dossier: Dossier) -> dict[str, object]:
    """Return what it costs, what was paid and what went back."""
    return {
        "bill": billed(dossier),
        "refunds": dossier.refunds.order_by("pk"),
        "receipts": dossier.receipts.order_by("pk"),
    }


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper with what the procedure calls it."""

    document: object
    label: str
    replaced_at: object


def _papers(dossier: Dossier) -> list[NamedPaper]:
    definition = dossier.definition
    names = {document.key: document.name for document in definition.documents}
    names |= {result.key: result.name for result in definition.results}
    papers = dossier.papers.select_related("document").order_by("added_at", "pk")
    return [
        NamedPaper(
            paper.document,
            names.get(paper.requirement, str(Paper.Role(paper.role).label)),
            paper.replaced_at,
        )
        for paper in papers
    ]


@dataclass(frozen=True, slots=True)
class Station:
    """A step of the route as the screen draws it."""

    name: str
    role: str
    hours: str
    is_past: bool
    is_now: bool


def _route(dossier: Dossier) -> list[Station]:
    steps = dossier.definition.route
    keys = [step.key for step in steps]
    here = keys.index(dossier.step) if dossier.step else -1
    decided = dossier.decided_at is not None
    return [
        Station(
            step.name,
            str(step.role.label),
            _("%(hours)s giờ làm việc")
            % {"hours": f"{step.working_hours.normalize():f}".replace(".", ",")},
            is_past=place < here or decided,
            is_now=place == here and not decided,
        )
        for place, step in enumerate(steps)
    ]
