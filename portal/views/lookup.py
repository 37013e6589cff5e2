"""Looking a dossier up without an account: its code and the secret on its paper.

Unknown codes and wrong secrets get the same answer, tries are limited per code and
per address, and what is shown names nobody in full.
"""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address_of
from portal.throttle import Limit
from services.dossiers import lookup
from services.dossiers.models import Dossier
from services.feedback.actions import CannotRate, rate
from services.feedback.forms import RatingForm
from services.feedback.policies import may_be_rated

PER_CODE = Limit("lookup-code", tries=10, seconds=900)
PER_ADDRESS = Limit("lookup-address", tries=60, seconds=900)


class LookupForm(forms.Form):
    code = forms.CharField(
        label=_("Mã hồ sơ"),
        help_text=_("In trên giấy tiếp nhận, ví dụ H29.26734-261124-0001."),
        max_length=60,
        error_messages={"required": _("Hãy nhập mã hồ sơ.")},
    )
    secret = forms.CharField(
        label=_("Mã tra cứu"),
        help_text=_("8 chữ và số, in ngay dưới mã hồ sơ."),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã tra cứu gồm 8 ký tự.")},
    )

    def clean_code(self) -> str:
        """Return the code as it is kept: upper case, no spaces."""
        return "".join(self.cleaned_data["code"].upper().split())


@login_not_required
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for code and secret; show the progress when both are right."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if PER_ADDRESS.is_used_up(address_of(request)) or PER_CODE.is_used_up(code):
            return render(request, "errors/429.html", status=429)
        found = _dossiers().filter(code=code).first()
        if found and lookup.is_secret_of(found.public_id, form.cleaned_data["secret"]):
            return _progress(request, found)
        form.add_error(
            None,
            _(
                "Không tìm thấy hồ sơ với mã hồ sơ và mã tra cứu này. "
                "Hãy so lại với giấy tiếp nhận."
            ),
        )
    status = 422 if form.errors else 200
    return render(request, "portal/lookup.html", {"form": form}, status=status)


@login_not_required
@require_safe
def scanned(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Show the progress to whoever scanned the QR code of the paper."""
    if PER_ADDRESS.is_used_up(address_of(request)):
        return render(request, "errors/429.html", status=429)
    return _progress(request, _scanned(code, token))


def _scanned(code: str, token: str) -> Dossier:
    found = _dossiers().filter(code=code).first()
    if found is None or not lookup.is_token_of(found.public_id, token):
        raise Http404
    return found


@login_not_required
@require_http_methods(["GET", "POST"])
def rating(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Ask whoever has the paper of a dossier that has ended for their judgement."""
    if PER_ADDRESS.is_used_up(address_of(request)):
        return render(request, "errors/429.html", status=429)
    mine = _scanned(code, token)
    by = request.user if request.user.is_authenticated else None
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rate(mine, by=by, at=timezone.now(), points=form.cleaned_data)
        except CannotRate as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Cảm ơn Ông/Bà đã đánh giá."))
            return redirect("rating", code, token)
    context = {"dossier": mine, "form": form, "may": may_be_rated(mine, by=by)}
    response = render(
        request, "portal/rating.html", context, status=422 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


def _dossiers() -> QuerySet[Dossier]:
    return (
        Dossier.objects.submitted()
        .select_related("agency", "revision__procedure")
        .defer("revision__definition", "sealed_answers", "sealed_contact")
    )


def masked(name: str) -> str:
    """Return a name that only its bearer recognises: `Nguyễn T*** M***`."""
    first, *rest = name.split() or [""]
    return " ".join([first, *(f"{word[0]}***" for word in rest)])


def _progress(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    context = {
        "dossier": dossier,
        "name": masked(dossier.applicant_name),
        "today": timezone.localdate(),
        "may_rate": may_be_rated(
            dossier, by=request.user if request.user.is_authenticated else None
        ),
        "token": lookup.token_of(dossier.public_id),
    }
    response = render(request, "portal/progress.html", context)
    response["Cache-Control"] = "no-store"
    return response
