"""Help: the questions people ask most, answered in a few sentences."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show how filing works, step by step."""
    return render(request, "portal/help.html")
