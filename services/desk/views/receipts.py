"""Receipts at the desk: found, printed, cancelled with a reason."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from services.desk import lists, till
from services.desk.access import OfficerRequest, agencies_where, only_with
from services.desk.money import CancelReceiptForm
from services.desk.till import POWERS
from services.documents.serving import headers_of
from services.payments.actions import cancel_receipt
from services.payments.errors import PaymentError
from services.payments.models import Receipt
from services.payments.receipts import pdf_of

LONGEST_NUMBER = 9
receipts_only = only_with(*POWERS["receipts"])


def _mine(request: OfficerRequest) -> QuerySet[Receipt]:
    agencies = agencies_where(request.user, *POWERS["receipts"])
    return Receipt.objects.filter(series__agency__in=agencies).select_related(
        "series__agency", "dossier"
    )


@receipts_only
@require_safe
def receipts(request: OfficerRequest) -> HttpResponse:
    """Show the newest receipts, or those of a number or of a dossier's code."""
    words = request.GET.get("q", "").strip()
    after = request.GET.get("sau", "")
    found = _mine(request)
    if words:
        match = Q(dossier__code=words.upper())
        if words.isdecimal() and len(words) <= LONGEST_NUMBER:
            match |= Q(number=int(words))
        found = found.filter(match)
    context = {
        "tabs": till.tabs(request.user),
        "here": "receipts",
        "words": words,
        "page": lists.page_of(found, after),
        "is_later": bool(after),
    }
    return render(request, "desk/till_receipts.html", context)


@receipts_only
@require_http_methods(["GET", "POST"])
def receipt(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Show one receipt; whoever collects may cancel it, and another replaces it."""
    joined = _mine(request).select_related(
        "cancelled_by", "issued_by", "replaced_by__series", "replaces__series"
    )
    shown = get_object_or_404(joined, public_id=key)
    form = CancelReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = cancel_receipt(
                shown, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except PaymentError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request,
                _("Đã hủy biên lai số %(old)s và lập biên lai số %(new)s thay thế.")
                % {"old": shown.serial, "new": fresh.serial},
            )
            return redirect("desk:receipt", fresh.public_id)
    may = request.user.has_permission(Permission.COLLECT_FEE, shown.series.agency)
    context = {
        "receipt": shown,
        "replaced_by": getattr(shown, "replaced_by", None),
        "form": form,
        "may_cancel": may and shown.cancelled_at is None,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/till_receipt.html", context, status=status)


@receipts_only
@require_safe
def pdf(request: OfficerRequest, key: UUID) -> HttpResponse:
    """Print the receipt, signed; a cancelled one says so."""
    shown = get_object_or_404(
        _mine(request).select_related("dossier__revision__procedure"), public_id=key
    )
    name = f"bien-lai-{shown.serial}.pdf"
    return HttpResponse(
        pdf_of(shown), headers=dict(headers_of(name, "application/pdf"))
    )
