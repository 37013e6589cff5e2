"""The demo's panel: whom to sign in as, and the second factors of its officials.

The page exists in the demo alone; production settings refuse DEMO (portal.E001).
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import demo


@login_not_required
@never_cache
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """Show the invented accounts with their current codes."""
    if not settings.DEMO:
        raise Http404
    citizens = [person for person in demo.PEOPLE if not person.role]
    context = {
        "citizens": citizens,
        "officials": demo.current_codes(),
        "password": demo.PASSWORD,
    }
    return render(request, "portal/demo.html", context)
