"""A bank transfer: the code to scan, what to write by hand, and a proof of it."""

import base64

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from services.citizen.access import CitizenRequest
from services.citizen.forms import ProofForm
from services.documents.actions import LARGEST, megabytes, store_upload
from services.documents.errors import RefusedUpload
from services.payments import actions
from services.payments.actions.starting import order_of
from services.payments.errors import PaymentError
from services.payments.gateways import gateways
from services.payments.gateways.vietqr import VietQr
from services.payments.models import Attempt, Means
from services.payments.states import AttemptState

SHOWN = frozenset({AttemptState.OPEN, AttemptState.CHECKING, AttemptState.EXPIRED})
"""Also after the expiry: money that was sent in time may be proved later."""


@require_http_methods(["GET", "POST"])
def transfer(request: CitizenRequest, reference: str) -> HttpResponse:
    """Show where to transfer what, and take a proof in."""
    transfers = Attempt.objects.made_by(request.user).filter(means=Means.VIETQR)
    mine = get_object_or_404(
        transfers.select_related("payer", "proof"), reference=reference
    )
    gateway = gateways().get(Means.VIETQR)
    if not isinstance(gateway, VietQr):
        raise Http404
    if mine.state not in SHOWN:
        return redirect("citizen:attempt", mine.public_id)
    is_sent = request.method == "POST"
    form = ProofForm(request.POST, request.FILES) if is_sent else ProofForm()
    if form.is_valid() and _keep(request, mine, form):
        messages.success(request, _("Đã nhận chứng từ. Cơ quan đối chiếu và xác nhận."))
        return redirect("citizen:transfer", mine.reference)
    code = base64.b64encode(gateway.code(order_of(mine)).encode()).decode()
    context = {
        "attempt": mine,
        "account": gateway.account,
        "code": f"data:image/svg+xml;base64,{code}",
        "form": form,
        "largest": LARGEST,
        "limit": megabytes(LARGEST),
    }
    status = 422 if form.errors else 200
    return render(request, "citizen/transfer.html", context, status=status)


def _keep(request: CitizenRequest, mine: Attempt, form: ProofForm) -> bool:
    """Keep the proof; say whether it is, with the reason on the form where not."""
    now = timezone.now()
    try:
        document = store_upload(form.cleaned_data["proof"], by=request.user, at=now)
        actions.show_proof(mine, document, by=request.user, at=now)
    except (RefusedUpload, PaymentError) as refusal:
        form.add_error("proof", str(refusal))
        return False
    return True
