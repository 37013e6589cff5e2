"""The counter: a paper filing written down with the same e-form, accepted at once."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Agency
from accounts.numbers import parse_identity_number, parse_phone, show_phone
from accounts.permissions import Permission
from services.desk.access import OfficerRequest, officers_only
from services.desk.views.intake import draft_of
from services.dossiers import actions
from services.dossiers.actions import Filing, Visitor
from services.dossiers.errors import DossierError, Incomplete, Problem
from services.dossiers.models import Dossier
from services.eforms.building import pages
from services.eforms.conditions import holds
from services.eforms.kinds.identities import ParsedField
from services.eforms.reading import sections_of, told_of_oneself
from services.procedures import search
from services.procedures.definition import Channel, Definition
from services.procedures.models import Offering, Procedure, Revision

SHOWN = 30


def _agencies(request: OfficerRequest) -> QuerySet[Agency]:
    agencies = request.user.agencies_with(Permission.COUNTER_INTAKE)
    if not agencies.exists():
        raise PermissionDenied
    return agencies.order_by("folded_name", "pk")


@officers_only
@require_http_methods(["GET"])
def choose(request: OfficerRequest) -> HttpResponse:
    """Find the procedure that the visitor came for."""
    offered = Offering.objects.valid_on(timezone.localdate()).filter(
        agency__in=_agencies(request)
    )
    among = Procedure.objects.published().filter(pk__in=offered.values("procedure"))
    words = request.GET.get("q", "").strip()
    found = search.find(words, among=among.select_related("sector"))[: SHOWN + 1]
    context = {
        "procedures": found[:SHOWN],
        "there_are_more": len(found) > SHOWN,
        "words": words,
    }
    return render(request, "desk/counter.html", context)


CHANNELS = [
    (Channel.COUNTER.value, gettext_lazy("Nộp trực tiếp")),
    (Channel.POST.value, gettext_lazy("Bưu chính công ích")),
]
HELPED = "tro-giup"
"""How the form calls what is filed online with an officer's help (ADR 49)."""
HELPED_LABEL = gettext_lazy("Nộp trực tuyến, cán bộ làm giúp tại quầy")
HELPED_WORDS = gettext_lazy(
    "Cán bộ làm giúp thì phí, thời hạn như tự nộp trực tuyến; thống kê tách riêng"
    " là có hỗ trợ."
)


class CaseForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.ChoiceField(
        label=gettext_lazy("Trường hợp"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn trường hợp.")},
    )
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Cơ quan tiếp nhận"),
        queryset=Agency.objects.none(),
        to_field_name="identifier",
        empty_label=None,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Hồ sơ đến qua"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        initial=Channel.COUNTER.value,
    )

    def __init__(
        self,
        data: Any,
        definition: Definition,
        agencies: QuerySet[Agency],
        *,
        is_online: bool,
    ) -> None:
        first = definition.cases[0].key
        super().__init__(data, initial={"key": uuid.uuid4(), "case": first})
        case, agency = self.fields["case"], self.fields["agency"]
        if len(definition.cases) == 1:
            case.widget = forms.HiddenInput()
        assert isinstance(case, forms.ChoiceField)
        assert isinstance(agency, forms.ModelChoiceField)
        case.choices = [(each.key, each.label) for each in definition.cases]
        agency.queryset = agencies
        if len(agencies) == 1:
            self.initial["agency"] = agencies[0].identifier
            agency.widget = forms.HiddenInput()
        if is_online:
            self._offer_help()

    def _offer_help(self) -> None:
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [*CHANNELS, (HELPED, HELPED_LABEL)]
        channel.help_text = HELPED_WORDS

    def filing(self, revision: Revision) -> Filing:
        """Return what was chosen."""
        values = self.cleaned_data
        is_helped = values["channel"] == HELPED
        return Filing(
            revision=revision,
            agency=values["agency"],
            case=values["case"],
            channel=Channel.ONLINE if is_helped else Channel(values["channel"]),
            is_assisted=is_helped,
        )


@officers_only
@require_http_methods(["GET", "POST"])
def begin(request: OfficerRequest, code: str) -> HttpResponse:
    """Ask for the case and begin the draft in the officer's name."""
    procedure = get_object_or_404(
        Procedure.objects.published().select_related("current"), code=code
    )
    revision = procedure.current
    assert revision is not None
    agencies = _agencies(request)
    offered = procedure.offerings.valid_on(timezone.localdate()).online()
    form = CaseForm(
        request.POST if request.method == "POST" else None,
        revision.read(),
        agencies,
        is_online=offered.filter(agency__in=agencies).exists(),
    )
    if request.method == "POST" and form.is_valid():
        key, filing = form.cleaned_data["key"], form.filing(revision)
        try:
            draft = actions.open_draft(
                filing, key=key, by=request.user, at=timezone.now()
            )
        except DossierError as refusal:
            form.add_error(None, str(refusal))
        else:
            first = revision.read().form.sections[0].key
            return redirect("desk:intake_page", draft.public_id, first)
    context = {"procedure": procedure, "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/begin.html", context, status=status)


class VisitorForm(forms.Form):
    """Who stands at the counter, and which papers lie on it."""

    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên người nộp"),
        max_length=120,
        error_messages={"required": gettext_lazy("Hãy nhập họ tên người nộp.")},
    )
    number = ParsedField(
        parse_identity_number,
        inputmode="numeric",
        label=gettext_lazy("Số định danh hoặc CMND"),
        required=False,
    )
    phone = ParsedField(
        parse_phone,
        inputmode="tel",
        label=gettext_lazy("Số điện thoại"),
        required=False,
    )
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), required=False)
    received = forms.MultipleChoiceField(
        label=gettext_lazy("Giấy tờ đã nhận hoặc đã xem"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Any,
        papers: list[tuple[str, str]],
        known: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=known)
        field = self.fields["received"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = papers
        if not papers:
            del self.fields["received"]


def _papers(draft: Dossier) -> list[tuple[str, str]]:
    known = {**draft.answers, **draft.facts}
    return [
        (document.key, document.name)
        for document in draft.definition.documents
        if document.is_asked_at_counter and holds(document.when, known)
    ]


def _known(draft: Dossier) -> dict[str, Any]:
    """Return what the form says of the applicant already, to be checked, not typed."""
    told = told_of_oneself(draft.definition.form, draft.answers)
    phone = told.get("account.phone")
    return {
        "full_name": told.get("account.full_name", ""),
        "number": told.get("account.citizen_number", ""),
        "phone": show_phone(phone) if phone else "",
        "email": told.get("account.email", ""),
    }


def _said(draft: Dossier, problem: Problem) -> str:
    """Return the problem with the name of its question, as a list must name it."""
    labels = {q.key: q.label for q in draft.definition.form.questions()}
    label = labels.get(problem.question)
    return f"{label}: {problem.sentence}" if label else problem.sentence


def _where(draft: Dossier, problem: Problem) -> str:
    """Return the address at which a problem is mended."""
    if not problem.section:
        return "#id_received_field"
    page = reverse("desk:intake_page", args=[draft.public_id, problem.section])
    return f"{page}#id_{problem.question}" if problem.question else page


def _taken(dossier: Dossier) -> HttpResponse:
    """Go to the dossier, which then offers the receipt to print."""
    return redirect(f"{reverse('desk:dossier', args=[dossier.code])}?moi=1")


@officers_only
@require_http_methods(["GET", "POST"])
def intake(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Take the filing in: number and promised date come at once."""
    done = Dossier.objects.submitted().filter(public_id=key, created_by=request.user)
    if (filed := done.first()) is not None:
        return _taken(filed)
    draft = draft_of(request, key)
    data = request.POST if request.method == "POST" else None
    form = VisitorForm(data, _papers(draft), _known(draft))
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        received = values.pop("received", [])
        try:
            taken = actions.take_in(
                draft,
                by=request.user,
                at=timezone.now(),
                visitor=Visitor(**values),
                received=received,
            )
        except Incomplete as gaps:
            problems = gaps.problems
        except DossierError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _taken(taken)
    return _review(request, draft, form, problems)


def _review(
    request: OfficerRequest,
    draft: Dossier,
    form: VisitorForm,
    problems: Sequence[Problem],
) -> HttpResponse:
    """Show the visitor's form beside what was entered, and what is missing."""
    eform = draft.definition.form
    context = {
        "dossier": draft,
        "form": form,
        "errors": [
            {"text": _said(draft, p), "href": _where(draft, p)} for p in problems
        ],
        "sections": sections_of(eform, draft.answers, facts=draft.facts),
        "before": pages(eform, {**draft.answers, **draft.facts})[-1],
    }
    status = 422 if problems or form.errors else 200
    return render(request, "desk/intake.html", context, status=status)
