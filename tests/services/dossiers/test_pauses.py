"""The clock of a dossier: what it promises, what stops it, and when it goes on.

The dates are the vectors of the city's own rules: holidays of 2021, eight working
hours a day, the term of three working days.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from accounts.permissions import Role
from services.dossiers import actions
from services.dossiers.actions import FaultFound
from services.dossiers.errors import ActNotAllowed
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import Act, State
from services.payments import actions as payments
from services.payments.models import Means
from services.procedures.catalogue.loader import entry
from services.procedures.definition import Definition, TermRule
from services.workdays.terms import Unit
from tests.factories.accounts import make_officer
from tests.factories.dossiers import DIPLOMA, Office, make_procedure

pytestmark = pytest.mark.django_db

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> datetime:
    """Read `27/01/2021 10:00` as local time."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


class Three:
    """An office that has three working days, and five for the citizen's answer."""

    def __init__(self) -> None:
        kept: Definition = entry(DIPLOMA).definition
        term = TermRule(value=Decimal(3), unit=Unit.WORKING_DAY)
        make_procedure(
            definition=kept.model_copy(update={"terms": (term,), "supplement_days": 5})
        )
        self.office = Office()
        self.cashier: User = make_officer(Role.CASHIER, self.office.agency)

    def begun(self, accepted: str) -> Dossier:
        """Have a filing accepted at the moment and laid on the first step."""
        office, moment = self.office, at(accepted)
        filed = office.submitted(at=moment)
        taken = actions.receive(filed, by=office.receptionist, at=moment)
        return actions.forward(taken, by=office.receptionist, at=moment)

    def asked(self, dossier: Dossier, moment: str) -> Dossier:
        question = next(dossier.definition.form.questions())
        fault = FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")
        return actions.ask_supplement(
            dossier, by=self.office.officer, at=at(moment), faults=[fault]
        )

    def supplied(self, dossier: Dossier, moment: str) -> Dossier:
        assert dossier.applicant is not None
        return actions.supplement(
            dossier, by=dossier.applicant, at=at(moment), answers={}
        )

    def asked_to_pay(self, dossier: Dossier, moment: str) -> Dossier:
        return actions.ask_payment(
            dossier,
            by=self.office.officer,
            at=at(moment),
            amount=50_000,
            reason="Thuế phải nộp",
        )

    def settled(self, dossier: Dossier, moment: str) -> Dossier:
        return payments.collect(
            dossier,
            by=self.cashier,
            at=at(moment),
            means=Means.CASH,
            amount=dossier.fee_owed,
        )


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("27/01/2021 10:00", "01/02/2021 10:00"),
        ("29/01/2021 17:30", "03/02/2021 17:00"),
        ("30/01/2021 09:00", "03/02/2021 17:00"),
        ("08/02/2021 15:00", "18/02/2021 15:00"),
    ],
)
def test_acceptance_promises_what_the_calendar_says(accepted: str, due: str) -> None:
    dossier = Three().begun(accepted)

    assert dossier.promised_at == dossier.due_at == at(due)


@pytest.mark.parametrize("kind", ["supplement", "payment"])
@pytest.mark.parametrize(
    ("stopped", "resumed", "due"),
    [
        ("28/01/2021 10:00", "02/02/2021 10:00", "04/02/2021 10:00"),
        ("28/01/2021 18:00", "28/01/2021 22:00", "01/02/2021 10:00"),
        ("28/01/2021 10:00", "28/01/2021 12:30", "01/02/2021 11:30"),
        ("30/01/2021 09:00", "31/01/2021 20:00", "01/02/2021 10:00"),
        ("09/02/2021 10:00", "17/02/2021 10:00", "02/02/2021 10:00"),
    ],
)
def test_a_pause_moves_the_due_time_by_its_working_time(
    kind: str, stopped: str, resumed: str, due: str
) -> None:
    three = Three()
    dossier = three.begun("27/01/2021 10:00")

    if kind == "supplement":
        waiting = three.asked(dossier, stopped)
        going = three.supplied(waiting, resumed)
    else:
        waiting = three.asked_to_pay(dossier, stopped)
        going = three.settled(waiting, resumed)

    assert waiting.paused_at == at(stopped)
    assert going.paused_at is None
    assert going.due_at == at(due)
    assert going.promised_at == at("01/02/2021 10:00")


def test_two_pauses_add_up() -> None:
    three = Three()
    dossier = three.begun("27/01/2021 10:00")

    paid = three.settled(
        three.asked_to_pay(dossier, "27/01/2021 14:00"), "28/01/2021 14:00"
    )
    supplied = three.supplied(three.asked(paid, "28/01/2021 15:00"), "29/01/2021 15:00")

    assert supplied.due_at == at("03/02/2021 10:00")


def test_holidays_of_every_year_of_a_long_pause_are_known() -> None:
    """Tết of 2023 (20–26/1) lies two years after the pause began."""
    three = Three()
    dossier = three.begun("27/01/2021 10:00")

    waiting = three.asked_to_pay(dossier, "27/01/2021 10:00")
    before = three.settled(waiting, "19/01/2023 10:00")

    assert before.due_at == at("31/01/2023 10:00")


def test_from_the_desk_a_pause_leads_onto_the_first_step() -> None:
    three = Three()
    office, moment = three.office, at("27/01/2021 10:00")
    filed = office.submitted(at=moment)
    received = actions.receive(filed, by=office.receptionist, at=moment)

    waiting = three.asked_to_pay(received, "27/01/2021 11:00")
    going = three.settled(waiting, "28/01/2021 11:00")

    assert waiting.step == ""
    assert going.state == State.IN_PROGRESS
    assert going.step == going.definition.route[0].key
    assert going.step_entered_at == at("28/01/2021 11:00")


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("27/01/2021 10:00", "03/02/2021 17:00"),
        ("29/01/2021 18:00", "05/02/2021 17:00"),
        ("31/01/2021 08:00", "05/02/2021 17:00"),
        ("08/02/2021 07:00", "22/02/2021 17:00"),
    ],
)
def test_the_citizen_has_whole_working_days_to_answer(asked: str, until: str) -> None:
    three = Three()

    waiting = three.asked(three.begun("27/01/2021 10:00"), asked)

    assert waiting.supplement.answer_due_at == at(until)


def test_a_late_answer_counts_until_the_office_has_refused() -> None:
    three = Three()
    first = three.asked(three.begun("27/01/2021 10:00"), "27/01/2021 11:00")
    second = three.asked(three.begun("27/01/2021 10:00"), "27/01/2021 11:00")
    late = "04/02/2021 09:00"

    supplied = three.supplied(first, late)
    refused = actions.refuse(
        second, by=three.office.receptionist, at=at(late), reason="Quá hạn bổ sung"
    )

    assert supplied.state == State.IN_PROGRESS
    assert refused.state == State.REFUSED
    assert refused.paused_at is None
    assert refused.ended_at == at(late)
    with pytest.raises(ActNotAllowed, match="Không được tiếp nhận"):
        three.supplied(refused, late)


def test_a_dossier_taken_back_during_a_supplement_ends_and_waits_no_more() -> None:
    three = Three()
    waiting = three.asked(three.begun("27/01/2021 10:00"), "27/01/2021 11:00")
    citizen = waiting.applicant
    assert citizen is not None
    moment = at("28/01/2021 09:00")

    wished = actions.ask_withdraw(waiting, by=citizen, at=moment, reason="Nộp nhầm")
    ended = actions.confirm_withdraw(wished, by=three.office.receptionist, at=moment)

    assert wished.state == State.SUPPLEMENT_DUE
    assert wished.paused_at == at("27/01/2021 11:00")
    assert ended.state == State.WITHDRAWN
    assert ended.paused_at is None
    assert ended.withdrawal.confirmed_at == moment
    with pytest.raises(ActNotAllowed, match="Công dân yêu cầu rút hồ sơ"):
        three.supplied(ended, "28/01/2021 10:00")


def test_along_the_route_forth_back_and_forth_again() -> None:
    three = Three()
    office, moment = three.office, at("27/01/2021 14:00")
    first = three.begun("27/01/2021 10:00")
    with pytest.raises(ActNotAllowed):
        actions.return_step(first, by=office.officer, at=moment, reason="Thiếu ý kiến")

    second = actions.forward(first, by=office.officer, at=moment)
    back = actions.return_step(second, by=office.leader, at=moment, reason="Thiếu")
    again = actions.forward(back, by=office.officer, at=moment + timedelta(hours=1))
    with pytest.raises(ActNotAllowed):
        actions.forward(again, by=office.leader, at=moment)

    ways = [
        (event.data["left"], event.data["step"])
        for event in again.events.filter(act__in=(Act.FORWARD, Act.RETURN_STEP))
    ]
    start, end = (step.key for step in again.definition.route)
    assert sorted(ways) == sorted(
        [("", start), (start, end), (end, start), (start, end)]
    )
    assert again.step == end
    assert again.step_entered_at == moment + timedelta(hours=1)
    assert again.due_at == first.due_at
