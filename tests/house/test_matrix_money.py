"""Who reaches which page of money and post; what is not theirs they do not learn of.

Without the power anywhere: 403. With the power at another office: 404, as if the
thing did not exist.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import GRANTS, Permission, Role
from services.delivery.models import Shipment
from services.gateways.post import Direction, Party
from services.payments.actions import collect_at_door
from services.payments.models import (
    Attempt,
    CashDay,
    Difference,
    Entry,
    Means,
    Receipt,
    Refund,
)
from tests.factories.accounts import make_citizen, make_officer, sign_in
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing
from tests.factories.refunds import in_cash, proposed
from tests.services.desk.test_till import proven

pytestmark = pytest.mark.django_db

COLLECT, APPROVE = Permission.COLLECT_FEE, Permission.APPROVE_REFUND
RECONCILE, POST = Permission.RECONCILE, Permission.HAND_OVER
FIGURES = Permission.SEE_FIGURES


@dataclass(frozen=True)
class World:
    """One of everything at an office, and everybody here and elsewhere."""

    office: Office
    receipt: Receipt
    refund: Refund
    transfer: Attempt
    difference: Difference
    parcel: Shipment
    door: Entry
    people: Mapping[str, User | None]


@pytest.fixture
def world() -> World:
    office, elsewhere = Office(COPIES), Office(COPIES)
    dossier = in_cash(office)
    transfer = make_attempt(
        [billed(owing(office), at=WHEN)], at=WHEN, means=Means.VIETQR
    )
    proven(transfer)
    difference = Difference.objects.create(
        means=Means.VNPAY,
        day=WHEN.date(),
        kind=Difference.Kind.MISSING_THERE,
        reference="MC1",
        agency=office.agency,
        ours=1,
        found_at=WHEN,
    )
    people: dict[str, User | None] = {"stranger": None, "citizen": make_citizen()}
    for role in Role:
        people[f"{role} here"] = make_officer(role, office.agency)
        people[f"{role} elsewhere"] = make_officer(role, elsewhere.agency)
    receipt = dossier.receipts.get()
    refund = proposed(office, dossier)
    parcel = a_parcel(office)
    door = collect_at_door(owing(office), at=WHEN, amount=30_000, reference="MC1VN")
    assert door is not None
    return World(office, receipt, refund, transfer, difference, parcel, door, people)


def a_parcel(office: Office) -> Shipment:
    parcel = Shipment(
        dossier=owing(office),
        direction=Direction.RETURN,
        number="H99-1",
        price=26_000,
        ordered_by=office.receptionist,
        ordered_at=WHEN,
        changed_at=WHEN,
    )
    party = Party(name="Nguyễn Thị Mẫu", phone="", address="12 Mẫu", province="79")
    parcel.write_parties(party, party)
    parcel.save()
    return parcel


@dataclass(frozen=True)
class Row:
    """A page, what stands in its address, and the powers that open it."""

    name: str
    parts: Callable[[World], list[object]]
    powers: frozenset[Permission]
    is_list: bool = False
    reads_only: bool = False


def row(
    name: str,
    *powers: Permission,
    parts: Callable[[World], list[object]] | None = None,
    reads_only: bool = False,
) -> Row:
    return Row(
        f"desk:{name}",
        parts or (lambda _world: []),
        frozenset(powers),
        is_list=parts is None,
        reads_only=reads_only,
    )


ROWS = [
    row("till", COLLECT, RECONCILE, reads_only=True),
    row("transfers", COLLECT, reads_only=True),
    row("refunds", COLLECT, APPROVE, reads_only=True),
    row("differences", RECONCILE, reads_only=True),
    row("receipts", COLLECT, RECONCILE, reads_only=True),
    row("parcels", POST, reads_only=True),
    row("money_figures", FIGURES, reads_only=True),
    row(
        "till_close",
        COLLECT,
        parts=lambda w: [w.office.agency.identifier, timezone.localdate()],
    ),
    row("transfer", COLLECT, parts=lambda w: [w.transfer.public_id]),
    row(
        "transfer_proof",
        COLLECT,
        parts=lambda w: [w.transfer.public_id],
        reads_only=True,
    ),
    row("refund", COLLECT, APPROVE, parts=lambda w: [w.refund.public_id]),
    row(
        "excess",
        COLLECT,
        parts=lambda w: [w.transfer.public_id, w.office.agency.identifier],
    ),
    row("door_excess", COLLECT, parts=lambda w: [w.door.pk]),
    row("difference", RECONCILE, parts=lambda w: [w.difference.pk]),
    row("receipt", COLLECT, RECONCILE, parts=lambda w: [w.receipt.public_id]),
    row(
        "receipt_pdf",
        COLLECT,
        RECONCILE,
        parts=lambda w: [w.receipt.public_id],
        reads_only=True,
    ),
    row("parcel", POST, parts=lambda w: [w.parcel.public_id]),
    row("parcel_label", POST, parts=lambda w: [w.parcel.public_id], reads_only=True),
]
NAMES = {
    *(each.name for each in ROWS),
    # They belong to no office: their test is `test_till_reconciling`.
    *("desk:take_statements", "desk:statement"),
    # Of figures, with what they ask for: `tests/services/desk/test_figures.py`.
    *("desk:board", "desk:board_csv", "desk:board_svg", "desk:quality"),
    *("desk:report", "desk:report_pdf", "desk:report_xlsx", "desk:facts"),
    "desk:procedures",
    *("desk:indicators", "desk:indicators_csv", "desk:indicators_svg"),
    # Of own reports: `tests/services/desk/test_own_reports.py`.
    *("desk:own_reports", "desk:own_report", "desk:own_report_sending"),
    *("desk:own_report_csv", "desk:own_report_svg", "desk:own_report_xlsx"),
    "desk:own_schedule",
    # Of ratings and points: `tests/services/desk/test_judged.py`.
    *("desk:satisfaction", "desk:scores", "desk:judged_csv", "desk:judged_svg"),
    # Of registers: `tests/services/desk/test_registers.py`.
    *("desk:registers", "desk:register", "desk:register_new", "desk:register_entry"),
    *("desk:import_sheet", "desk:sheet_template"),
    # The reader's own work: `tests/services/desk/test_own_board.py`.
    *("desk:own_board", "desk:own_list", "desk:own_csv", "desk:own_svg"),
}


def holds(person: str, powers: frozenset[Permission]) -> bool:
    role, _space, _place = person.partition(" ")
    return role in set(Role) and bool(GRANTS[Role(role)] & powers)


def turned_away(person: str, row: Row, method: str) -> int:
    if person == "stranger":
        return 302 if method == "GET" else 401
    if not holds(person, row.powers):
        return 403
    return 405 if method == "POST" and row.reads_only else 404


def doors(people: Mapping[str, User | None]) -> Mapping[str, Client]:
    """Sign everybody in, each with a browser of their own."""
    return {name: sign_in(who) if who else Client() for name, who in people.items()}


def state_of() -> list[object]:
    """Return all that a page of money or post would change."""
    return [
        *(model.objects.count() for model in (Entry, Receipt, Refund, CashDay)),
        list(Refund.objects.order_by("pk").values_list("state", flat=True)),
        list(Attempt.objects.order_by("pk").values_list("state", flat=True)),
        list(Shipment.objects.order_by("pk").values_list("state", flat=True)),
        list(Difference.objects.order_by("pk").values_list("state", flat=True)),
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_reaches_what_their_power_opens_and_nothing_else(
    world: World, row: Row
) -> None:
    address = reverse(row.name, args=row.parts(world))
    before = state_of()
    able = {
        name
        for name in world.people
        if holds(name, row.powers) and (row.is_list or name.endswith(" here"))
    }

    clients = doors(world.people)
    away = world.people.keys() - able

    looks = {clients[name].get(address).status_code for name in able}
    for method in ("GET", "POST"):
        answers = {
            name: clients[name].generic(method, address).status_code for name in away
        }
        assert answers == {name: turned_away(name, row, method) for name in away}

    assert looks == {200}
    assert state_of() == before


def test_statements_belong_to_whoever_reconciles_anywhere(world: World) -> None:
    path = reverse("desk:take_statements")

    officers = {name: who for name, who in world.people.items() if who}
    answers = {n: door.post(path).status_code for n, door in doors(officers).items()}

    may = frozenset({RECONCILE})
    assert answers == {n: 302 if holds(n, may) else 403 for n in answers}


def test_a_receipt_is_read_by_its_payer_alone(world: World) -> None:
    parts = [world.receipt.dossier.public_id, world.receipt.public_id]
    address = reverse("citizen:fee_receipt", args=parts)

    clients = doors(world.people)
    away = {name: door.get(address).status_code for name, door in clients.items()}

    assert away.pop("stranger") == 302
    assert set(away.values()) == {404}
    payer = doors({"payer": world.receipt.dossier.applicant})["payer"]
    assert payer.get(address).status_code == 200
