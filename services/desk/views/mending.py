"""A supplement at the counter, for whoever filed on paper and has no account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from services.desk.access import OfficerRequest
from services.desk.forms import ReceivedForm
from services.dossiers import actions
from services.dossiers.actions.supplementing import questions_to_mend
from services.dossiers.errors import DossierError, Incomplete
from services.dossiers.faults import labelled
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import State
from services.eforms.building import PageForm, questions_named


def mend(request: OfficerRequest, dossier: Dossier) -> HttpResponse:
    """Show every fault with its reason; write down what the applicant brought."""
    if dossier.state != State.SUPPLEMENT_DUE:
        return redirect("desk:dossier", dossier.code)
    data = request.POST if request.method == "POST" else None
    faults = labelled(dossier)
    said = _answers(dossier, data)
    papers = [(f.key, f.label) for f in faults if f.target == Fault.Target.DOCUMENT]
    brought = ReceivedForm(data, papers)
    errors: list[dict[str, str]] = []
    if data is not None and said.is_valid() and brought.is_valid():
        try:
            actions.supplement(
                dossier,
                by=request.user,
                at=timezone.now(),
                answers=said.answers,
                received=brought.cleaned_data.get("received", []),
            )
        except Incomplete as gaps:
            errors = [{"text": p.sentence, "href": ""} for p in gaps.problems]
        except DossierError as refusal:
            errors = [{"text": str(refusal), "href": ""}]
        else:
            done = _("Đã ghi nhận bổ sung của hồ sơ %(code)s.")
            messages.success(request, done % {"code": dossier.code})
            return redirect("desk:dossier", dossier.code)
    context = {
        "dossier": dossier,
        "faults": faults,
        "form": said,
        "brought": brought,
        "errors": errors,
    }
    status = 422 if errors or said.errors else 200
    return render(request, "desk/mend.html", context, status=status)


def _answers(dossier: Dossier, data: object) -> PageForm:
    keys = questions_to_mend(dossier.supplement, dossier.definition)
    return PageForm(
        questions_named(dossier.definition.form, keys),
        known={**dossier.answers, **dossier.facts},
        today=timezone.localdate(),
        data=data,
    )
