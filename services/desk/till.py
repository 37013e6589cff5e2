"""What the till shows: sums of a day, what waits for somebody, what is left over."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.desk.access import agencies_where, holds
from services.payments.actions.closing import Drawer, expected, span_of
from services.payments.models import (
    Account,
    Attempt,
    CashDay,
    Difference,
    EntryLine,
    Means,
    Part,
    Refund,
)
from services.payments.models.ledger import REVENUE
from services.payments.models.refund import RefundQuerySet
from services.payments.states import (
    UNSETTLED,
    AttemptState,
    DifferenceState,
    RefundState,
)

ASSETS = frozenset(Account) - REVENUE - {Account.EXCESS}
"""Accounts where money lies; the others say what it is for."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the till: its page, its name, and the powers that open it."""

    key: str
    name: str | Promise
    powers: tuple[Permission, ...]


TABS = (
    Tab("till", _("Trong ngày"), (Permission.COLLECT_FEE, Permission.RECONCILE)),
    Tab("transfers", _("Chuyển khoản"), (Permission.COLLECT_FEE,)),
    Tab("refunds", _("Hoàn tiền"), (Permission.COLLECT_FEE, Permission.APPROVE_REFUND)),
    Tab("differences", _("Đối soát"), (Permission.RECONCILE,)),
    Tab("receipts", _("Biên lai"), (Permission.COLLECT_FEE, Permission.RECONCILE)),
)
POWERS = {tab.key: tab.powers for tab in TABS}


@dataclass(frozen=True, slots=True)
class Shown:
    """A tab with how much waits there; None where nothing ever does."""

    tab: Tab
    count: int | None


def tabs(user: User) -> list[Shown]:
    """Return the person's tabs with their counts, one query for each that waits."""
    waiting = {
        "transfers": waiting_transfers,
        "refunds": waiting_refunds,
        "differences": open_differences,
    }
    return [
        Shown(tab, waiting[tab.key](user).count() if tab.key in waiting else None)
        for tab in TABS
        if holds(user, *tab.powers)
    ]


def transfers(user: User) -> QuerySet[Attempt]:
    """Return the bank transfers that pay something at the person's agencies."""
    agencies = agencies_where(user, *POWERS["transfers"])
    parts = Part.objects.filter(invoice__dossier__agency__in=agencies)
    return Attempt.objects.filter(means=Means.VIETQR, pk__in=parts.values("attempt"))


CONFIRMABLE = frozenset({*UNSETTLED, AttemptState.EXPIRED})
"""Money is money, also after the time for it has run out."""


def waiting_transfers(user: User) -> QuerySet[Attempt]:
    """Keep those whose payer says, with a proof, that the money is on its way."""
    waiting = transfers(user).filter(state__in=sorted(CONFIRMABLE))
    return waiting.filter(proof__isnull=False)


def refunds(user: User) -> RefundQuerySet:
    """Return the refunds of the person's agencies."""
    return Refund.objects.filter(agency__in=agencies_where(user, *POWERS["refunds"]))


def waiting_refunds(user: User) -> QuerySet[Refund]:
    """Keep those that go on when somebody does something."""
    mine = refunds(user)
    undecided = mine.filter(state__in=[RefundState.PROPOSED, RefundState.FAILED])
    return undecided | mine.approved().by_hand()


def differences(user: User) -> QuerySet[Difference]:
    """Return the differences of the person's agencies, and those of unknown orders."""
    agencies = agencies_where(user, *POWERS["differences"])
    return Difference.objects.filter(Q(agency__in=agencies) | Q(agency=None))


def open_differences(user: User) -> QuerySet[Difference]:
    return differences(user).filter(state=DifferenceState.OPEN)


@dataclass(frozen=True, slots=True)
class Moved:
    """VND that came in on an account by so many movements, and that went back."""

    account: Account
    movements: int
    came_in: int
    went_back: int


def movements(user: User, day: date) -> QuerySet[EntryLine]:
    """Return what moved at the person's agencies on the local day."""
    begins, ends = span_of(day)
    return EntryLine.objects.filter(
        account__in=sorted(ASSETS),
        agency__in=agencies_where(user, *POWERS["till"]),
        entry__at__gte=begins,
        entry__at__lt=ends,
    )


def sums(lines: QuerySet[EntryLine]) -> list[Moved]:
    """Return the sums of each account, in the order of the accounts."""
    rows = (
        lines.values("account")
        .annotate(
            movements=Count("pk"),
            came_in=Sum("amount", filter=Q(amount__gt=0), default=0),
            went_back=-Sum("amount", filter=Q(amount__lt=0), default=0),
        )
        .order_by("account")
    )
    found = {Account(row.pop("account")): row for row in map(dict[str, Any], rows)}
    return [Moved(account, **found[account]) for account in Account if account in found]


@dataclass(frozen=True, slots=True)
class OwnDrawer:
    """The person's own drawer at an agency, as the ledger has it now."""

    agency: Agency
    day: date
    holds: Drawer
    closed: CashDay | None


def own_drawers(user: User, today: date) -> list[OwnDrawer]:
    """Return today's drawers, and earlier ones that were never closed."""
    agencies = list(
        user.agencies_with(Permission.COLLECT_FEE).order_by("folded_name", "pk")
    )
    days = CashDay.objects.filter(cashier=user, agency__in=agencies)
    forgotten = days.filter(closed_at=None, day__lt=today).order_by("day", "pk")
    wanted = [(day.agency, day.day) for day in forgotten.select_related("agency")]
    wanted += [(agency, today) for agency in agencies]
    return [own_drawer(user, agency, day) for agency, day in wanted]


def own_drawer(user: User, agency: Agency, day: date) -> OwnDrawer:
    """Return the drawer of the day; closed, it says what was counted."""
    closed = CashDay.objects.filter(cashier=user, agency=agency, day=day)
    return OwnDrawer(
        agency,
        day,
        expected(agency, user, day),
        closed.exclude(closed_at=None).first(),
    )


def closed_days(user: User) -> QuerySet[CashDay]:
    """Return the person's closed days; whoever reconciles sees their colleagues'."""
    whole = user.agencies_with(Permission.RECONCILE)
    mine = CashDay.objects.filter(Q(cashier=user) | Q(agency__in=whole))
    return mine.exclude(closed_at=None).select_related("agency", "cashier")


@dataclass(frozen=True, slots=True)
class Excess:
    """VND of an order that no dossier was credited with and no refund speaks for."""

    reference: str
    agency: Agency
    amount: int
    page: str
    """Where its refund is proposed."""


def unclaimed_excess(user: User) -> list[Excess]:
    """Return what came in twice, too late or wrongly, and whose refund was refused."""
    agencies = user.agencies_with(Permission.COLLECT_FEE)
    return [*_online_excess(agencies), *_door_excess(agencies)]


def _online_excess(agencies: QuerySet[Agency]) -> list[Excess]:
    lines = EntryLine.objects.filter(
        account=Account.EXCESS, agency__in=agencies, entry__attempt__isnull=False
    )
    left: Counter[tuple[int, int]] = Counter()
    for order, agency, amount in lines.values_list(
        "entry__attempt", "agency", "amount"
    ):
        left[order, agency] -= amount
    held = Refund.objects.holding().filter(
        dossier=None, agency__in=agencies, attempt__isnull=False
    )
    for order, agency, amount in held.values_list("attempt", "agency", "amount"):
        assert order is not None
        left[order, agency] -= amount
    return _named((key, amount) for key, amount in sorted(left.items()) if amount > 0)


def _named(left: Iterable[tuple[tuple[int, int], int]]) -> list[Excess]:
    rows = list(left)
    orders = Attempt.objects.in_bulk([order for (order, _agency), _sum in rows])
    offices = Agency.objects.in_bulk([agency for (_order, agency), _sum in rows])
    return [
        Excess(
            orders[order].reference,
            offices[agency],
            amount,
            reverse(
                "desk:excess",
                args=[orders[order].public_id, offices[agency].identifier],
            ),
        )
        for (order, agency), amount in rows
    ]


def door_entries(agencies: QuerySet[Agency]) -> QuerySet[EntryLine]:
    """Return what postmen took beyond what dossiers owed, one line an entry."""
    lines = EntryLine.objects.filter(account=Account.EXCESS, amount__lt=0)
    mine = lines.filter(agency__in=agencies, entry__attempt=None)
    return mine.select_related("entry", "agency")


def _door_excess(agencies: QuerySet[Agency]) -> list[Excess]:
    refused = Q(entry__refunds__state=RefundState.REFUSED)
    rows = list(
        door_entries(agencies)
        .annotate(gone=Sum("entry__refunds__amount", filter=~refused, default=0))
        .filter(gone__lt=-F("amount"))
        .order_by("pk")
        .values_list("entry", "entry__reference", "agency", "amount", "gone")
    )
    offices = Agency.objects.in_bulk([agency for _e, _r, agency, _a, _g in rows])
    return [
        Excess(
            reference,
            offices[agency],
            -amount - gone,
            reverse("desk:door_excess", args=[entry]),
        )
        for entry, reference, agency, amount, gone in rows
    ]
