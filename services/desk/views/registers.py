"""The registers behind indicators: read, written, corrected, filled from a sheet."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, agencies_where, only_with
from services.desk.numbered import numbered
from services.desk.registers import REGISTERS, EntryForm, Register, kept_by
from services.documents.serving import headers_of
from services.statistics import registering, sheets
from services.statistics.models import Entry
from services.statistics.picturing import CSV
from services.statistics.registering import CannotEnter, may_enter

PAGE = 50
readers_only = only_with(Permission.SEE_FIGURES, Permission.KEEP_REGISTERS)
keepers_only = only_with(Permission.KEEP_REGISTERS)


def _register(key: str) -> Register:
    if key not in REGISTERS:
        raise Http404
    return REGISTERS[key]


def _entries(request: OfficerRequest, register: Register) -> Any:
    mine = agencies_where(
        request.user, Permission.SEE_FIGURES, Permission.KEEP_REGISTERS
    )
    return register.entries(mine | narrowing.agencies_of(request.user))


@readers_only
@require_safe
def registers(request: OfficerRequest) -> HttpResponse:
    """Go to the first register."""
    return redirect("desk:register", next(iter(REGISTERS)))


@readers_only
@require_safe
def register(request: OfficerRequest, key: str) -> HttpResponse:
    """Show a register's entries; `?da-sua=1` shows what was corrected too."""
    mine = _register(key)
    with_old = request.GET.get("da-sua") == "1"
    rows = _entries(request, mine)
    if not with_old:
        rows = rows.filter(replaced_at=None)
    page = numbered(rows, request.GET.dict(), PAGE)
    context = {
        **_around(request, mine),
        "with_old": with_old,
        "rows": [_line(mine, entry) for entry in page.rows],
        "page": page,
    }
    return render(request, "desk/register.html", context)


def _around(request: OfficerRequest, mine: Register) -> dict[str, Any]:
    return {
        "tabs": narrowing.TABS if request.sees_figures else (),
        "registers": REGISTERS.values(),
        "register": mine,
        "may_write": _may_write(request, mine),
    }


def _may_write(request: OfficerRequest, mine: Register) -> bool:
    if mine.is_of_agencies:
        return request.keeps_registers
    return may_enter(request.user, mine.model())


def _line(mine: Register, entry: Entry) -> dict[str, Any]:
    cells = [(each.head, each.kind, each.of(entry)) for each in mine.columns]
    return {"entry": entry, "cells": cells}


@keepers_only
@require_http_methods(["GET", "POST"])
def new_entry(request: OfficerRequest, key: str) -> HttpResponse:
    """Write a new entry."""
    mine = _register(key)
    if not _may_write(request, mine):
        raise Http404
    return _form(request, mine, None)


@keepers_only
@require_http_methods(["GET", "POST"])
def entry(request: OfficerRequest, key: str, number: int) -> HttpResponse:
    """Correct an entry, or take it out."""
    mine = _register(key)
    # One that was corrected meanwhile is shown too: what is sent then is told so.
    old = get_object_or_404(_entries(request, mine), pk=number)
    if not may_enter(request.user, old):
        raise Http404
    if request.POST.get("act") == "take_out":
        return _take_out(request, mine, old)
    return _form(request, mine, old)


def _take_out(request: OfficerRequest, mine: Register, old: Entry) -> HttpResponse:
    try:
        registering.take_out(old, by=request.user, at=timezone.now())
    except CannotEnter as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Đã bỏ dòng này khỏi sổ."))
    return redirect("desk:register", mine.key)


def _form(request: OfficerRequest, mine: Register, old: Any) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    shown = mine.model(**_values(old, mine)) if old else None
    form = mine.form(data, instance=shown, user=request.user)
    if data is not None and form.is_valid() and _written(request, form, old):
        messages.success(request, _("Đã ghi vào sổ."))
        return redirect("desk:register", mine.key)
    context = {**_around(request, mine), "form": form, "old": old}
    status = 422 if form.errors else 200
    return render(request, "desk/register_entry.html", context, status=status)


def _values(old: Any, mine: Register) -> dict[str, Any]:
    return {name: getattr(old, name) for name in mine.form.base_fields}


def _written(request: OfficerRequest, form: EntryForm, old: Any) -> bool:
    """Write what the form says; put what stands against it onto the form."""
    try:
        registering.enter(
            form.instance, by=request.user, at=timezone.now(), instead_of=old
        )
    except CannotEnter as problem:
        form.blame(problem.constraint, str(problem))
        return False
    return True


@keepers_only
@require_http_methods(["GET", "POST"])
def import_sheet(request: OfficerRequest) -> HttpResponse:
    """Fill the register of work files from a sheet: all of it or nothing."""
    mine = REGISTERS["ho-so-cong-viec"]
    faults: list[dict[str, str]] = []
    if request.method == "POST":
        faults = _imported(request)
        if not faults:
            return redirect("desk:register", mine.key)
    context = {**_around(request, mine), "faults": faults, "titles": sheets.TITLES}
    status = 422 if faults else 200
    return render(request, "desk/register_import.html", context, status=status)


def _imported(request: OfficerRequest) -> list[dict[str, str]]:
    """Write the sheet that was sent; return why not, row by row."""
    sent = request.FILES.get("bang")
    if sent is None:
        return [{"text": _("Hãy chọn tệp bảng số liệu."), "href": "#bang"}]
    if sent.size is None or sent.size > sheets.MOST_BYTES:
        return [{"text": _("Tệp lớn hơn 1 MB. Hãy chia thành nhiều tệp.")}]
    try:
        sheet = sheets.read(
            sent.read(), kept_by(request.user), today=timezone.localdate()
        )
        if sheet.faults:
            return [_fault(each) for each in sheet.faults]
        new, corrected = registering.enter_work_files(
            sheet.counts, by=request.user, at=timezone.now()
        )
    except (sheets.NotASheet, CannotEnter) as problem:
        return [{"text": str(problem)}]
    said = _(
        "Đã đọc %(all)d dòng: %(new)d dòng mới, %(corrected)d dòng sửa,"
        " bỏ qua %(left_empty)d dòng trống."
    )
    numbers = {"all": len(sheet.counts) + sheet.left_empty, "new": new}
    numbers |= {"corrected": corrected, "left_empty": sheet.left_empty}
    messages.success(request, said % numbers)
    return []


def _fault(fault: sheets.Fault) -> dict[str, str]:
    return {
        "text": _("Dòng %(row)d: %(text)s") % {"row": fault.row, "text": fault.text}
    }


@keepers_only
@require_safe
def sheet_template(request: OfficerRequest) -> HttpResponse:
    """Hand out an empty sheet with this month and the person's agencies of it.

    An agency that ended in the month still counts the files of its last days.
    """
    today = timezone.localdate()
    agencies = kept_by(request.user).valid_within(today.replace(day=1), today)
    return HttpResponse(
        sheets.template(agencies, f"{today:%Y-%m}"),
        headers=dict(headers_of("ho-so-cong-viec.csv", CSV)),
    )
