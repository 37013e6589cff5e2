"""Own reports: put together, read, kept, shared, sent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Agency
from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.desk.handing import handed_out
from services.desk.own_report_forms import (
    KeepForm,
    OwnReportForm,
    ScheduleForm,
)
from services.documents.serving import headers_of
from services.printing.sheets import workbook
from services.statistics import own_saving
from services.statistics.exhibits import Exhibit
from services.statistics.freshness import freshness
from services.statistics.models import SavedReport, Schedule
from services.statistics.own_reading import Asked, query_of, read
from services.statistics.own_reports import NotAReport
from services.statistics.own_saving import CannotKeep, reports_of
from services.statistics.own_sending import XLSX, sheet_of
from services.statistics.periods import NotAPeriod
from services.statistics.showing import shown

overseers_only = only_with(Permission.SEE_FIGURES)


@overseers_only
@require_safe
def own_reports(request: OfficerRequest) -> HttpResponse:
    """List the reports that the person keeps, and those shared with them."""
    rows = [(each, _address(each)) for each in reports_of(request.user)]
    context = {
        "tabs": narrowing.TABS,
        "mine": [row for row in rows if row[0].owner_id == request.user.pk],
        "shared": [row for row in rows if row[0].owner_id != request.user.pk],
    }
    return render(request, "desk/own_reports.html", context)


def _address(saved: SavedReport) -> str:
    return f"{reverse('desk:own_report')}?{query_of(saved)}"


@overseers_only
@require_http_methods(["GET", "POST"])
def own_report(request: OfficerRequest) -> HttpResponse:
    """Put a report together; everything picked is in the address. POST keeps it."""
    today = timezone.localdate()
    agency = narrowing.agency_of(request.user, request.GET.get("co-quan", ""))
    saved = _saved(request)
    form = OwnReportForm(request.GET if request.GET.get("theo") else None, today)
    asked, exhibit, problem = _read(form, agency)
    keep = KeepForm(request.POST if request.method == "POST" else _known(saved))
    if request.method == "POST" and asked is not None and keep.is_valid():
        kept = _keep(request, asked, keep, saved)
        if kept is not None:
            return redirect(_address(kept))
    context = {
        "tabs": narrowing.TABS,
        "agency": agency,
        "agencies": narrowing.agencies_of(request.user),
        "form": form,
        "problem": problem,
        "saved": saved,
        "is_mine": saved is not None and saved.owner_id == request.user.pk,
        "keep": keep,
        "exhibit": _shown(asked, exhibit) if asked and exhibit else None,
        "query": request.GET.urlencode(),
        **freshness(),
    }
    wrong = form.errors or (request.method == "POST" and keep.errors)
    status = 422 if wrong or problem else 200
    return render(request, "desk/own_report.html", context, status=status)


def _saved(request: OfficerRequest) -> SavedReport | None:
    number = request.GET.get("luu", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    return reports_of(request.user).filter(pk=int(number)).first()


def _known(saved: SavedReport | None) -> dict[str, Any] | None:
    return {"name": saved.name, "is_shared": saved.is_shared} if saved else None


def _read(
    form: OwnReportForm, agency: Agency
) -> tuple[Asked | None, Exhibit | None, str]:
    """Return what is asked, its table, and what stands against it."""
    if not form.is_bound or not form.is_valid():
        return None, None, ""
    try:
        asked = Asked.from_data(form.definition(), agency)
        return asked, read(asked, today=timezone.localdate()), ""
    except (NotAReport, NotAPeriod) as problem:
        return None, None, str(problem)


def _shown(asked: Asked, exhibit: Exhibit) -> Any:
    """Join the table with the lists behind its counts, of the same days."""
    scope = asked.scope(timezone.localdate())
    base = {
        **asked.filters,
        "co-quan": asked.agency.identifier,
        "tu": f"{scope.first}",
        "den": f"{scope.last}",
    }

    def listed(key: str, row: Mapping[str, str]) -> str:
        wanted = {**base, **row, "so_lieu": key}
        return f"{reverse('desk:facts')}?{urlencode(wanted)}"

    (found,) = shown((exhibit,), narrow=lambda _row: "", listed=listed)
    return found


def _keep(
    request: OfficerRequest, asked: Asked, keep: KeepForm, saved: SavedReport | None
) -> SavedReport | None:
    """Keep the report, in the place of the saved one if that was pressed."""
    instead = saved if request.POST.get("act") == "change" else None
    try:
        kept = own_saving.save(
            by=request.user,
            at=timezone.now(),
            agency=asked.agency,
            name=keep.cleaned_data["name"],
            definition=asked.data(),
            is_shared=keep.cleaned_data["is_shared"],
            instead_of=instead,
        )
    except CannotKeep as problem:
        keep.add_error(None, str(problem))
        return None
    messages.success(request, _("Đã lưu báo cáo."))
    return kept


@overseers_only
@require_safe
def own_report_file(request: OfficerRequest, key: str, kind: str) -> HttpResponse:
    """Hand out the report as CSV, SVG or XLSX."""
    agency = narrowing.agency_of(request.user, request.GET.get("co-quan", ""))
    form = OwnReportForm(request.GET, timezone.localdate())
    _asked, exhibit, _problem = _read(form, agency)
    if exhibit is None or exhibit.key != key:
        raise Http404
    if kind != "xlsx":
        return handed_out((exhibit,), key, kind)
    saved = _saved(request)
    named = SavedReport(name=saved.name if saved else "", agency=agency)
    book = workbook(sheet_of(named, exhibit, timezone.now()))
    return HttpResponse(book, headers=dict(headers_of("bao-cao.xlsx", XLSX)))


@overseers_only
@require_http_methods(["GET", "POST"])
def own_report_sending(request: OfficerRequest, number: int) -> HttpResponse:
    """Show to whom a report of theirs goes, add somebody, or delete the report."""
    mine = SavedReport.objects.filter(owner=request.user).select_related("agency")
    saved = get_object_or_404(mine, pk=number)
    if request.POST.get("act") == "delete":
        saved.delete()
        messages.success(request, _("Đã xóa báo cáo và lịch gửi của nó."))
        return redirect("desk:own_reports")
    form = ScheduleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _scheduled(form, saved):
        messages.success(request, _("Đã thêm người nhận."))
        return redirect("desk:own_report_sending", saved.pk)
    schedules = saved.schedules.select_related("recipient").order_by("pk")
    context = {
        "tabs": narrowing.TABS,
        "saved": saved,
        "address": _address(saved),
        "form": form,
        "schedules": [(s, s.dispatches.order_by("-day").first()) for s in schedules],
    }
    status = 422 if form.errors else 200
    return render(request, "desk/own_report_sending.html", context, status=status)


def _scheduled(form: ScheduleForm, saved: SavedReport) -> bool:
    try:
        own_saving.schedule(saved, at=timezone.now(), **form.cleaned_data)
    except CannotKeep as problem:
        form.add_error("to", str(problem))
        return False
    return True


@overseers_only
@require_http_methods(["GET", "POST"])
def own_schedule(request: OfficerRequest, number: int) -> HttpResponse:
    """Ask whoever gets a report, or made it, whether it shall stop; POST stops it."""
    found = get_object_or_404(
        Schedule.objects.select_related("report", "recipient"), pk=number
    )
    if request.user.pk not in {found.recipient_id, found.report.owner_id}:
        raise Http404
    if request.method == "POST":
        found.delete()
        messages.success(request, _("Đã thôi gửi báo cáo này."))
        return redirect("desk:own_reports")
    context = {"tabs": narrowing.TABS, "schedule": found}
    return render(request, "desk/own_schedule.html", context)
