"""The desk's parcels: to send, underway, come back; and what is done about them."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from services.delivery import actions, labels, states, wording
from services.delivery.errors import DeliveryError
from services.delivery.models import Shipment
from services.delivery.states import Happening, ShipmentState
from services.desk import lists
from services.desk.access import OfficerRequest, only_with
from services.documents.serving import headers_of
from services.gateways.post import Direction

TO_SEND = frozenset({ShipmentState.ORDERED, ShipmentState.CANCELLING})
QUEUES: Mapping[str, frozenset[ShipmentState]] = {
    "ve-quay": frozenset({ShipmentState.RETURNED}),
    "cho-gui": TO_SEND,
    "dang-chuyen": states.UNDERWAY - TO_SEND,
    "da-xong": states.FINAL,
}
"""The most pressing first: what came back waits for a person."""

senders_only = only_with(Permission.HAND_OVER)


def _mine(request: OfficerRequest) -> QuerySet[Shipment]:
    agencies = request.user.agencies_with(Permission.HAND_OVER)
    return Shipment.objects.at_agencies(agencies)


@senders_only
@require_safe
def parcels(request: OfficerRequest) -> HttpResponse:
    """Show the parcels of one of the queues, what came back first."""
    counts = _mine(request).aggregate(
        **{
            key.replace("-", "_"): Count("pk", filter=Q(state__in=sorted(group)))
            for key, group in QUEUES.items()
            if group != states.FINAL
        }
    )
    names = {
        "ve-quay": _("Đã về quầy"),
        "cho-gui": _("Chờ gửi đơn"),
        "dang-chuyen": _("Đang chuyển"),
        "da-xong": _("Đã xong"),
    }
    key = request.GET.get("xem", "")
    if key not in QUEUES:
        key = next((k for k in QUEUES if counts.get(k.replace("-", "_"))), "ve-quay")
    after = request.GET.get("sau", "")
    rows = _mine(request).filter(state__in=sorted(QUEUES[key]))
    page = lists.page_of(rows.select_related("dossier"), after)
    context = {
        "queues": [(k, names[k], counts.get(k.replace("-", "_"))) for k in QUEUES],
        "here": key,
        "page": page,
        "rows": [(parcel, wording.for_desk(parcel)) for parcel in page.rows],
        "is_later": bool(after),
    }
    return render(request, "desk/post.html", context)


VERBS: Mapping[Happening, Callable[..., Shipment]] = {
    Happening.SEND_AGAIN: actions.send_again,
    Happening.KEEP: actions.keep,
    Happening.ASK_CANCEL: actions.cancel,
}


@senders_only
@require_http_methods(["GET", "POST"])
def parcel(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Show one parcel with where it has been, and do what its state allows."""
    shown = get_object_or_404(
        _mine(request).select_related("dossier__agency", "ordered_by"), public_id=key
    )
    problem = ""
    if request.method == "POST":
        chosen = next((v for v in VERBS if v == request.POST.get("act")), None)
        if chosen is None:
            raise Http404
        try:
            done = VERBS[chosen](shown, by=request.user, at=timezone.now())
        except DeliveryError as refusal:
            problem = str(refusal)
        else:
            messages.success(request, wording.for_desk(done))
            return redirect("desk:parcel", done.public_id)
    sender, receiver = shown.parties
    context = {
        "parcel": shown,
        "said": wording.for_desk(shown),
        "sender": sender,
        "receiver": receiver,
        "trackings": shown.trackings.order_by("-happened_at", "-pk"),
        "verbs": [verb for verb in VERBS if shown.allows(verb)],
        "errors": [{"text": problem}] if problem else [],
        "is_return": shown.direction == Direction.RETURN,
    }
    status = 422 if problem else 200
    return render(request, "desk/post_parcel.html", context, status=status)


@senders_only
@require_safe
def label(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Print the label of the envelope."""
    shown = get_object_or_404(_mine(request), public_id=key)
    name = f"nhan-{shown.number}.pdf"
    return HttpResponse(
        labels.render(shown), headers=dict(headers_of(name, "application/pdf"))
    )
