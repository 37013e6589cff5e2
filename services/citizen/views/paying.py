"""Paying: what is owed, beginning an order, and how it ended, in words.

The page to which a provider sends the payer back only shows: money is booked by the
provider's own notice alone. Whoever closed the browser comes back here.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.addresses import ip_of
from services.citizen import money
from services.citizen.access import CitizenRequest, dossiers_of
from services.citizen.forms import PayForm
from services.payments import actions
from services.payments.actions.billing import is_payable
from services.payments.errors import PaymentError
from services.payments.gateways import BadSignature, gateways, notifying
from services.payments.models import Attempt, Invoice, Means, Part
from services.payments.states import UNSETTLED, AttemptState

MOST_ATTEMPTS = 10
"""Earlier attempts that the page shows."""

CLOSED = frozenset({AttemptState.OPEN, AttemptState.FAILED, AttemptState.EXPIRED})
"""After these one may begin anew; never while money is in doubt."""


@require_http_methods(["GET", "POST"])
def pay(request: CitizenRequest) -> HttpResponse:
    """Show what the person owes, and begin to pay what they choose.

    `?ho-so=` names the dossier that the person came from; the others stay offered.
    """
    owed = _owed(request)
    form = _form(request, owed)
    if request.method == "POST" and form.is_valid():
        try:
            _attempt, address = actions.begin(
                form.cleaned_data["invoices"],
                means=form.cleaned_data["means"],
                by=request.user,
                at=timezone.now(),
                address=ip_of(request),
            )
        except PaymentError as problem:
            form.add_error(None, str(problem))
            owed = _owed(request)
        else:
            return HttpResponseRedirect(address)
    context = {
        "form": form,
        "owed": owed,
        "chosen": _chosen(request, owed),
        "attempts": _attempts(request)[:MOST_ATTEMPTS],
    }
    status = 422 if form.errors else 200
    return render(request, "citizen/pay.html", context, status=status)


def _owed(request: CitizenRequest) -> list[Invoice]:
    """Return the open invoices, after billing what the worker has not billed yet."""
    billed = Invoice.objects.open().filter(dossier=OuterRef("pk"))
    unbilled = (
        dossiers_of(request.user)
        .submitted()
        .filter(~Exists(billed), fee_due__gt=F("fee_collected"))
    )
    for dossier in unbilled.order_by("pk"):
        if is_payable(dossier):
            actions.bill(dossier, at=timezone.now())
    owed = Invoice.objects.owed_by(request.user)
    return list(
        owed.select_related("dossier__revision__procedure", "dossier__agency")
        .defer("dossier__revision__definition")
        .order_by("created_at", "pk")
    )


def _form(request: CitizenRequest, owed: list[Invoice]) -> PayForm:
    offered = [(means, str(Means(means).label)) for means in gateways()]
    if request.method == "POST":
        return PayForm(request.POST, owed=owed, offered=offered)
    first = {"means": next(iter(gateways()), "")}
    return PayForm(initial=first, owed=owed, offered=offered)


def _chosen(request: CitizenRequest, owed: list[Invoice]) -> list[str]:
    """Return which invoices are ticked: the dossier's they came from, else all."""
    if request.method == "POST":
        return request.POST.getlist("invoices")
    wanted = request.GET.get("ho-so", "")
    mine = [i for i in owed if str(i.dossier.public_id) == wanted]
    return [str(invoice.public_id) for invoice in mine or owed]


def _attempts(request: CitizenRequest) -> QuerySet[Attempt]:
    parts = Part.objects.select_related("invoice__dossier__revision__procedure")
    parts = parts.defer("invoice__dossier__revision__definition")
    return (
        Attempt.objects.made_by(request.user)
        .prefetch_related(Prefetch("parts", parts.order_by("pk")))
        .order_by("-pk")
    )


@require_safe
def attempt(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Show how an attempt stands; asks for itself again while that is open."""
    mine = get_object_or_404(_attempts(request), public_id=key)
    state = AttemptState(mine.state)
    refunds = mine.refunds.filter(dossier=None).order_by("pk")
    context: dict[str, Any] = {
        "attempt": mine,
        "is_open": state is AttemptState.OPEN,
        "is_unsettled": state in UNSETTLED,
        "may_pay_again": state in CLOSED,
        "is_transfer": mine.means == Means.VIETQR,
        "refunds": [(each.amount, money.said_of(each)) for each in refunds],
    }
    part = "#state" if request.htmx else ""
    return render(request, f"citizen/attempt.html{part}", context)


@require_POST
def check(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Ask the provider how the attempt stands, at the payer's wish."""
    mine = get_object_or_404(_attempts(request), public_id=key)
    if actions.ask_about(mine, at=timezone.now()):
        messages.info(request, _("Bên thu đã trả lời; kết quả mới nhất ở dưới."))
    else:
        messages.info(request, _("Bên thu chưa trả lời thêm. Xin thử lại sau ít phút."))
    return redirect("citizen:attempt", mine.public_id)


@require_safe
def back_from_vnpay(request: CitizenRequest) -> HttpResponse:
    """Show whom VNPAY sends back how their attempt stands; books nothing.

    An address that VNPAY did not sign, or of somebody else's order, leads to the
    list of attempts: nothing is lost by it.
    """
    gateway = notifying(Means.VNPAY)
    known = _attempts(request).filter(means=Means.VNPAY)
    mine = None
    with suppress(BadSignature):
        if gateway is not None:
            told = gateway.read_notice(request.GET.dict())
            mine = known.filter(reference=told.reference).first()
    if mine is not None:
        return redirect("citizen:attempt", mine.public_id)
    messages.warning(
        request, _("Không đọc được trả lời của bên thu. Hãy xem các lần thanh toán.")
    )
    return redirect("citizen:pay")
