"""The second factor of officials: no desk without it (security rule 42)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

METHOD = "mfa"


def was_given(request: HttpRequest) -> bool:
    """Say whether this session was opened with a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == METHOD for record in records)


def required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send whoever has not given a second factor to set one up, or to give it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if was_given(request):
            return view(request, *args, **kwargs)
        name = (
            "mfa_reauthenticate"
            if is_mfa_enabled(request.user)
            else "mfa_activate_totp"
        )
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse(name)}?{query}")

    return guarded
