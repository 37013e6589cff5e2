"""The public figures of money: what is paid online, and the points of QĐ 766."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.views.figures import MONTHS_SHOWN
from services.statistics import money
from services.statistics.drawing import percent_line
from services.statistics.freshness import are_invented
from services.statistics.online_share import first_of
from services.statistics.payment_score import payment_score
from services.statistics.rounding import tenths
from services.statistics.scope import Scope


@login_not_required
@require_safe
def money_figures(request: HttpRequest) -> HttpResponse:
    """Show the share paid online by month, and how the points come about."""
    today = timezone.localdate()
    scope = Scope(first_of(today, MONTHS_SHOWN), today)
    months = money.paid_online_by_month(scope)
    year = Scope(today.replace(month=1, day=1), today)
    score = payment_score(year)
    context = {
        "months": months,
        "chart": percent_line([(row.name, row.share.percent) for row in months]),
        "total": money.paid_online(scope),
        "score": score,
        "points": None if score.points is None else tenths(score.points),
        "is_invented": are_invented(),
    }
    return render(request, "portal/money_figures.html", context)
