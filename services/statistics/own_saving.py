"""Keeping own reports: saved, shared, sent by e-mail to colleagues who may see them."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.statistics.folding import VIETNAM
from services.statistics.models import SavedReport, Schedule


class CannotKeep(Exception):
    """The report or its sending cannot be kept; the message says why."""


def may_see(user: User, agency: Agency) -> bool:
    """Say whether the person may see the figures of the agency: there or above it."""
    above = [int(part) for part in agency.path.split(".")]
    mine = user.agencies_with(Permission.SEE_FIGURES)
    return mine.filter(pk__in=above).exists()


def reports_of(user: User) -> QuerySet[SavedReport]:
    """Return the person's own reports and those shared where they see figures."""
    mine = user.agencies_with(Permission.SEE_FIGURES).order_by("path")
    within = reduce(or_, (each.tree("agency__") for each in mine), Q(pk__in=()))
    found = SavedReport.objects.filter(Q(owner=user) | Q(within, is_shared=True))
    return found.select_related("owner", "agency").order_by("name", "pk")


def save(
    *,
    by: User,
    at: datetime,
    agency: Agency,
    name: str,
    definition: Mapping[str, Any],
    is_shared: bool = False,
    instead_of: SavedReport | None = None,
) -> SavedReport:
    """Keep the report under the name, or in the place of one of their own.

    Raises CannotKeep where the person may not see the agency's figures, where the other
    report is somebody else's, or where another of their own has the name.
    """
    if not may_see(by, agency):
        raise CannotKeep(_("Ông/Bà không xem được số liệu của cơ quan này."))
    if instead_of is not None and instead_of.owner_id != by.pk:
        raise CannotKeep(_("Chỉ người lập mới sửa được báo cáo này."))
    report = instead_of or SavedReport(owner=by)
    report.agency, report.name, report.changed_at = agency, name, at
    report.definition, report.is_shared = dict(definition), is_shared
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise CannotKeep(
            _("Ông/Bà đã có báo cáo mang tên này; hãy chọn tên khác.")
        ) from error
    return report


def schedule(report: SavedReport, *, to: str, rhythm: str, at: datetime) -> Schedule:
    """Send the report to a colleague from now on; their address is who they are.

    Raises CannotKeep where nobody with that address may see the report's figures, or
    where they get it already.
    """
    found = User.objects.filter(email__iexact=to, is_active=True).first()
    if found is None or not may_see(found, report.agency):
        raise CannotKeep(
            _("Không có đồng nghiệp nào dùng thư này được xem số liệu của cơ quan.")
        )
    since = at.astimezone(VIETNAM).date()
    try:
        with transaction.atomic():
            return Schedule.objects.create(
                report=report, recipient=found, rhythm=rhythm, since=since
            )
    except IntegrityError as error:
        raise CannotKeep(_("Người này đã có trong lịch gửi.")) from error
