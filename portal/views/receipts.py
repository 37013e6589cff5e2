"""Whether a receipt on paper is true: by its QR code, or by what is printed on it.

As with looking a dossier up, tries are limited, unknown and wrong get the same
answer, and the payer is named in part only.
"""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address_of
from portal.throttle import Limit
from portal.views.lookup import masked
from services.payments import receipts
from services.payments.receipts import Verified

PER_RECEIPT = Limit("receipt", tries=10, seconds=900)
PER_ADDRESS = Limit("receipt-address", tries=60, seconds=900)
LARGEST = 9_999_999
"""Seven digits are printed."""


class CheckForm(forms.Form):
    symbol = forms.CharField(
        label=_("Ký hiệu"),
        help_text=_("In ở góc trên của biên lai, ví dụ MC-26E."),
        max_length=20,
        error_messages={"required": _("Hãy nhập ký hiệu của biên lai.")},
    )
    number = forms.IntegerField(
        label=_("Số biên lai"),
        help_text=_("7 chữ số, ví dụ 0000123."),
        min_value=1,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 7}),
        error_messages={
            "required": _("Hãy nhập số biên lai."),
            "invalid": _("Số biên lai chỉ gồm chữ số."),
        },
    )
    code = forms.CharField(
        label=_("Mã kiểm tra"),
        help_text=_("8 chữ và số, in trên biên lai."),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã kiểm tra gồm 8 ký tự.")},
    )

    def clean_symbol(self) -> str:
        """Return the symbol as it is kept: upper case, no spaces."""
        return "".join(self.cleaned_data["symbol"].upper().split())


@login_not_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for what is printed on the receipt; say whether it is true."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        name = f"{values['symbol']}-{values['number']}"
        if PER_ADDRESS.is_used_up(address_of(request)) or PER_RECEIPT.is_used_up(name):
            return render(request, "errors/429.html", status=429)
        return _answer(request, receipts.verify_by_number(**values))
    status = 422 if form.errors else 200
    return render(request, "portal/receipt_check.html", {"form": form}, status=status)


@login_not_required
@require_safe
def scanned(request: HttpRequest, public_id: UUID, token: str) -> HttpResponse:
    """Say whether the receipt whose QR code was scanned is true."""
    if PER_ADDRESS.is_used_up(address_of(request)):
        return render(request, "errors/429.html", status=429)
    return _answer(request, receipts.verify(public_id, token))


def _answer(request: HttpRequest, found: Verified | None) -> HttpResponse:
    """Show the receipt, cancelled or in force; 404 where there is none such."""
    payer = masked(found.receipt.payer_name) if found else ""
    response = render(
        request,
        "portal/receipt.html",
        {"found": found, "payer": payer},
        status=200 if found else 404,
    )
    response["Cache-Control"] = "no-store"
    return response
