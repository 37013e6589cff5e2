"""A cashier's drawer: opened by the day's first money, closed by counting it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Min, Q, Sum
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.dossiers.codes import VIETNAM
from services.payments.errors import DayClosed
from services.payments.models import Account, CashDay, EntryLine


@dataclass(frozen=True, slots=True)
class Drawer:
    """VND that a drawer holds by means."""

    cash: int
    card: int


def span_of(day: date) -> tuple[datetime, datetime]:
    """Return when the local day begins and when the next one does."""
    begins = datetime.combine(day, time(), VIETNAM)
    return begins, begins + timedelta(days=1)


def expected(agency: Agency, cashier: User, day: date) -> Drawer:
    """Return what the ledger says the cashier took in less what was paid out."""
    begins, ends = span_of(day)
    lines = EntryLine.objects.filter(
        agency=agency,
        entry__by=cashier,
        entry__at__gte=begins,
        entry__at__lt=ends,
    )
    return Drawer(
        **lines.aggregate(
            cash=Sum("amount", filter=Q(account=Account.CASH), default=0),
            card=Sum("amount", filter=Q(account=Account.CARD), default=0),
        )
    )


def first_day(agency: Agency) -> date | None:
    """Return the local day of the agency's first money, None where none ever moved."""
    first = EntryLine.objects.filter(agency=agency).aggregate(at=Min("entry__at"))["at"]
    return first.astimezone(VIETNAM).date() if first else None


def why_not_close(agency: Agency, day: date, *, today: date) -> str:
    """Return a sentence why the day is none to close, empty where it is one.

    Today may always be closed; so may any day since the agency's first money.
    """
    if day > today:
        return _("Chưa đến ngày này nên chưa khóa sổ được.")
    first = first_day(agency)
    if day < min(today, first or today):
        return _("Ngày này cơ quan chưa thu khoản nào nên không có sổ để khóa.")
    return ""


def is_closed(agency: Agency, cashier: User, at: datetime) -> bool:
    """Say whether the cashier has closed the local day: a guess without a lock."""
    day = at.astimezone(VIETNAM).date()
    mine = CashDay.objects.filter(agency=agency, cashier=cashier, day=day)
    return mine.exclude(closed_at=None).exists()


def open_drawer(agency: Agency, cashier: User, at: datetime) -> CashDay:
    """Return the cashier's drawer of the local day, locked; raises DayClosed."""
    mine = _locked(agency, cashier, at.astimezone(VIETNAM).date())
    if mine.closed_at is not None:
        raise DayClosed(_("Sổ quỹ của ngày này đã khóa, không thu, chi thêm được."))
    return mine


def _locked(agency: Agency, cashier: User, day: date) -> CashDay:
    known, _new = CashDay.objects.get_or_create(agency=agency, cashier=cashier, day=day)
    return CashDay.objects.select_for_update(of=("self",)).get(pk=known.pk)


@transaction.atomic
def close_day(
    agency: Agency,
    *,
    by: User,
    at: datetime,
    counted: Drawer,
    reason: str = "",
    day: date | None = None,
) -> CashDay:
    """Close the cashier's own local day (today unless an earlier one is named).

    Afterwards that cashier takes and pays nothing on that day. Raises DayClosed (no
    power, closed already, a day to come or before the agency's first money, a
    difference without its reason).
    """
    today = at.astimezone(VIETNAM).date()
    wanted = day or today
    if not by.has_permission(Permission.COLLECT_FEE, agency):
        raise DayClosed(_("Ông/Bà không có quyền thực hiện thao tác này."))
    if why := why_not_close(agency, wanted, today=today):
        raise DayClosed(why)
    mine = _locked(agency, by, wanted)
    if mine.closed_at is not None:
        raise DayClosed(_("Sổ quỹ của ngày này đã khóa."))
    ledger = expected(agency, by, wanted)
    if counted != ledger and not reason.strip():
        raise DayClosed(_("Hãy ghi lý do của số tiền chênh lệch."))
    mine.expected_cash, mine.expected_card = ledger.cash, ledger.card
    mine.counted_cash, mine.counted_card = counted.cash, counted.card
    mine.reason, mine.closed_at = reason.strip(), at
    mine.save()
    return mine
