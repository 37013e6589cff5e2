"""Bank transfers: an officer who sees the money on the account says so."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from services.desk import lists, till
from services.desk.access import OfficerRequest, only_with
from services.desk.money import ConfirmForm
from services.documents.serving import headers
from services.dossiers.errors import DossierError
from services.payments.actions import confirm_transfer
from services.payments.errors import PaymentError
from services.payments.models import Attempt

collectors_only = only_with(Permission.COLLECT_FEE)


@collectors_only
@require_safe
def transfers(request: OfficerRequest) -> HttpResponse:
    """Show what payers say they transferred; any other is found by its number."""
    words = request.GET.get("q", "").strip().upper()
    after = request.GET.get("sau", "")
    found = (
        till.transfers(request.user).filter(
            Q(reference=words) | Q(parts__invoice__dossier__code=words)
        )
        if words
        else till.waiting_transfers(request.user)
    )
    context = {
        "tabs": till.tabs(request.user),
        "here": "transfers",
        "words": words,
        "page": lists.page_of(_joined(found), after),
        "is_later": bool(after),
    }
    return render(request, "desk/till_transfers.html", context)


def _joined(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    return attempts.select_related("payer", "proof").prefetch_related(
        "parts__invoice__dossier"
    )


@collectors_only
@require_http_methods(["GET", "POST"])
def transfer(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Show one transfer with its proof, and confirm that the money came."""
    attempt = get_object_or_404(_joined(till.transfers(request.user)), public_id=key)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_transfer(
                attempt, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except (PaymentError, DossierError) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Đã ghi sổ khoản chuyển và lập biên lai."))
            return redirect("desk:transfers")
    context = {
        "attempt": attempt,
        "form": form,
        "is_open": attempt.state in till.CONFIRMABLE,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/till_transfer.html", context, status=status)


@collectors_only
@require_safe
def proof(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Hand out the payer's proof, once it is known to be clean."""
    attempt = get_object_or_404(
        till.transfers(request.user).select_related("proof"), public_id=key
    )
    if attempt.proof is None or not attempt.proof.is_clean:
        raise Http404
    return HttpResponse(attempt.proof.read(), headers=dict(headers(attempt.proof)))
