"""Answering a supplement request: the whole list on one page, only that to mend."""

from typing import Any
from uuid import UUID

from django.forms.utils import ErrorDict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from services.citizen.access import CitizenRequest, dossier_of
from services.citizen.views.papers import rows_of, take_files
from services.documents.actions import LARGEST, megabytes
from services.dossiers import actions
from services.dossiers.actions.supplementing import questions_to_mend
from services.dossiers.errors import DossierError, Incomplete
from services.dossiers.faults import labelled
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import State
from services.eforms.building import PageForm, questions_named


@require_http_methods(["GET", "POST"])
def supplement(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Show every fault with its reason; take the mended answers and papers."""
    mine = dossier_of(request, key)
    if mine.state != State.SUPPLEMENT_DUE:
        return redirect("citizen:dossier", mine.public_id)
    faults = labelled(mine)
    asked = [
        mine.definition.document(fault.key)
        for fault in faults
        if fault.target == Fault.Target.DOCUMENT
    ]
    form = _form(request, mine)
    problems = take_files(request, mine, asked)
    errors: list[dict[str, str]] = [
        {"text": text, "href": f"#{name}"} for name, text in problems.items()
    ]
    if request.method == "POST" and "gui" not in request.POST:
        form._errors = ErrorDict()  # files first; what is typed stays, unjudged
    elif request.method == "POST" and form.is_valid() and not problems:
        try:
            actions.supplement(
                mine, by=request.user, at=timezone.now(), answers=form.answers
            )
        except Incomplete as gaps:
            errors += [{"text": p.sentence, "href": _where(p)} for p in gaps.problems]
        except DossierError as refusal:
            errors.append({"text": str(refusal), "href": ""})
        else:
            return redirect("citizen:dossier", mine.public_id)
    context: dict[str, Any] = {
        "dossier": mine,
        "faults": faults,
        "form": form,
        "rows": rows_of(mine, asked, problems),
        "errors": errors,
        "limit": megabytes(LARGEST),
        "largest": LARGEST,
    }
    status = 422 if errors or form.errors else 200
    return render(request, "citizen/supplement.html", context, status=status)


def _where(problem: Any) -> str:
    return f"#{problem.document}" if problem.document else f"#id_{problem.question}"


def _form(request: CitizenRequest, dossier: Dossier) -> PageForm:
    keys = questions_to_mend(dossier.supplement, dossier.definition)
    return PageForm(
        questions_named(dossier.definition.form, keys),
        known={**dossier.answers, **dossier.facts},
        today=timezone.localdate(),
        data=request.POST if request.method == "POST" else None,
    )
