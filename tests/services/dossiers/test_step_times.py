"""Whether a step of the route took longer than it may, as its leaving event says.

Criterion (2) of TT 01/2018/TT-VPCP. The first step may take four working hours, the
second two; the office is open from 7:30 to 11:30 and from 13 to 17.
"""

import pytest

from services.dossiers import actions
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from tests.services.dossiers.test_life import a_document
from tests.services.dossiers.test_pauses import Three, at

pytestmark = pytest.mark.django_db


def told(dossier: Dossier, act: Act) -> list[object]:
    events = dossier.events.filter(act=act).order_by("seq")
    return [event.data.get("step_late") for event in events]


def forwarded(three: Three, dossier: Dossier, moment: str) -> Dossier:
    return actions.forward(dossier, by=three.office.officer, at=at(moment))


@pytest.mark.parametrize(
    ("left", "is_late"), [("27/01/2021 15:30", False), ("27/01/2021 15:31", True)]
)
def test_a_step_is_late_by_the_minute_of_working_time(
    left: str, *, is_late: bool
) -> None:
    three = Three()

    going = forwarded(three, three.begun("27/01/2021 10:00"), left)

    assert told(going, Act.FORWARD) == [None, is_late]


@pytest.mark.parametrize("kind", ["supplement", "payment"])
@pytest.mark.parametrize(
    ("left", "is_late"), [("02/02/2021 15:30", False), ("02/02/2021 15:31", True)]
)
def test_the_time_of_its_citizen_is_not_the_steps(
    kind: str, left: str, *, is_late: bool
) -> None:
    three = Three()
    dossier = three.begun("27/01/2021 10:00")
    if kind == "supplement":
        waiting = three.asked(dossier, "27/01/2021 11:00")
        going = three.supplied(waiting, "02/02/2021 11:00")
    else:
        waiting = three.asked_to_pay(dossier, "27/01/2021 11:00")
        going = three.settled(waiting, "02/02/2021 11:00")

    assert told(forwarded(three, going, left), Act.FORWARD) == [None, is_late]


def test_a_pause_before_the_step_moves_nothing_of_it() -> None:
    three = Three()
    filed = three.office.submitted(at=at("27/01/2021 10:00"))
    taken = actions.receive(
        filed, by=three.office.receptionist, at=at("27/01/2021 10:00")
    )
    waiting = three.asked(taken, "27/01/2021 11:00")
    going = three.supplied(waiting, "02/02/2021 11:00")

    done = forwarded(three, going, "02/02/2021 16:31")

    assert told(done, Act.FORWARD) == [True]


def test_giving_back_and_deciding_leave_a_step_too() -> None:
    three = Three()
    leader = three.office.leader
    there = forwarded(three, three.begun("27/01/2021 10:00"), "27/01/2021 14:00")
    back = actions.return_step(
        there, by=leader, at=at("27/01/2021 16:30"), reason="Thiếu ý kiến"
    )
    again = forwarded(three, back, "28/01/2021 09:00")
    result = (again.definition.results[0].key, a_document(leader))
    done = actions.decide(again, by=leader, at=at("28/01/2021 10:00"), results=[result])

    assert told(done, Act.RETURN_STEP) == [True]
    assert told(done, Act.FORWARD) == [None, False, False]
    assert told(done, Act.DECIDE) == [False]
