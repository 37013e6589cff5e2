"""Paying back: proposed by one, approved by another, then the money goes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Agency
from accounts.permissions import Permission
from services.desk import lists, till
from services.desk.access import OfficerRequest, only_with
from services.desk.money import (
    ExcessForm,
    OtherWayForm,
    PayOutForm,
    RefusalForm,
    refund_sentence,
)
from services.desk.till import POWERS
from services.payments import actions
from services.payments.actions.closing import is_closed
from services.payments.actions.refunding import door_excess_of, excess_of
from services.payments.errors import PaymentError
from services.payments.models import Attempt, Means, Refund
from services.payments.states import RefundState

ENDED = [RefundState.DONE, RefundState.REFUSED]
refunders_only = only_with(*POWERS["refunds"])


@refunders_only
@require_safe
def refunds(request: OfficerRequest) -> HttpResponse:
    """Show the refunds that are not at their end, or those that are."""
    ended = request.GET.get("xem") == "da-xong"
    mine = till.refunds(request.user).select_related(
        "agency", "dossier", "attempt", "proposed_by"
    )
    after = request.GET.get("sau", "")
    shown = mine.filter(state__in=ENDED) if ended else mine.exclude(state__in=ENDED)
    context = {
        "tabs": till.tabs(request.user),
        "here": "refunds",
        "ended": ended,
        "page": lists.page_of(shown, after),
        "is_later": bool(after),
        "excess": [] if ended else till.unclaimed_excess(request.user),
    }
    return render(request, "desk/till_refunds.html", context)


@refunders_only
@require_http_methods(["GET", "POST"])
def refund(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Show one refund; whoever has the power approves, refuses or pays it out."""
    shown = get_object_or_404(
        till.refunds(request.user).select_related(
            "agency", "dossier", "attempt", "proposed_by", "approved_by", "refused_by"
        ),
        public_id=key,
    )
    verb = request.POST.get("act", "")
    forms = {
        "refuse": RefusalForm(request.POST if verb == "refuse" else None),
        "pay_out": PayOutForm(request.POST if verb == "pay_out" else None),
        "other_way": OtherWayForm(request.POST if verb == "other_way" else None),
    }
    errors: list[str] = []
    if request.method == "POST":
        errors = _do(request, shown, verb, forms.get(verb))
        if not errors:
            messages.success(request, refund_sentence(shown, request.user))
            return redirect("desk:refund", shown.public_id)
    context = {
        "refund": shown,
        "said": refund_sentence(shown, request.user),
        "refusal": forms["refuse"],
        "payout": forms["pay_out"],
        "other_way": forms["other_way"],
        "errors": [{"text": text} for text in errors],
        **_open_to(request, shown),
    }
    status = 422 if errors else 200
    return render(request, "desk/till_refund.html", context, status=status)


def _do(
    request: OfficerRequest, shown: Refund, verb: str, form: Form | None
) -> list[str]:
    """Do what was pressed and bring `shown` up to date; return why not, if not."""
    if verb not in VERBS:
        return [_("Hãy chọn một thao tác.")]
    if form is not None and not form.is_valid():
        return [str(error) for each in form.errors.values() for error in each]
    values = form.cleaned_data if form else {}
    try:
        VERBS[verb](shown, by=request.user, at=timezone.now(), **values)
    except PaymentError as problem:
        return [str(problem)]
    shown.refresh_from_db()
    return []


VERBS: dict[str, Callable[..., Refund]] = {
    "approve": actions.approve,
    "refuse": actions.refuse,
    "pay_out": actions.pay_out,
    "other_way": actions.propose_another_way,
}


def _open_to(request: OfficerRequest, shown: Refund) -> dict[str, bool]:
    """Say which acts are worth showing; the actions decide."""
    user, state = request.user, RefundState(shown.state)
    approves = user.has_permission(Permission.APPROVE_REFUND, shown.agency)
    approves = approves and shown.proposed_by_id != user.pk
    collects = user.has_permission(Permission.COLLECT_FEE, shown.agency)
    pays = collects and state is RefundState.APPROVED and shown.is_by_hand
    closed = pays and is_closed(shown.agency, user, timezone.now())
    return {
        "may_approve": approves and state in {RefundState.PROPOSED, RefundState.FAILED},
        "may_refuse": approves and state in {RefundState.PROPOSED, RefundState.FAILED},
        "may_go_another_way": collects and state is RefundState.FAILED,
        "may_pay_out": pays and not closed,
        "is_till_closed": closed,
    }


@only_with(Permission.COLLECT_FEE)
@require_http_methods(["GET", "POST"])
def excess(request: OfficerRequest, key: UUID, agency: str) -> HttpResponse:
    """Propose to pay back money that no dossier was credited with."""
    mine = request.user.agencies_with(Permission.COLLECT_FEE)
    office = get_object_or_404(mine, identifier=agency)
    orders = Attempt.objects.filter(parts__invoice__dossier__agency=office)
    attempt = get_object_or_404(orders.distinct(), public_id=key)
    return _propose(
        request,
        Owed(attempt.reference, attempt.get_means_display(), office),
        left=excess_of(attempt, office),
        call=partial(actions.propose_excess, attempt, agency=office),
    )


@only_with(Permission.COLLECT_FEE)
@require_http_methods(["GET", "POST"])
def door_excess(request: OfficerRequest, key: int) -> HttpResponse:
    """Propose to pay back what the postman took and no dossier was owed."""
    mine = request.user.agencies_with(Permission.COLLECT_FEE)
    line = get_object_or_404(till.door_entries(mine), entry=key)
    return _propose(
        request,
        Owed(line.entry.reference, str(Means.COD.label), line.agency),
        left=door_excess_of(line.entry),
        call=partial(actions.propose_door_excess, line.entry),
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """What came in beyond what was owed: its number, how it came, and where."""

    reference: str
    means: str
    agency: Agency


def _propose(
    request: OfficerRequest, owed: Owed, *, left: int, call: Callable[..., Refund]
) -> HttpResponse:
    """Ask how much of it goes back and why, and propose it."""
    form = ExcessForm(
        request.POST if request.method == "POST" else None, initial={"amount": left}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = call(by=request.user, at=timezone.now(), **form.cleaned_data)
        except PaymentError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Đã đề nghị hoàn tiền, đang chờ duyệt."))
            return redirect("desk:refund", made.public_id)
    context = {"owed": owed, "left": left, "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/till_excess.html", context, status=status)
