"""The public figures: the share of dossiers filed online, against the target."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Agency
from services.procedures.definition import Mode
from services.procedures.models import Sector
from services.statistics import online_share
from services.statistics.board import board
from services.statistics.exhibits import found
from services.statistics.freshness import freshness
from services.statistics.periods import period_of, recent
from services.statistics.picturing import file_of
from services.statistics.publicity import crosses, for_everybody
from services.statistics.scope import Scope
from services.statistics.showing import shown

MONTHS_SHOWN = 24
LEVELS = [("", _("Mọi mức độ")), ("3", _("Mức độ 3")), ("4", _("Mức độ 4"))]
MODES = [
    ("", _("Mọi hình thức")),
    (Mode.FULL.value, _("Toàn trình")),
    (Mode.PARTIAL.value, _("Một phần")),
]
SMALL = _("Số của từng cơ quan chỉ công bố chung mọi mức độ, mọi hình thức.")
CROSSED = {
    "linh_vuc": _(
        "Số của một lĩnh vực tại một cơ quan có ở Dữ liệu mở; ở đây hãy chọn một trong"
        " hai."
    ),
    "muc_do": SMALL,
    "hinh_thuc": SMALL,
}
"""By field of the form, why it is not asked about together with an agency."""
FIELDS = {"co-quan": "co_quan"}
"""What boards call a narrowing, where this page's form calls it otherwise."""


class ScopeForm(forms.Form):
    """Which part of the city is asked about; what is unreadable is left out, aloud."""

    ky = forms.ChoiceField(label=_("Kỳ"), required=False)
    co_quan = forms.ModelChoiceField(
        label=_("Cơ quan"),
        queryset=Agency.objects.order_by("folded_name", "pk"),
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
    hinh_thuc = forms.ChoiceField(label=_("Hình thức"), choices=MODES, required=False)

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        field = self.fields["ky"]
        assert isinstance(field, forms.ChoiceField)
        named = [(period.key, period.name) for period in recent(today)]
        field.choices = [("", _("24 tháng gần nhất")), *named]

    def clean(self) -> dict[str, Any]:
        """Refuse a part of one agency: open data has fields, small counts left out."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, sentence in CROSSED.items():
            if crosses(cleaned.get("co_quan"), cleaned.get(name)):
                self.add_error(name, sentence)
        return cleaned

    def problems(self) -> str:
        """Return what could not be read and why, in sentences; empty if all could."""
        return " ".join(
            f"{self.fields[name].label}: {sentence}"
            for name, sentences in self.errors.items()
            for sentence in sentences
        )

    def scope(self, today: date) -> Scope:
        """Return what was asked for, or as much of it as could be read."""
        self.full_clean()
        wanted = self.cleaned_data
        first, last = online_share.first_of(today, MONTHS_SHOWN), today
        if key := wanted.get("ky"):
            period = period_of(key)
            first, last = period.first, min(period.last, today)
        level = wanted.get("muc_do")
        return Scope(
            first,
            last,
            agency=wanted.get("co_quan"),
            sector=wanted.get("linh_vuc"),
            level=int(level) if level else None,
            mode=wanted.get("hinh_thuc") or None,
        )


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the board of the city or of a part of it, charts with their tables."""
    today = timezone.localdate()
    form = ScopeForm(request.GET, today)
    scope = form.scope(today)
    mine = board(scope)
    exhibits = for_everybody(scope, mine.exhibits)
    query = request.GET.copy()
    context = {
        "form": form,
        "scope": scope,
        "board": mine,
        "in_time": mine.in_time,
        "exhibits": shown(exhibits, narrow=lambda row: _narrowed(query, row)),
        "query": query.urlencode(),
        "problems": form.problems(),
        **freshness(),
    }
    return render(request, "portal/figures.html", context)


def _narrowed(query: QueryDict, row: Any) -> str:
    wanted = query.copy()
    for name, value in row.items():
        wanted[FIELDS.get(name, name)] = value
    return f"?{wanted.urlencode()}"


@login_not_required
@require_safe
def figures_file(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Hand out an exhibit as CSV or SVG; 404 for a part that is not there."""
    today = timezone.localdate()
    form = ScopeForm(request.GET, today)
    scope = form.scope(today)
    exhibit = found(for_everybody(scope, board(scope).exhibits), key)
    if form.errors or exhibit is None:
        raise Http404
    content, headers = file_of(exhibit, kind)
    return HttpResponse(content, headers=headers)
