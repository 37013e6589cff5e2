"""Figures of money for whoever oversees an office: by means, day and agency."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Agency
from accounts.permissions import Permission
from services.desk.access import OfficerRequest, only_with
from services.desk.narrowing import TABS
from services.payments.models import Means
from services.statistics import money
from services.statistics.payment_score import payment_score
from services.statistics.scope import Scope

DAYS_SHOWN = 31


@only_with(Permission.SEE_FIGURES)
@require_safe
def figures(request: OfficerRequest) -> HttpResponse:
    """Show the sums of the last days at one of the person's offices, all below in it.

    `?co-quan=` names another of their offices; one that is not theirs is not shown.
    """
    offices = list(_offices(request))
    wanted = request.GET.get("co-quan", "")
    office = next((each for each in offices if each.identifier == wanted), offices[0])
    today = timezone.localdate()
    scope = Scope(today - timedelta(days=DAYS_SHOWN - 1), today, office)
    score = payment_score(Scope(today.replace(month=1, day=1), today, office))
    context = {
        "tabs": TABS,
        "offices": offices,
        "office": office,
        "scope": scope,
        "means": [(Means(row.key).label, row) for row in money.by_means(scope)],
        "days": [(f"{day:%d/%m/%Y}", row) for day, row in money.by_day(scope)],
        "agencies": [(at.name, row) for at, row in money.by_agency(scope)],
        "differences": money.open_differences(office),
        "score": score,
        "points": None if score.points is None else round(float(score.points), 1),
    }
    return render(request, "desk/money_figures.html", context)


def _offices(request: OfficerRequest) -> QuerySet[Agency]:
    """Return the person's offices, each before those below it."""
    mine = request.user.agencies_with(Permission.SEE_FIGURES)
    return mine.order_by("path")
