"""The cashier's day: what came in, and closing it by counting the drawer."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from services.desk import lists, till
from services.desk.access import OfficerRequest, only_with
from services.desk.money import CloseForm
from services.desk.till import POWERS, OwnDrawer
from services.payments.actions import Drawer, close_day
from services.payments.actions.closing import why_not_close
from services.payments.errors import PaymentError

DAYS_SHOWN = 31


@only_with(*POWERS["till"])
@require_safe
def today(request: OfficerRequest) -> HttpResponse:
    """Show a local day of the person's agencies: sums, drawers, every movement."""
    now = timezone.localdate()
    day = _day(request.GET.get("ngay", "")) or now
    lines = till.movements(request.user, day)
    listed = lines.select_related("agency", "entry__by").prefetch_related(
        "entry__lines__dossier"
    )
    after = request.GET.get("sau", "")
    context = {
        "tabs": till.tabs(request.user),
        "here": "till",
        "day": day,
        "today": now,
        "sums": till.sums(lines),
        "drawers": till.own_drawers(request.user, now) if day == now else [],
        "page": lists.page_of(listed, after),
        "is_later": bool(after),
        "closed": till.closed_days(request.user).order_by("-day", "-pk")[:DAYS_SHOWN],
    }
    return render(request, "desk/till.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@only_with(Permission.COLLECT_FEE)
@require_http_methods(["GET", "POST"])
def close(request: OfficerRequest, agency: str, day: str) -> HttpResponse:
    """Ask what was counted in the person's own drawer, and close its day."""
    mine = request.user.agencies_with(Permission.COLLECT_FEE)
    office = get_object_or_404(mine, identifier=agency)
    wanted = _day(day)
    if wanted is None or why_not_close(office, wanted, today=timezone.localdate()):
        raise Http404
    drawer = till.own_drawer(request.user, office, wanted)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _close(request, drawer, form):
        messages.success(
            request,
            _("Đã khóa sổ ngày %(day)s. Ngày này không thu, chi thêm được.")
            % {"day": f"{wanted:%d/%m/%Y}"},
        )
        return redirect("desk:till")
    context = {"drawer": drawer, "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/till_close.html", context, status=status)


def _close(request: OfficerRequest, drawer: OwnDrawer, form: CloseForm) -> bool:
    values = form.cleaned_data
    try:
        close_day(
            drawer.agency,
            by=request.user,
            at=timezone.now(),
            counted=Drawer(values["cash"], values["card"]),
            reason=values["reason"],
            day=drawer.day,
        )
    except PaymentError as problem:
        form.add_error(None, str(problem))
    return not form.errors
