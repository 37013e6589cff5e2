"""Judging how a dossier was handled, once it has ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from services.citizen.access import CitizenRequest, dossier_of
from services.feedback.actions import CannotRate, rate
from services.feedback.forms import RatingForm
from services.feedback.policies import may_be_rated


@require_http_methods(["GET", "POST"])
def rating(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Ask the dossier's citizen for their judgement, or say why it cannot be given."""
    mine = dossier_of(request, key)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rate(mine, by=request.user, at=timezone.now(), points=form.cleaned_data)
        except CannotRate as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Cảm ơn Ông/Bà đã đánh giá."))
            return redirect("citizen:dossier", mine.public_id)
    context = {
        "dossier": mine,
        "form": form,
        "may": may_be_rated(mine, by=request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "citizen/rating.html", context, status=status)
