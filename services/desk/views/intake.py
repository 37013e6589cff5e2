"""The e-form at the counter: the citizen's own pages, filled in by the office."""

from typing import Any
from uuid import UUID

from django.forms.utils import ErrorDict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from services.desk.access import OfficerRequest, officers_only
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.eforms.building import Page, PageForm, neighbours, page_form, pages
from services.eforms.reading import item_title, listed
from services.procedures.definition import Channel

MORE_ROWS = 3


def draft_of(request: OfficerRequest, key: UUID) -> Dossier:
    """Return the filing that the officer is writing down, or 404."""
    mine = (
        Dossier.objects.drafts()
        .exclude(channel=Channel.ONLINE, is_assisted=False)
        .filter(created_by=request.user)
        .select_related("agency", "revision__procedure")
        .defer("revision__definition")
    )
    return get_object_or_404(mine, public_id=key)


@officers_only
@require_http_methods(["GET", "POST"])
def page(request: OfficerRequest, key: UUID, section: str) -> HttpResponse:
    """Show or save one page of the form, or the list of a repeated section."""
    draft = draft_of(request, key)
    walk = pages(draft.definition.form, {**draft.answers, **draft.facts})
    try:
        before, shown, after = neighbours(walk, section)
    except KeyError as hidden:
        raise Http404 from hidden
    around = {"dossier": draft, "page": shown, "walk": walk, "before": before}
    onwards = _onwards(draft, after)
    if shown.section.repeat:
        return _items(request, draft, shown, around | {"onwards": onwards})
    form = _form(request, draft, shown, {})
    if request.method == "POST" and form.is_valid():
        _save(request, draft, form.answers)
        return redirect(onwards)
    return _show(request, form, around | {"title": shown.section.title})


def _onwards(draft: Dossier, after: Page | None) -> str:
    if after is None:
        return reverse("desk:intake_review", args=[draft.public_id])
    return reverse("desk:intake_page", args=[draft.public_id, after.key])


def _save(request: OfficerRequest, draft: Dossier, answers: dict[str, Any]) -> None:
    actions.save_draft(draft, by=request.user, at=timezone.now(), answers=answers)


def _form(
    request: OfficerRequest, draft: Dossier, shown: Page, item: dict[str, Any]
) -> PageForm:
    more = request.POST.get("them_dong", "")
    return page_form(
        shown.section,
        known={**draft.answers, **draft.facts, **item},
        today=timezone.localdate(),
        data=request.POST if request.method == "POST" else None,
        extra_rows={more: MORE_ROWS} if more else None,
    )


def _show(
    request: OfficerRequest, form: PageForm, context: dict[str, Any]
) -> HttpResponse:
    if "them_dong" in request.POST:
        form._errors = ErrorDict()
    status = 422 if form.errors else 200
    return render(
        request, "desk/intake_page.html", context | {"form": form}, status=status
    )


def _items(
    request: OfficerRequest, draft: Dossier, shown: Page, context: dict[str, Any]
) -> HttpResponse:
    """Show the list of a repeated section, or one of its items (`?muc=`)."""
    repeat = shown.section.repeat
    assert repeat is not None
    items: list[dict[str, Any]] = list(draft.answers.get(shown.key, []))
    number = request.GET.get("muc", "")
    if number.isdecimal() and int(number) <= min(len(items), repeat.maximum - 1):
        return _item(request, draft, shown, int(number), context)
    if (gone := request.POST.get("xoa", "")).isdecimal():
        kept = [item for place, item in enumerate(items) if str(place) != gone]
        _save(request, draft, {shown.key: kept})
        return redirect(request.path)
    if not items and repeat.minimum:
        return redirect(f"{request.path}?muc=0")
    context |= {
        "items": listed(shown.section, items),
        "may_add": len(items) < repeat.maximum,
    }
    return render(request, "desk/intake_items.html", context)


def _item(
    request: OfficerRequest,
    draft: Dossier,
    shown: Page,
    index: int,
    context: dict[str, Any],
) -> HttpResponse:
    items: list[dict[str, Any]] = list(draft.answers.get(shown.key, []))
    form = _form(request, draft, shown, items[index] if index < len(items) else {})
    if request.method == "POST" and form.is_valid():
        item = {k: v for k, v in form.answers.items() if v is not None}
        items[index : index + 1] = [item]
        _save(request, draft, {shown.key: items})
        return redirect(request.path)
    return _show(request, form, context | {"title": item_title(shown.section, index)})
