"""How a reader wants the portal to look: text size and colours, kept in cookies.

The cookies say nothing about the person, so they need no account and no consent;
portal.context reads them for every page.
"""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from portal.context import TEXT_SIZES, THEMES

ONE_YEAR = 365 * 24 * 60 * 60


class DisplayForm(forms.Form):
    """One button sends one value; the other stays as it was."""

    text_size = forms.ChoiceField(choices=[(s, s) for s in TEXT_SIZES], required=False)
    theme = forms.ChoiceField(choices=[(t, t) for t in THEMES], required=False)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the choices; a press on one keeps it and returns to the page before."""
    if request.method != "POST":
        return render(request, "portal/preferences.html")
    form = DisplayForm(request.POST)
    form.is_valid()
    response = redirect(_page_before(request))
    for name, value in form.cleaned_data.items():
        if value:
            _keep(response, name, value)
    return response


def _page_before(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if safe else reverse("preferences")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        f"{settings.COOKIE_PREFIX}{name}",
        value,
        max_age=ONE_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
