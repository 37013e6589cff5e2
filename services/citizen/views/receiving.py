"""How the result reaches its owner: the way they chose, and changing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import divisions
from accounts.divisions import CITY, Era
from services.citizen.access import CitizenRequest, dossier_of
from services.citizen.forms import DeliveryForm
from services.delivery import actions, policies
from services.delivery.errors import ChoiceRefused, ShipmentRefused
from services.delivery.models import Shipment, Tracking
from services.delivery.prices import price_for
from services.delivery.states import Way
from services.delivery.ways import current_choice, ways_for, why_not
from services.delivery.wording import for_citizen
from services.dossiers.models import Dossier
from services.gateways.post import post_office


@require_http_methods(["GET", "POST"])
def way(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Show the ways that the result may take, and keep the one they choose."""
    mine = dossier_of(request, key)
    offered = ways_for(mine)
    form = _form(request, mine, offered)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_delivery(
                mine,
                by=request.user,
                at=timezone.now(),
                way=Way(form.cleaned_data["way"]),
                address=form.cleaned_data["address"],
                phone=form.cleaned_data["phone"],
            )
        except ChoiceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đổi cách nhận kết quả."))
            return redirect("citizen:dossier", mine.public_id)
    context = {
        "dossier": mine,
        "form": form,
        "reasons": [why for each in Way if (why := why_not(mine, each))],
        "offers_post": Way.POST in offered,
        "price": price_for(CITY).amount,
        "wards": [ward.name for ward in divisions.wards(Era.TWO_LEVELS, CITY)],
    }
    status = 422 if form.errors else 200
    return render(request, "citizen/way.html", context, status=status)


def _form(request: CitizenRequest, mine: Dossier, offered: list[Way]) -> DeliveryForm:
    if request.method == "POST":
        return DeliveryForm(request.POST, offered=offered)
    choice = current_choice(mine)
    where = choice.destination
    first = {"way": choice.way, "address": where.address, "phone": where.phone}
    kept = {name: value for name, value in first.items() if value}
    return DeliveryForm(initial=kept, offered=offered)


def delivery_of(request: CitizenRequest, dossier: Dossier) -> dict[str, Any]:
    """Return what the dossier's page shows: the way, and the parcels under way."""
    parcels = dossier.shipments.prefetch_related("trackings").order_by("-pk")
    return {
        "way": current_choice(dossier).get_way_display(),
        "may_choose": _may_choose(request, dossier),
        "may_send": _may_send(request, dossier),
        "parcels": [(each, for_citizen(each), _lines(each)) for each in parcels],
    }


def _lines(parcel: Shipment) -> list[Tracking]:
    """Return what the post told, the latest first."""
    return sorted(parcel.trackings.all(), key=lambda t: t.happened_at, reverse=True)


def _may_send(request: CitizenRequest, dossier: Dossier) -> bool:
    """Say whether the post may fetch papers now; it is asked again when ordered."""
    try:
        policies.require_collecting(request.user, dossier)
    except ShipmentRefused:
        return False
    return post_office() is not None


def _may_choose(request: CitizenRequest, dossier: Dossier) -> bool:
    try:
        policies.require_choosing(request.user, dossier)
    except ChoiceRefused:
        return False
    return True
