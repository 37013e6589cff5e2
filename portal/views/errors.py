"""Error pages: one language, a reference number, and what happens to typed data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template.loader import render_to_string

from portal import security_log
from portal.logs import request_id

# What a form sends along that must not be shown or sent a second time.
SECRETS = ("password", "csrfmiddlewaretoken", "code", "secret", "token")
RETRY_SECONDS = 300


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _standalone("errors/400.html", status=400)


def unreadable(request: HttpRequest, *, status: int = 400) -> HttpResponse:
    """400 or 414: an address that none of our pages has."""
    return _standalone("errors/400.html", status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this person may not, and it is written down that they tried."""
    security_log.record("authz_fail", request)
    return _page(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing for this person."""
    return _page(request, "errors/404.html", status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than the portal takes at once; it was not read at all."""
    return _standalone("errors/400.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page needs no database, session or context processor."""
    return _standalone("errors/500.html", status=500)


def maintenance(request: HttpRequest, until: str) -> HttpResponse:
    """503: closed on purpose, perhaps with words for when it opens again."""
    response = _standalone("errors/maintenance.html", status=503, until=until)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def typed_fields(request: HttpRequest) -> list[dict[str, str]]:
    """Return the text that a form sent, without files, passwords and tokens."""
    return [
        {"name": name, "value": value}
        for name, values in request.POST.lists()
        if not any(secret in name for secret in SECRETS)
        for value in values
    ]


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of an old page: give back what was typed, to be sent by the reader's own act.

    Most of these are phones that restore a tab of yesterday; losing a long text to
    that is what people complain about. Secrets and files are never given back.
    """
    fields = typed_fields(request)
    context = {
        "path": request.get_full_path(),
        "fields": fields,
        "cookies_missing": reason == REASON_NO_CSRF_COOKIE,
        "reference": request_id.get(),
    }
    return render(request, "errors/csrf.html", context, status=403)


def _page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    return render(request, template, {"reference": request_id.get()}, status=status)


def _standalone(template: str, *, status: int, **context: str) -> HttpResponse:
    page = render_to_string(template, {"reference": request_id.get(), **context})
    return HttpResponse(page, status=status)
