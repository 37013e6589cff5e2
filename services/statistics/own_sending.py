"""Sending own reports by e-mail: once for each day on which one is due, at seven.

The dispatch is written before the mail leaves and marked after: a crash in between
leaves it unmarked, and it is tried again; so a mail may come twice, never not at all.
Whoever starts late sends the newest only, about the period it was due for. Rights are
asked again before every mail. What fails is tried some times, and stops nobody else's.
"""

import logging
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from services.printing.sheets import Sheet, workbook
from services.statistics.exhibits import Exhibit
from services.statistics.folding import VIETNAM
from services.statistics.models import Dispatch, SavedReport, Schedule
from services.statistics.own_reading import Asked, query_of, read
from services.statistics.own_reports import NotAReport
from services.statistics.own_saving import may_see
from services.statistics.periods import NotAPeriod

log = logging.getLogger(__name__)

HOUR = time(7)
AGAIN_AFTER = timedelta(minutes=15)
MOST_TRIES = 8
SHOWN = 20
"""Rows in the mail itself; all of them are in its attachments."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def due_day(schedule: Schedule, now: datetime) -> date | None:
    """Return the latest day on which it was due by now; None before the first."""
    here = now.astimezone(VIETNAM)
    day = here.date() if here.time() >= HOUR else here.date() - timedelta(days=1)
    rhythm = Schedule.Rhythm(schedule.rhythm)
    if rhythm is Schedule.Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    elif rhythm is Schedule.Rhythm.MONTHLY:
        day = day.replace(day=1)
    else:
        day = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day if day > schedule.since else None


def send_due(now: datetime) -> int:
    """Send everything that is due and not yet sent; return how many mails left."""
    schedules = Schedule.objects.select_related(
        "report__agency", "report__owner", "recipient"
    ).order_by("pk")
    return sum(
        _send(each, day, now) for each in schedules if (day := due_day(each, now))
    )


def _send(schedule: Schedule, day: date, now: datetime) -> bool:
    dispatch, is_new = Dispatch.objects.get_or_create(
        schedule=schedule, day=day, defaults={"begun_at": now}
    )
    if not is_new:
        # One at a time takes it up again, and not while another may be at it.
        stale = Dispatch.objects.filter(
            pk=dispatch.pk,
            sent_at=None,
            begun_at__lte=now - AGAIN_AFTER,
            tries__lt=MOST_TRIES,
        )
        if not stale.update(begun_at=now, failure="", tries=F("tries") + 1):
            return False
    failure = _mailed(schedule, day, now)
    found = Dispatch.objects.filter(pk=dispatch.pk)
    if failure:
        found.update(failure=failure)
        return False
    return bool(found.update(sent_at=now, failure=""))


def _mailed(schedule: Schedule, day: date, now: datetime) -> str:
    """Mail the report of the day; return why it could not be, empty once it left."""
    report, to = schedule.report, schedule.recipient
    if not to.is_active or not may_see(to, report.agency):
        return _("Người nhận không còn được xem số liệu của cơ quan.")
    with override("vi"):  # as all papers of the office
        try:
            _mail(schedule, read(Asked.of(report), today=day), now).send()
        except (NotAReport, NotAPeriod) as problem:
            return str(problem)
        except (SMTPException, OSError):
            return _("Máy chủ thư không nhận.")
        # Whatever else one report does, the others wait behind it.
        except Exception:
            log.exception("Own report %s of %s not sent.", report.pk, day)
            return _("Lỗi của cổng; quản trị hệ thống đã được báo.")
    return ""


def _mail(schedule: Schedule, exhibit: Exhibit, now: datetime) -> EmailMessage:
    report = schedule.report
    shown = f"{reverse('desk:own_report')}?{query_of(report)}"
    stop = reverse("desk:own_schedule", args=[schedule.pk])
    body = render_to_string(
        "mail/own_report.txt",
        {
            "report": report,
            "exhibit": exhibit,
            "rows": [_line(exhibit, number) for number in _few(exhibit)],
            "more": max(0, len(exhibit.rows) - SHOWN),
            "address": f"{settings.SITE_URL}{shown}",
            "stop": f"{settings.SITE_URL}{stop}",
        },
    )
    mail = EmailMessage(
        subject=_("Báo cáo: %(name)s") % {"name": report.name},
        body=body,
        to=[str(schedule.recipient.email)],
    )
    mail.attach("bao-cao.csv", exhibit.csv(), "text/csv")
    mail.attach("bao-cao.xlsx", workbook(sheet_of(report, exhibit, now)), XLSX)
    return mail


def _few(exhibit: Exhibit) -> range:
    return range(min(SHOWN, len(exhibit.rows)))


def _line(exhibit: Exhibit, number: int) -> str:
    row = exhibit.rows[number]
    values = zip(exhibit.head[1:], row.values, strict=True)
    said = "; ".join(f"{h}: {'—' if v is None else v}" for h, v in values)
    return f"{row.name}: {said}"


def sheet_of(report: SavedReport, exhibit: Exhibit, made_at: datetime) -> Sheet:
    """Return the report as a sheet; shares and means are numbers with one decimal."""
    return Sheet(
        code=_("Báo cáo tự lập"),
        agency=report.agency.name,
        title=report.name or exhibit.title,
        subtitle=exhibit.words,
        made_at=made_at.astimezone(VIETNAM),
        head=((_("STT"), *exhibit.head),),
        rows=tuple(
            (str(number), row.name, *row.values)
            for number, row in enumerate(exhibit.rows, start=1)
        ),
    )
