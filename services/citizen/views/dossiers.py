"""My dossiers: the list, one dossier with its course, withdrawing, notices."""

from uuid import UUID

from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from services.citizen import money, timeline
from services.citizen.access import CitizenRequest, dossier_of, dossiers_of
from services.citizen.forms import WithdrawForm
from services.citizen.views.receiving import delivery_of
from services.dossiers import actions, lookup, policies, slips
from services.dossiers.errors import ActNotAllowed
from services.dossiers.models import Dossier, Paper
from services.dossiers.states import PAUSED, Act
from services.eforms.reading import sections_of
from services.feedback.policies import may_be_rated

PAGE = 20


@require_safe
def dossiers(request: CitizenRequest) -> HttpResponse:
    """List drafts and filed dossiers, newest first, a page at a time by keyset."""
    mine = dossiers_of(request.user).defer("sealed_answers", "sealed_contact")
    before = request.GET.get("truoc", "")
    filed = mine.submitted()
    if before.isdecimal():
        filed = filed.filter(pk__lt=int(before))
    rows = list(filed.order_by("-pk").fetch_mode(models.FETCH_RAISE)[: PAGE + 1])
    context = {
        "drafts": []
        if before
        else mine.drafts().order_by("-saved_at", "pk").fetch_mode(models.FETCH_RAISE),
        "dossiers": rows[:PAGE],
        "before": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "today": timezone.localdate(),
        "owing": {row.pk for row in rows if money.owed_now(row)},
        "is_online": bool(money.ways()),
    }
    return render(request, "citizen/dossiers.html", context)


@require_safe
def dossier(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Show a filed dossier: where it stands, what is next, what was handed in."""
    mine = dossier_of(request, key)
    definition = mine.definition
    papers = list(
        mine.papers.current().select_related("document").order_by("added_at", "pk")
    )
    context = {
        "dossier": mine,
        "case": definition.case(mine.case),
        "points": timeline.points(list(mine.events.order_by("seq"))),
        "next": timeline.NEXT.get(mine.state),
        "whose_turn": timeline.whose_turn(mine),
        "is_paused": mine.state in PAUSED,
        "sections": sections_of(definition.form, mine.answers, facts=mine.facts),
        "papers": [p for p in papers if p.role == Paper.Role.REQUIRED],
        "results": [p for p in papers if p.role == Paper.Role.RESULT],
        "slips": slips.available(mine),
        "money": money.money_of(mine),
        "delivery": delivery_of(request, mine),
        "may_withdraw": _may_withdraw(request, mine),
        "may_rate": may_be_rated(mine, by=request.user),
        "secret": lookup.secret_of(mine.public_id),
        "today": timezone.localdate(),
    }
    return render(request, "citizen/dossier.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Ask to take the dossier back, with a reason; the office confirms."""
    mine = dossier_of(request, key)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_withdraw(
                mine, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except ActNotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã gửi yêu cầu rút hồ sơ đến cơ quan."))
            return redirect("citizen:dossier", mine.public_id)
    context = {"dossier": mine, "form": form, "may": _may_withdraw(request, mine)}
    status = 422 if form.errors else 200
    return render(request, "citizen/withdraw.html", context, status=status)


def _may_withdraw(request: CitizenRequest, dossier: Dossier) -> bool:
    return Act.ASK_WITHDRAWAL in policies.available_acts(request.user, dossier)
