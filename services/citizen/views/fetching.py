"""Papers that the office awaits on paper: the post fetches them at home (BCCI)."""

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
from services.citizen.forms import FetchForm
from services.delivery import actions
from services.delivery.errors import DeliveryError
from services.delivery.prices import price_for


@require_http_methods(["GET", "POST"])
def fetch(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Ask where the papers are fetched, and order the postman."""
    mine = dossier_of(request, key)
    form = FetchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.collect_papers(
                mine, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except DeliveryError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đặt bưu điện đến nhận giấy tờ."))
            return redirect("citizen:dossier", mine.public_id)
    context = {
        "dossier": mine,
        "form": form,
        "price": price_for(CITY).amount,
        "wards": [ward.name for ward in divisions.wards(Era.TWO_LEVELS, CITY)],
    }
    status = 422 if form.errors else 200
    return render(request, "citizen/fetch.html", context, status=status)
