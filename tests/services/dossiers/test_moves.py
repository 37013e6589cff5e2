"""Which act, in which state, by whom: the table of moves and nothing beside it."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import GRANTS, Permission, Role
from services.dossiers import policies, states
from services.dossiers.models import Dossier
from services.dossiers.policies import APPLICANT_ACTS
from services.dossiers.states import MOVES, Act, State
from tests.factories.accounts import make_officer
from tests.factories.dossiers import WHEN, Office
from tests.portal.test_simulation import COURSES, Stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_an_act_leads_where_the_table_says_or_nowhere(act: Act, state: State) -> None:
    move = MOVES[act]

    if state not in move.sources:
        with pytest.raises(ValueError, match="not possible"):
            states.after(act, state)
    else:
        assert states.after(act, state) == (move.target or state)


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_what_is_offered_is_what_may_be_done_and_is_possible(
    course: tuple[Act, ...],
) -> None:
    stage = Stage()
    dossier = stage.play(stage.story(course))
    agency = stage.office.agency
    people: dict[Role | None, User] = {
        role: make_officer(role, agency) for role in Role
    }

    # What an applicant with an account does, or the writer of a draft, nobody else may.
    personal = {Act.SUBMIT, Act.TAKE_IN, Act.PAY} | (
        APPLICANT_ACTS if dossier.applicant else set()
    )
    for role, person in people.items():
        offered = policies.available_acts(person, dossier)
        for act in Act:
            allowed = (
                act not in personal
                and policies.power_for(act, dossier) in GRANTS[Role(str(role))]
            )
            assert policies.may(person, act, dossier) == allowed
            assert (act in offered) == (allowed and policies.is_possible(act, dossier))


def test_nobody_may_anything_at_another_office() -> None:
    dossier = Office().in_progress()
    elsewhere = Office()

    for role in Role:
        stranger = make_officer(role, elsewhere.agency)
        assert policies.available_acts(stranger, dossier) == []


def test_an_applicant_has_the_applicants_acts_alone() -> None:
    dossier = Office().received()
    assert dossier.applicant is not None

    assert set(policies.available_acts(dossier.applicant, dossier)) <= APPLICANT_ACTS


def test_seeing_dossiers_is_not_doing_anything() -> None:
    office = Office()
    dossier = office.in_progress()
    auditor = make_officer(Role.AUDITOR, office.agency)

    assert auditor.has_permission(Permission.SEE_DOSSIERS, office.agency)
    assert policies.available_acts(auditor, dossier) == []


def test_a_move_that_the_table_forbids_raises() -> None:
    dossier = Office().submitted()

    with pytest.raises(ValueError, match="not possible"):
        dossier.move(Act.HAND_OVER, by=None, at=WHEN + timedelta(days=1))


@pytest.mark.parametrize(
    ("name", "shown"),
    [("code", "H99."), ("nothing", "-")],
)
def test_a_dossier_is_called_by_its_code_or_its_key(name: str, shown: str) -> None:
    office = Office()
    dossier: Any = office.submitted() if name == "code" else office.draft()

    assert shown in str(dossier)
    assert isinstance(dossier, Dossier)
