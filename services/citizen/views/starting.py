"""Beginning a filing: which case, and which office."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Agency
from services.citizen.access import CitizenRequest, draft_of
from services.dossiers import actions
from services.dossiers.actions import Filing
from services.dossiers.errors import DossierError
from services.procedures import wording
from services.procedures.definition import Applicant, Channel, Definition
from services.procedures.models import Offering, Procedure


class StartForm(forms.Form):
    """Case, office and applicant; what leaves no choice is not asked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.ChoiceField(
        label=_("Trường hợp"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn trường hợp của Ông/Bà.")},
    )
    applicant = forms.ChoiceField(
        label=_("Nộp với tư cách"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một mục.")},
    )
    agency = forms.ModelChoiceField(
        label=_("Cơ quan nhận hồ sơ"),
        queryset=Agency.objects.none(),
        to_field_name="identifier",
        empty_label=_("— Chọn cơ quan —"),
        help_text=_("Chỉ hiện các cơ quan nhận thủ tục này trực tuyến."),
        error_messages={
            "required": _("Hãy chọn cơ quan nhận hồ sơ."),
            "invalid_choice": _("Cơ quan này không nhận thủ tục này trực tuyến."),
        },
    )

    def __init__(
        self, data: Any, definition: Definition, agencies: QuerySet[Agency]
    ) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        self._offer("case", [(case.key, case.label) for case in definition.cases])
        audience = [(a.value, wording.APPLICANTS[a]) for a in definition.audience]
        self._offer("applicant", audience)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if len(choices) == 1:
            field.widget = forms.HiddenInput()
            field.initial = choices[0][0]


@require_http_methods(["GET", "POST"])
def start(request: CitizenRequest, code: str) -> HttpResponse:
    """Ask for case and office, then begin the draft."""
    procedure = get_object_or_404(
        Procedure.objects.published().select_related("current"), code=code
    )
    revision = procedure.current
    assert revision is not None
    definition = revision.read()
    offered = Offering.objects.valid_on(timezone.localdate()).online()
    agencies = Agency.objects.filter(
        pk__in=offered.filter(procedure=procedure).values("agency")
    ).order_by("folded_name", "pk")
    form = StartForm(
        request.POST if request.method == "POST" else None, definition, agencies
    )
    if request.method == "POST" and form.is_valid():
        filing = Filing(
            revision=revision,
            agency=form.cleaned_data["agency"],
            case=form.cleaned_data["case"],
            channel=Channel.ONLINE,
            applicant_kind=Applicant(form.cleaned_data["applicant"]),
        )
        try:
            draft = actions.open_draft(
                filing,
                key=form.cleaned_data["key"],
                by=request.user,
                at=timezone.now(),
            )
        except DossierError as refusal:
            form.add_error(None, str(refusal))
        else:
            first = definition.form.sections[0].key
            return redirect("citizen:page", draft.public_id, first)
    context = {"procedure": procedure, "definition": definition, "form": form}
    status = 422 if form.errors else 200
    return render(request, "citizen/start.html", context, status=status)


@require_POST
def discard(request: CitizenRequest, key: uuid.UUID) -> HttpResponse:
    """Delete a draft at its writer's wish."""
    actions.discard_draft(draft_of(request, key), by=request.user)
    return redirect("citizen:dossiers")
