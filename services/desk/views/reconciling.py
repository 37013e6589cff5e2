"""Where a provider's statement and our ledger differ, and what was done about it."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.permissions import Permission
from services.desk import lists, till
from services.desk.access import OfficerRequest, only_with
from services.desk.money import SettleForm
from services.payments.actions import settle_difference
from services.payments.actions.taking import take_statement, with_statements
from services.payments.errors import NotOffered, PaymentError
from services.payments.gateways import BadSignature, NoAnswer
from services.payments.models import Attempt, Difference, Means, Part, Statement
from services.payments.states import DifferenceState

STATEMENTS_SHOWN = 31
reconcilers_only = only_with(Permission.RECONCILE)

Kind = Difference.Kind
MEANING = {
    Kind.MISSING_HERE: gettext_lazy(
        "Bên thu báo đã nhận tiền nhưng sổ không có. Hãy hỏi bên thu đây là khoản "
        "nào; nếu nộp nhầm thì hoàn lại cho người nộp."
    ),
    Kind.MISSING_THERE: gettext_lazy(
        "Sổ có khoản này nhưng bảng kê của bên thu không có. Khoản thu lúc sát nửa "
        "đêm có thể nằm ở bảng kê hôm sau; nếu hôm sau vẫn thiếu, hãy hỏi bên thu."
    ),
    Kind.AMOUNT: gettext_lazy(
        "Hai bên ghi số tiền khác nhau. Sổ không tự sửa theo bên thu."
    ),
    Kind.REFUND: gettext_lazy("Khoản hoàn của hai bên không giống nhau."),
}

AT_DOOR = gettext_lazy(
    "Bưu điện báo đã thu của người nhận một số tiền khác với số hồ sơ còn phải nộp. "
    "Phần thu thừa, hoặc số tiền chưa đủ để nộp, đã được đề nghị hoàn. Hãy hỏi bưu "
    "điện rồi ghi lại đã xử lý thế nào."
)


@reconcilers_only
@require_safe
def differences(request: OfficerRequest) -> HttpResponse:
    """Show what is open, or what was settled, and the statements taken so far."""
    settled = request.GET.get("xem") == "da-xu-ly"
    mine = till.differences(request.user).select_related("agency")
    state = DifferenceState.SETTLED if settled else DifferenceState.OPEN
    after = request.GET.get("sau", "")
    taken = Statement.objects.order_by("-day", "means")[:STATEMENTS_SHOWN]
    context = {
        "tabs": till.tabs(request.user),
        "here": "differences",
        "settled": settled,
        "page": lists.page_of(mine.filter(state=state), after),
        "is_later": bool(after),
        "statements": taken,
        "yesterday": _yesterday(),
        "providers": with_statements(),
    }
    return render(request, "desk/till_differences.html", context)


def _yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


@reconcilers_only
@require_POST
def take(request: OfficerRequest) -> HttpResponse:
    """Take yesterday's statement of every provider again and compare."""
    day = _yesterday()
    for means in with_statements():
        names = {"means": means.label, "day": f"{day:%d/%m/%Y}"}
        try:
            count = take_statement(means, day, at=timezone.now())
        except (NoAnswer, BadSignature, NotOffered):
            sentence = _(
                "Chưa lấy được bảng kê ngày %(day)s của %(means)s. "
                "Sổ không thay đổi; hãy thử lại sau."
            )
            messages.error(request, sentence % names)
        else:
            sentence = _("%(means)s ngày %(day)s: %(count)d chênh lệch chờ xử lý.")
            messages.success(request, sentence % {**names, "count": count})
    return redirect("desk:differences")


@reconcilers_only
@require_http_methods(["GET", "POST"])
def difference(request: OfficerRequest, key: int) -> HttpResponse:
    """Show one difference with what it means, and settle it with a note."""
    shown = get_object_or_404(
        till.differences(request.user).select_related("agency", "settled_by", "refund"),
        pk=key,
    )
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        try:
            settle_difference(shown, by=request.user, at=timezone.now(), note=note)
        except PaymentError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Đã ghi cách xử lý chênh lệch."))
            return redirect("desk:differences")
    context = {
        "difference": shown,
        "meaning": AT_DOOR if shown.means == Means.COD else MEANING[Kind(shown.kind)],
        "form": form,
        "is_open": shown.state == DifferenceState.OPEN,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/till_difference.html", context, status=status)


@reconcilers_only
@require_safe
def statement(request: OfficerRequest, means: str, day: str) -> HttpResponse:
    """Show a provider's statement of a day.

    Its lines are those of the person's agencies and of orders that nobody here knows.
    """
    try:
        wanted = date.fromisoformat(day)
    except ValueError as unreadable:
        raise Http404 from unreadable
    shown = get_object_or_404(Statement, means=means, day=wanted)
    agencies = request.user.agencies_with(Permission.RECONCILE)
    mine = Part.objects.filter(invoice__dossier__agency__in=agencies)
    orders = Attempt.objects.filter(means=means)
    lines = shown.lines.filter(
        Q(
            reference__in=orders.filter(pk__in=mine.values("attempt")).values(
                "reference"
            )
        )
        | ~Q(reference__in=orders.values("reference"))
    )
    after = request.GET.get("sau", "")
    context = {
        "statement": shown,
        "page": lists.page_of(lines, after),
        "is_later": bool(after),
        "differences": till.differences(request.user)
        .filter(means=means, day=wanted)
        .order_by("pk"),
    }
    return render(request, "desk/till_statement.html", context)
