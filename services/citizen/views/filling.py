"""The pages of the e-form: asked, saved, resumed; items added one by one."""

from typing import Any
from uuid import UUID

from django.forms.utils import ErrorDict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from services.citizen.access import CitizenRequest, filing_of
from services.citizen.prefill import prefilled
from services.citizen.walk import BACK_TO_REVIEW, Walk, known_of, walk_of
from services.dossiers import actions
from services.dossiers.models import Dossier, Stage
from services.eforms.building import Page, PageForm, neighbours, page_form
from services.eforms.reading import item_title, listed

MORE_ROWS = 3


@require_http_methods(["GET", "POST"])
def page(request: CitizenRequest, key: UUID, section: str) -> HttpResponse:
    """Show or save one page of the form."""
    draft = filing_of(request, key)
    if not draft.is_draft:  # an old page, by the back button
        return redirect("citizen:dossier", draft.public_id)
    walk = walk_of(draft)
    try:
        before, shown, after = neighbours(walk.pages, section)
    except KeyError as hidden:
        raise Http404 from hidden
    if shown.section.repeat:
        return _items(request, draft, walk, (before, shown, after))
    filled_in = {}
    if request.method == "GET":
        filled_in = prefilled(request.user, draft, shown.section)
    form = _form(request, draft, shown, filled_in)
    answer = _save(request, draft, form, _next_url(request, draft, walk, after))
    if answer is not None:
        return answer
    known = bool(filled_in)
    return _show(request, draft, walk, shown, form, before=before, is_prefilled=known)


def _form(
    request: CitizenRequest,
    draft: Dossier,
    shown: Page,
    item: dict[str, Any] | None = None,
) -> PageForm:
    more = request.POST.get("them_dong", "")
    return page_form(
        shown.section,
        known={**known_of(draft), **(item or {})},
        today=timezone.localdate(),
        data=request.POST if request.method == "POST" else None,
        extra_rows={more: MORE_ROWS} if more else None,
    )


def _save(
    request: CitizenRequest, draft: Dossier, form: PageForm, onwards: str
) -> HttpResponse | None:
    """Save what is right; go on if all is, else None to show the page again."""
    if request.method != "POST":
        return None
    is_valid = form.is_valid()
    actions.save_draft(
        draft,
        by=request.user,
        at=timezone.now(),
        answers=_kept(form),
        reached=Stage.ANSWERING if is_valid else None,
    )
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204)
    if "them_dong" in request.POST:
        form._errors = ErrorDict()
        return None
    if "luu" in request.POST:
        return redirect("citizen:dossiers")
    return redirect(onwards) if is_valid else None


def _kept(form: PageForm) -> dict[str, Any]:
    """Return the answers of the page, leaving alone what is typed wrongly."""
    return {k: v for k, v in form.answers.items() if k not in form.errors}


def _next_url(
    request: CitizenRequest, draft: Dossier, walk: Walk, after: Page | None
) -> str:
    base = reverse("citizen:draft", args=[draft.public_id])
    if BACK_TO_REVIEW in request.GET:
        return f"{base}xem-lai/"
    if after is not None:
        return f"{base}{after.key}/"
    return f"{base}giay-to/" if walk.documents else f"{base}xem-lai/"


def _show(
    request: CitizenRequest,
    draft: Dossier,
    walk: Walk,
    shown: Page,
    form: PageForm,
    *,
    before: Page | None,
    title: str = "",
    is_prefilled: bool = False,
) -> HttpResponse:
    context = {
        "dossier": draft,
        "procedure": draft.revision.procedure,
        "page": shown,
        "title": title or shown.section.title,
        "walk": walk,
        "form": form,
        "before": before,
        "is_prefilled": is_prefilled,
    }
    status = 422 if form.errors else 200
    return render(request, "citizen/page.html", context, status=status)


def _items(
    request: CitizenRequest,
    draft: Dossier,
    walk: Walk,
    around: tuple[Page | None, Page, Page | None],
) -> HttpResponse:
    """Show the list of a repeated section, or one of its items (`?muc=`)."""
    before, shown, after = around
    repeat = shown.section.repeat
    assert repeat is not None
    items: list[dict[str, Any]] = list(draft.answers.get(shown.key, []))
    number = request.GET.get("muc", "")
    if number.isdecimal() and int(number) <= min(len(items), repeat.maximum - 1):
        return _item(request, draft, walk, around, int(number))
    if request.method == "POST" and (gone := request.POST.get("xoa", "")).isdecimal():
        kept = [item for place, item in enumerate(items) if str(place) != gone]
        actions.save_draft(
            draft, by=request.user, at=timezone.now(), answers={shown.key: kept}
        )
        return redirect(request.path)
    if not items and repeat.minimum:
        return redirect(f"{request.path}?muc=0")
    context = {
        "dossier": draft,
        "procedure": draft.revision.procedure,
        "page": shown,
        "walk": walk,
        "items": listed(shown.section, items),
        "may_add": len(items) < repeat.maximum,
        "onwards": _next_url(request, draft, walk, after),
        "before": before,
    }
    return render(request, "citizen/items.html", context)


def _item(
    request: CitizenRequest,
    draft: Dossier,
    walk: Walk,
    around: tuple[Page | None, Page, Page | None],
    index: int,
) -> HttpResponse:
    before, shown, _after = around
    items: list[dict[str, Any]] = list(draft.answers.get(shown.key, []))
    there = items[index] if index < len(items) else {}
    form = _form(request, draft, shown, there)
    is_autosave = "X-Autosave" in request.headers
    if request.method == "POST" and (form.is_valid() or is_autosave):
        item = {**(there if form.errors else {}), **_kept(form)}
        items[index : index + 1] = [{k: v for k, v in item.items() if v is not None}]
        actions.save_draft(
            draft,
            by=request.user,
            at=timezone.now(),
            answers={shown.key: items},
            reached=None if form.errors else Stage.ANSWERING,
        )
        if is_autosave:
            return HttpResponse(status=204)
        is_mended = BACK_TO_REVIEW in request.GET
        return redirect(
            _next_url(request, draft, walk, None) if is_mended else request.path
        )
    if "them_dong" in request.POST:
        form._errors = ErrorDict()
    title = item_title(shown.section, index)
    return _show(request, draft, walk, shown, form, before=before, title=title)
