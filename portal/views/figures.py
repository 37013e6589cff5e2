"""The public figures: the share of dossiers filed online, against the target."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Agency
from portal.charts import percent_line
from services.procedures.models import Sector
from services.statistics import online_share
from services.statistics.freshness import are_invented, as_of
from services.statistics.scope import Scope

MONTHS_SHOWN = 24
LEVELS = [("", _("Mọi mức độ")), ("3", _("Mức độ 3")), ("4", _("Mức độ 4"))]


class ScopeForm(forms.Form):
    """Which part of the city is asked about; anything unreadable is left out."""

    co_quan = forms.ModelChoiceField(
        label=_("Cơ quan"),
        queryset=Agency.objects.none(),
        to_field_name="identifier",
        required=False,
        empty_label=_("Toàn Thành phố"),
    )
    linh_vuc = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=Sector.objects.in_order(),
        to_field_name="key",
        required=False,
        empty_label=_("Mọi lĩnh vực"),
    )
    muc_do = forms.ChoiceField(label=_("Mức độ"), choices=LEVELS, required=False)

    def __init__(self, data: Any, agencies: QuerySet[Agency]) -> None:
        super().__init__(data)
        field = self.fields["co_quan"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the online share by month, level, agency and sector, chart and table."""
    form = ScopeForm(request.GET, Agency.objects.order_by("folded_name", "pk"))
    form.is_valid()
    scope = _scope(form, timezone.localdate())
    months = online_share.by_month(scope)
    year = replace(scope, first=scope.last.replace(month=1, day=1))
    context = {
        "form": form,
        "scope": scope,
        "total": online_share.overall(scope),
        "this_year": online_share.overall(year),
        "months": months,
        "levels": online_share.by_level(scope),
        "sectors": online_share.by_sector(scope),
        "agencies": online_share.by_agency(scope),
        "chart": percent_line(
            [(row.name, row.share.percent) for row in months],
            target=online_share.TARGET,
        ),
        "target": online_share.TARGET,
        "as_of": as_of(),
        "is_invented": are_invented(),
    }
    return render(request, "portal/figures.html", context)


def _scope(form: ScopeForm, today: date) -> Scope:
    level = form.cleaned_data.get("muc_do")
    return Scope(
        first=online_share.first_of(today, MONTHS_SHOWN),
        last=today,
        agency=form.cleaned_data.get("co_quan"),
        sector=form.cleaned_data.get("linh_vuc"),
        level=int(level) if level else None,
    )
