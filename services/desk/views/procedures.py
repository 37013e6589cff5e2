"""The list behind a number of form II.07: the procedures that it counts."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.procedures.models import Procedure
from services.statistics import form_07

NAMES: Mapping[str, Promise] = {
    "provided": gettext_lazy("Tổng số TTHC"),
    "level_2": gettext_lazy("Mức độ 2"),
    "level_3": gettext_lazy("Mức độ 3"),
    "level_4": gettext_lazy("Mức độ 4"),
    "online": gettext_lazy("Mức độ 3 và 4"),
    "used": gettext_lazy("Có phát sinh hồ sơ"),
}
"""Columns (3) to (8) of the form, in their order."""


@only_with(Permission.SEE_FIGURES)
@require_safe
def procedures(request: OfficerRequest) -> HttpResponse:
    """List the procedures that a number of the form counts."""
    asked = request.GET.dict()
    kind = asked.get("loai", "")
    if kind not in NAMES:
        raise Http404
    scope = narrowing.scope_in(asked, request.user, timezone.localdate())
    counted = form_07.of_scope(scope)
    kept = Procedure.objects.filter(pk__in=getattr(counted, kind))
    rows = [
        (each, counted.level_of(each.pk), each.pk in counted.used)
        for each in kept.select_related("sector").order_by("code")
    ]
    context = {
        "tabs": narrowing.TABS,
        "scope": scope,
        "name": NAMES[kind],
        "rows": rows,
    }
    return render(request, "desk/procedures.html", context)
