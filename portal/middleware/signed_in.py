"""Private by default, and nothing typed is lost when a session ends in mid-page."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from portal.views.errors import typed_fields


class SignedInMiddleware(LoginRequiredMiddleware):
    """Ask to sign in; a form that was posted comes back with what was typed."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """Redirect to log-in; keep the text of a post for sending it again."""
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        context = {"path": request.path, "fields": typed_fields(request)}
        return render(request, "errors/session.html", context, status=401)
