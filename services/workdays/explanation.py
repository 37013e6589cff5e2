"""Why a date was promised: sentences that a citizen can check with a calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from services.workdays.calendar import VIETNAM, Calendar
from services.workdays.terms import Term, Unit

MOST_DAYS_NAMED = 12
"""Longer terms name their holidays only; weekends go without saying."""


def of_promise(
    accepted_at: datetime,
    starts_at: datetime,
    term: Term,
    due_at: datetime,
    calendar: Calendar,
) -> tuple[str, ...]:
    """Return the sentences: start, term, days left out, result."""
    return (
        _start(accepted_at.astimezone(VIETNAM), starts_at),
        _term(term),
        *_left_out(starts_at.date(), due_at.date(), term, calendar),
        _("Vì vậy hạn trả kết quả là %(due)s.") % {"due": _moment(due_at)},
    )


def _moment(at: datetime) -> str:
    return _("%(time)s ngày %(day)s") % {
        "time": f"{at:%H:%M}",
        "day": f"{at:%d/%m/%Y}",
    }


def _start(accepted: datetime, starts_at: datetime) -> str:
    if accepted == starts_at:
        return _("Thời hạn tính từ lúc tiếp nhận: %(start)s.") % {
            "start": _moment(starts_at)
        }
    return _(
        "Tiếp nhận lúc %(accepted)s, ngoài giờ làm việc, "
        "nên thời hạn tính từ %(start)s."
    ) % {"accepted": _moment(accepted), "start": _moment(starts_at)}


def _term(term: Term) -> str:
    if term.same_day_until is not None:
        return _(
            "Thủ tục này trả trong ngày; tiếp nhận từ %(hour)s giờ thì trả ngày làm "
            "việc tiếp theo."
        ) % {"hour": term.same_day_until.hour}
    number = f"{term.value.normalize():f}".replace(".", ",")
    sentences = {
        Unit.HOUR: _("Thời hạn theo quy định: %(number)s giờ làm việc."),
        Unit.WORKING_DAY: _("Thời hạn theo quy định: %(number)s ngày làm việc."),
        Unit.CALENDAR_DAY: _(
            "Thời hạn theo quy định: %(number)s ngày, tính cả ngày nghỉ; ngày cuối là "
            "ngày nghỉ thì lùi đến ngày làm việc kế tiếp."
        ),
        Unit.MONTH: _(
            "Thời hạn theo quy định: %(number)s tháng; ngày cuối là ngày nghỉ thì lùi "
            "đến ngày làm việc kế tiếp."
        ),
    }
    return sentences[term.unit] % {"number": number}


def _left_out(first: date, last: date, term: Term, calendar: Calendar) -> Iterator[str]:
    """Yield a sentence for what is not counted between the two days."""
    if term.unit in {Unit.CALENDAR_DAY, Unit.MONTH}:
        return
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    off = [day for day in days if day in calendar.days_off]
    named = [d for d in off if d.weekday() < 5 and d not in calendar.make_up_days]
    if named:
        listed = ", ".join(f"{day:%d/%m} ({calendar.days_off[day]})" for day in named)
        yield _("Không tính ngày nghỉ lễ: %(days)s.") % {"days": listed}
    weekend = [d for d in days if not calendar.is_working_day(d) and d not in named]
    if weekend and len(weekend) <= MOST_DAYS_NAMED:
        listed = ", ".join(f"{day:%d/%m}" for day in weekend)
        yield _("Không tính thứ Bảy, Chủ nhật: %(days)s.") % {"days": listed}
    worked = [day for day in days if day in calendar.make_up_days]
    if worked:
        listed = ", ".join(f"{day:%d/%m}" for day in worked)
        yield _("Có tính ngày làm bù: %(days)s.") % {"days": listed}
