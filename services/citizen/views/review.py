"""Looking everything over, declaring, filing; the receipt comes in the same request."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from services.citizen import money
from services.citizen.access import CitizenRequest, dossier_of, filing_of
from services.citizen.forms import DeclarationForm
from services.citizen.walk import BACK_TO_REVIEW, walk_of
from services.dossiers import actions, lookup
from services.dossiers.actions import problems_of
from services.dossiers.errors import DossierError, Incomplete, Problem
from services.dossiers.models import Dossier, Stage
from services.eforms.reading import sections_of
from services.procedures.definition import Applicant, Channel, PaymentMoment
from services.procedures.fees import compute


@require_http_methods(["GET", "POST"])
def review(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Show all answers and papers; file them when the declaration is ticked.

    A second post of the same page (double click, back button) shows the receipt.
    """
    draft = filing_of(request, key)
    if not draft.is_draft:
        return redirect("citizen:receipt", draft.public_id)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.submit(draft, by=request.user, at=timezone.now())
        except Incomplete as gaps:
            return _show(request, draft, form, list(gaps.problems))
        except DossierError as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "citizen/receipt.html", receipt_context(done))
    _answers, problems = problems_of(draft, at=timezone.now())
    actions.note_progress(draft, Stage.ANSWERED if problems else Stage.COMPLETE)
    return _show(request, draft, form, problems)


def _show(
    request: CitizenRequest,
    draft: Dossier,
    form: DeclarationForm,
    problems: list[Problem],
) -> HttpResponse:
    definition = draft.definition
    answers = draft.answers
    context = {
        "dossier": draft,
        "procedure": draft.revision.procedure,
        "case": definition.case(draft.case),
        "walk": walk_of(draft),
        "sections": sections_of(definition.form, answers, facts=draft.facts),
        "papers": draft.papers.current().select_related("document").order_by("pk"),
        "bill": compute(
            definition,
            case=draft.case,
            answers=answers,
            channel=Channel.ONLINE,
            applicant=Applicant(draft.applicant_kind),
        ),
        "ways": money.ways(),
        "pays_first": definition.payment is PaymentMoment.BEFORE,
        "form": form,
        "errors": [{"text": p.sentence, "href": where(draft, p)} for p in problems],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "citizen/review.html", context, status=status)


def where(draft: Dossier, problem: Problem) -> str:
    """Return the address at which a problem is mended, from where one comes back."""
    if problem.document:
        papers = reverse("citizen:papers", args=[draft.public_id])
        return f"{papers}#{problem.document}"
    page = reverse("citizen:page", args=[draft.public_id, problem.section])
    page = f"{page}?{BACK_TO_REVIEW}=1"
    return f"{page}#id_{problem.question}" if problem.question else page


def receipt_context(dossier: Dossier) -> dict[str, Any]:
    """Return what the receipt shows: code, times, secret, every file."""
    return {
        "dossier": dossier,
        "procedure": dossier.revision.procedure,
        "secret": lookup.secret_of(dossier.public_id),
        "papers": dossier.papers.current().select_related("document").order_by("pk"),
        "owed": money.owed_now(dossier),
        "ways": money.ways(),
        "pays_first": dossier.waits_for_fee,
    }


@require_safe
def receipt(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Show the receipt again."""
    mine = dossier_of(request, key)
    return render(request, "citizen/receipt.html", receipt_context(mine))


@require_safe
def resume(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Go on where the draft has its first gap, else to the review."""
    draft = filing_of(request, key)
    if not draft.is_draft:
        return redirect("citizen:dossier", draft.public_id)
    _answers, problems = problems_of(draft, at=timezone.now())
    for problem in problems:
        if problem.section:
            return redirect("citizen:page", draft.public_id, problem.section)
    return redirect("citizen:papers", draft.public_id)
