"""The acts of an officer on a dossier: one page each, works without JavaScript.

An act shows its form, calls its action, and comes back to the dossier. When somebody
else was faster the page says what happened and keeps what was typed, ready to be sent
again by whoever has read it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from services.delivery import actions as delivery
from services.delivery.errors import DeliveryError
from services.delivery.states import Way
from services.delivery.ways import current_choice
from services.desk import rehearsal
from services.desk.access import OfficerRequest, dossier_of, officers_only
from services.desk.choices import ENDING, why_not
from services.desk.forms import (
    USUAL_FAULTS,
    ActForm,
    DecideForm,
    HandOverForm,
    OpinionForm,
    PlainForm,
    ReasonForm,
    RefuseForm,
    SupplementForm,
    WishForm,
    checklist,
)
from services.desk.history import Happened, history_of
from services.desk.money import (
    AdjustForm,
    CollectForm,
    PaymentRequestForm,
    RefundForm,
    billed,
    propose_refund,
)
from services.desk.views.mending import mend
from services.documents.actions import store_upload
from services.documents.errors import RefusedUpload
from services.dossiers import actions, clock, policies
from services.dossiers.errors import DossierError, Stale
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State
from services.notices.wording import Message
from services.payments import actions as payments
from services.payments.actions.refunding import sources
from services.payments.errors import PaymentError
from services.procedures.definition import RouteStep


@dataclass(frozen=True, slots=True)
class Page:
    """The page of an act: its form, and the action it calls."""

    form: type[ActForm]
    call: Callable[..., Dossier]


PAGES: Mapping[Act, Page] = {
    Act.RECEIVE: Page(PlainForm, actions.receive),
    Act.REFUSE: Page(RefuseForm, actions.refuse),
    Act.ASK_SUPPLEMENT: Page(SupplementForm, actions.ask_supplement),
    Act.ASK_PAYMENT: Page(PaymentRequestForm, actions.ask_payment),
    Act.SETTLE: Page(CollectForm, payments.collect),
    Act.COLLECT_FEE: Page(CollectForm, payments.collect),
    Act.ADJUST_FEE: Page(AdjustForm, actions.adjust_fee),
    Act.FORWARD: Page(OpinionForm, actions.forward),
    Act.RETURN_STEP: Page(ReasonForm, actions.return_step),
    Act.DECIDE: Page(DecideForm, actions.decide),
    Act.STOP: Page(ReasonForm, actions.stop),
    Act.ASK_WITHDRAWAL: Page(WishForm, actions.ask_withdraw),
    Act.CONFIRM_WITHDRAWAL: Page(PlainForm, actions.confirm_withdraw),
    Act.HAND_OVER: Page(HandOverForm, delivery.hand_over),
    Act.REFUND: Page(RefundForm, propose_refund),
}


OFFERED = (*PAGES, Act.SUPPLEMENT)
"""The acts of the desk; answering a request has a page of its own kind."""


@officers_only
@require_http_methods(["GET", "POST"])
def act(request: OfficerRequest, code: str, act: str) -> HttpResponse:
    """Show the form of the act, rehearse it, or do it."""
    chosen = _act_named(act)
    dossier = dossier_of(request, code)
    if not policies.may(request.user, chosen, dossier):
        raise PermissionDenied
    if chosen is Act.SUPPLEMENT:
        return mend(request, dossier)
    form = _form(request, chosen, dossier)
    if request.method != "POST" or not form.is_valid():
        return _show(request, chosen, dossier, form)
    try:
        if "xem" in request.POST and chosen in rehearsal.SHOWN:
            told = rehearsal.message_of(lambda: _do(request, chosen, dossier, form))
            return _show(request, chosen, dossier, form, told=told)
        done = _do(request, chosen, dossier, form)
    except Stale as problem:
        form.add_error(None, str(problem))
        return _show_meanwhile(request, chosen, code, form)
    except (RefusedUpload, DossierError, PaymentError, DeliveryError) as problem:
        form.add_error(None, str(problem))
        return _show(request, chosen, dossier, form)
    messages.success(request, _done(chosen, done))
    return redirect("desk:dossier", done.code)


def _done(act: Act, dossier: Dossier) -> str:
    """Say what is now so; a proposal or an order is not the thing itself."""
    if act is Act.REFUND:
        return _("Đã đề nghị hoàn tiền, đang chờ người khác duyệt.")
    if act is Act.HAND_OVER and dossier.state == State.DECIDED:
        return _(
            "Đã đặt bưu điện chuyển kết quả hồ sơ %(code)s. "
            "Hãy in nhãn và giao phong bì cho bưu tá."
        ) % {"code": dossier.code}
    return _("Đã thực hiện “%(act)s” với hồ sơ %(code)s.") % {
        "act": act.label,
        "code": dossier.code,
    }


def _show(
    request: OfficerRequest,
    act: Act,
    dossier: Dossier,
    form: ActForm,
    *,
    told: Message | None = None,
) -> HttpResponse:
    context = _context(request, act, dossier) | {"form": form, "told": told}
    status = 422 if form.errors else 200
    return render(request, "desk/act.html", context, status=status)


def _show_meanwhile(
    request: OfficerRequest, act: Act, code: str, form: ActForm
) -> HttpResponse:
    """Say what somebody else did, and give back what was typed (409)."""
    dossier = dossier_of(request, code)
    seen: int = form.cleaned_data["version"]
    form.data = {**request.POST.dict(), "version": dossier.version}
    context = _context(request, act, dossier) | {
        "form": form,
        "meanwhile": _since(dossier, seen),
        "typed": [
            (field.label, field.value())
            for field in form.visible_fields()
            if isinstance(field.value(), str) and field.value()
        ],
    }
    return render(request, "desk/act.html", context, status=409)


def _since(dossier: Dossier, version: int) -> list[Happened]:
    """Return what happened after the officer's page was shown, newest first."""
    return history_of(dossier)[: max(dossier.version - version, 1)]


def _context(request: OfficerRequest, act: Act, dossier: Dossier) -> dict[str, Any]:
    blocked = why_not(request.user, act, dossier, timezone.now())
    can = policies.is_possible(act, dossier) and not blocked
    return {
        "dossier": dossier,
        "act": act,
        "is_ending": act in ENDING,
        "is_rehearsed": act in rehearsal.SHOWN,
        "is_possible": can,
        "why_not": blocked,
        "usual_faults": USUAL_FAULTS.values(),
        "next_step": _next_step(act, dossier) if can else None,
        "opinion": _opinion_before(act, dossier),
        **_preview(act, dossier),
        **_money(act, dossier),
        **_way(act, dossier),
    }


def _money(act: Act, dossier: Dossier) -> dict[str, Any]:
    """Show the bill line by line wherever money is asked for, taken or given back."""
    if act not in {*COLLECTING, Act.ADJUST_FEE, Act.REFUND}:
        return {}
    return {"bill": billed(dossier), "owed": dossier.fee_owed}


COLLECTING = frozenset({Act.COLLECT_FEE, Act.SETTLE})


def _way(act: Act, dossier: Dossier) -> dict[str, Any]:
    """Show how the applicant wants the result."""
    if act is not Act.HAND_OVER:
        return {}
    choice = current_choice(dossier)
    return {"choice": choice, "is_posted": choice.way == Way.POST}


def _next_step(act: Act, dossier: Dossier) -> RouteStep | None:
    """Return the step to which the dossier would go, along the route or back."""
    if act not in {Act.FORWARD, Act.RETURN_STEP}:
        return None
    route = dossier.definition.route
    here = next((n for n, step in enumerate(route) if step.key == dossier.step), -1)
    return route[here + (1 if act is Act.FORWARD else -1)]


def _opinion_before(act: Act, dossier: Dossier) -> Happened | None:
    """Return what the step before wrote, for whoever decides or returns it."""
    if act not in {Act.DECIDE, Act.RETURN_STEP, Act.FORWARD, Act.STOP}:
        return None
    moves = {Act.FORWARD, Act.RETURN_STEP}
    spoken = (h for h in history_of(dossier) if h.act in moves and h.note)
    return next(spoken, None)


def _preview(act: Act, dossier: Dossier) -> dict[str, Any]:
    """Show before acceptance what would be promised, and why that date."""
    if act is not Act.RECEIVE or dossier.accepted_at is not None:
        return {}
    promise = clock.promise(dossier, timezone.now())
    return {"promised_at": promise.due_at, "why": promise.explanation}


def _act_named(name: str) -> Act:
    try:
        chosen = Act(name)
    except ValueError as unknown:
        raise Http404 from unknown
    if chosen not in OFFERED:
        raise Http404
    return chosen


def _form(request: OfficerRequest, act: Act, dossier: Dossier) -> ActForm:
    extra: dict[str, Any] = {}
    if act is Act.DECIDE:
        extra["results"] = dossier.definition.results
    if act is Act.ADJUST_FEE:
        extra["bill"] = dossier.bill
    if act is Act.REFUND:
        extra |= {"bill": dossier.bill, "sources": sources(dossier)}
    if act is Act.ASK_SUPPLEMENT:
        known = {**dossier.answers, **dossier.facts}
        extra["checklist"] = checklist(dossier.definition, known, _files(dossier))
    if request.method == "POST":
        return PAGES[act].form(request.POST, request.FILES, **extra)
    initial: dict[str, Any] = {"version": dossier.version}
    if act in COLLECTING:
        initial["amount"] = dossier.fee_owed
    return PAGES[act].form(initial=initial, **extra)


def _files(dossier: Dossier) -> dict[str, str]:
    """Return the names of the files that were handed in, by requirement."""
    return {
        paper.requirement: paper.document.original_name
        for paper in dossier.papers.current().select_related("document").order_by("pk")
    }


def _do(request: OfficerRequest, act: Act, dossier: Dossier, form: ActForm) -> Dossier:
    now = timezone.now()
    values = dict(form.cleaned_data)
    if isinstance(form, DecideForm):
        values = {
            "version": values["version"],
            "opinion": values["opinion"],
            "results": [
                (key, store_upload(file, by=request.user, at=now))
                for key, file in form.files_by_result()
            ],
        }
    if isinstance(form, SupplementForm):
        values = {
            "version": values["version"],
            "note": values["note"],
            "faults": form.faults(),
        }
    return PAGES[act].call(dossier, by=request.user, at=now, **values)
