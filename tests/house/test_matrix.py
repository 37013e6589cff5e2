"""Who reaches what: every address, every kind of person, reading and writing.

A page whose address names somebody's thing has a row here, and a page without a row
fails (security rules 51 and 52). Things of others do not exist: 404, never 403, so
that nobody learns which codes are in use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import GRANTS, Permission, Role
from services.documents.actions import store_upload
from services.dossiers import actions
from services.dossiers.actions import FaultFound
from services.dossiers.models import Dossier, Event, Fault
from services.payments.models import Attempt, Means
from services.procedures.definition import Channel
from tests.factories.accounts import make_agency, make_citizen, make_officer, sign_in
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.house.pages import pages
from tests.house.test_doors import ENTRANCE, PUBLIC
from tests.house.test_matrix_money import NAMES
from tests.services.dossiers.test_life import pdf

pytestmark = pytest.mark.django_db

OWN_ACCOUNT = {
    page.name
    for page in pages()
    if page.name.startswith(("account_", "mfa_", "usersessions_"))
}
NOBODYS = {
    # the reader's own lists, and what begins something new
    *("citizen:dossiers", "citizen:notices", "citizen:start"),
    *("citizen:pay", "citizen:vnpay_return"),
    *("desk:home", "desk:queue", "desk:counter", "desk:intake_begin"),
}


@dataclass(frozen=True)
class World:
    """A draft and a filing of one citizen, and a paper filing at the same office."""

    office: Office
    owner: User
    draft: Dossier
    filed: Dossier
    counter: Dossier
    attempt: Attempt
    people: Mapping[str, User | None]


@pytest.fixture
def world() -> World:
    office, elsewhere = Office(DIPLOMA), Office(DIPLOMA)
    owner = make_citizen()
    filed = office.in_progress(owner)
    question = next(filed.definition.form.questions())
    actions.ask_supplement(
        filed,
        by=office.officer,
        at=WHEN,
        faults=[FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")],
    )
    filed.papers.create(
        role="required",
        requirement="x",
        document=store_upload(pdf(), by=owner, at=WHEN),
        added_by=owner,
        added_at=WHEN,
    )
    counter = actions.open_draft(
        office.filing(channel=Channel.COUNTER),
        key=uuid4(),
        by=office.receptionist,
        at=WHEN,
    )
    city = make_agency("Thành phố Mẫu")
    office.agency.path = f"{city.path}.{office.agency.pk}"
    office.agency.save()
    people = {
        "stranger": None,
        "owner": owner,
        "other citizen": make_citizen(),
        "who took it in": office.receptionist,
        "auditor above": make_officer(Role.AUDITOR, city),
        **{f"{role} here": make_officer(role, office.agency) for role in Role},
        **{f"{role} elsewhere": make_officer(role, elsewhere.agency) for role in Role},
    }
    draft, attempt = office.draft(owner), transfer_of(owner)
    return World(office, owner, draft, filed, counter, attempt, people)


def transfer_of(payer: User) -> Attempt:
    return Attempt.objects.create(
        means=Means.VIETQR,
        reference="MC1",
        amount=8_000,
        payer=payer,
        created_at=WHEN,
        expires_at=WHEN,
    )


def here(permission: Permission) -> set[str]:
    """Return who holds the power at the office of the dossier."""
    able = {f"{role} here" for role in Role if permission in GRANTS[role]}
    if permission in GRANTS[Role.RECEPTIONIST]:
        able.add("who took it in")
    if permission in GRANTS[Role.AUDITOR]:
        able.add("auditor above")
    return able


@dataclass(frozen=True)
class Row:
    """An address, what stands in it, and who gets through."""

    name: str
    parts: Callable[[World], list[object]]
    allowed: set[str]

    def address(self, world: World) -> str:
        return reverse(self.name, args=self.parts(world))


def of_owner(name: str, *more: object, draft: bool = False) -> Row:
    def parts(world: World) -> list[object]:
        return [(world.draft if draft else world.filed).public_id, *more]

    return Row(f"citizen:{name}", parts, {"owner"})


def paper(world: World) -> object:
    return world.filed.papers.get().document.public_id


def act(name: str, permission: Permission) -> Row:
    return Row("desk:act", lambda w: [w.filed.code, name], here(permission))


SEES = here(Permission.SEE_DOSSIERS)
ROWS = [
    *(of_owner(name, draft=True) for name in ("draft", "discard", "papers", "review")),
    of_owner("page", "van_bang", draft=True),
    *(of_owner(name) for name in ("dossier", "receipt", "supplement", "withdraw")),
    of_owner("slip", "to-khai"),
    of_owner("way"),
    of_owner("rating"),
    of_owner("fetch"),
    Row("citizen:attempt", lambda w: [w.attempt.public_id], {"owner"}),
    Row("citizen:attempt_check", lambda w: [w.attempt.public_id], {"owner"}),
    # Without an account of the office nobody transfers; see citizen/test_transferring.
    Row("citizen:transfer", lambda w: [w.attempt.reference], set()),
    Row("citizen:fee_receipt", lambda w: [w.filed.public_id, uuid4()], set()),
    Row(
        "citizen:detach", lambda w: [w.filed.public_id, w.filed.papers.get().pk], set()
    ),
    Row("citizen:document", lambda w: [w.filed.public_id, paper(w)], {"owner"}),
    Row("desk:dossier", lambda w: [w.filed.code], SEES),
    Row("desk:following", lambda w: [w.filed.code], SEES),
    Row("desk:document", lambda w: [w.filed.code, paper(w)], SEES),
    Row("desk:slip", lambda w: [w.filed.code, "to-khai"], SEES),
    act("refuse", Permission.REFUSE),
    act("ask_supplement", Permission.PROCESS),
    act("collect_fee", Permission.COLLECT_FEE),
    act("decide", Permission.DECIDE),
    act("hand_over", Permission.HAND_OVER),
    # What an applicant with an account does is nobody's at the desk.
    Row("desk:act", lambda w: [w.filed.code, "supplement"], set()),
    Row("desk:act", lambda w: [w.filed.code, "ask_withdraw"], set()),
    Row("desk:intake_review", lambda w: [w.counter.public_id], {"who took it in"}),
    Row(
        "desk:intake_page",
        lambda w: [w.counter.public_id, "van_bang"],
        {"who took it in"},
    ),
]


def test_every_page_has_its_row() -> None:
    open_to_all = PUBLIC | ENTRANCE | OWN_ACCOUNT | NOBODYS | NAMES

    assert {page.name for page in pages()} == open_to_all | {row.name for row in ROWS}


WRONG_METHOD = {
    "GET": {"citizen:discard", "citizen:detach", "citizen:attempt_check"},
    "POST": {
        *(f"citizen:{name}" for name in ("draft", "dossier", "receipt")),
        *("citizen:attempt", "citizen:fee_receipt"),
        *(
            f"{face}:{name}"
            for face in ("citizen", "desk")
            for name in ("slip", "document")
        ),
        *("desk:dossier", "desk:following"),
    },
}
DESKLESS = {"owner", "other citizen"} | {
    f"{role} {place}"
    for role in Role
    for place in ("here", "elsewhere")
    if Permission.SEE_DOSSIERS not in GRANTS[role]
}


def turned_away(person: str, row: Row, method: str) -> int:
    """Return the answer to somebody who has no business there."""
    if person == "stranger":
        return 302 if method == "GET" else 401
    if row.name.startswith("desk:") and person in DESKLESS:
        return 403
    if row.name in WRONG_METHOD[method]:
        return 405
    # Who sees the dossier is told that the act is not theirs; others see nothing.
    return 403 if row.name == "desk:act" and person in SEES else 404


def doors(people: Mapping[str, User | None]) -> Mapping[str, Client]:
    """Sign everybody in, each with a browser of their own."""
    return {name: sign_in(who) if who else Client() for name, who in people.items()}


def state_of(world: World) -> list[object]:
    """Return all that an act would change."""
    rows = Dossier.objects.order_by("pk")
    kept = rows.values_list("pk", "version", "state", "sealed_answers", "saved_at")
    return [
        [tuple(map(str, row)) for row in kept],
        Event.objects.count(),
        world.filed.papers.count(),
    ]


def others(world: World, row: Row) -> Mapping[str, User | None]:
    """Return who has no business there; on citizens' pages all roles are alike."""
    few = {"stranger", "other citizen", "leader here", "auditor above"}
    return {
        name: who
        for name, who in world.people.items()
        if name not in row.allowed and (name in few or row.name.startswith("desk:"))
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_reaches_their_own_and_nothing_else(world: World, row: Row) -> None:
    """Looking, and whatever somebody without business there sends, changes nothing."""
    before, address = state_of(world), row.address(world)
    away = doors(others(world, row))

    for method in ("GET", "POST"):
        answers = {
            name: client.generic(method, address).status_code
            for name, client in away.items()
        }
        assert answers == {name: turned_away(name, row, method) for name in away}
    able = doors({name: world.people[name] for name in row.allowed})
    looks = {client.get(address).status_code for client in able.values()}

    assert looks <= {200, 302, 405}
    assert state_of(world) == before
