"""Telling a story in memory: the rows that the actions would have written.

Nothing here counts, numbers or dates anything itself: states and hashes come from
`Dossier.advance`, dates from `services.dossiers.clock`, fees and facts from the same
functions that the actions call. A test tells the same stories by the actions.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from portal.simulation.stories import Happens, Story
from services.dossiers import bill, clock
from services.dossiers.actions.filing import papers_taken
from services.dossiers.actions.processing import step_by, step_left
from services.dossiers.actions.reception import filed_facts, freeze
from services.dossiers.actions.supplementing import enter_route, go_on
from services.dossiers.models import (
    AnswerVersion,
    Dossier,
    Event,
    Fault,
    Paper,
    Supplement,
    Withdrawal,
)
from services.dossiers.states import Act
from services.procedures.definition import Applicant, Channel, FeeType
from services.procedures.fees import compute

REASON = "Thông tin chưa rõ, đề nghị khai lại."


class Told:
    """A dossier with everything written about it so far."""

    def __init__(self, story: Story, pk: int, code: str) -> None:
        self.story = story
        self.code = code
        self.events: list[Event] = []
        self.supplement: Supplement | None = None
        self.fault: Fault | None = None
        self.withdrawal: Withdrawal | None = None
        self.versions: list[AnswerVersion] = []
        self.papers: list[Paper] = []
        self.dossier = self._begin(pk)
        for happens in story.events:
            WAYS[happens.act](self, happens)

    def _begin(self, pk: int) -> Dossier:
        story = self.story
        dossier = Dossier(
            pk=pk,
            public_id=story.public_id,
            revision=story.revision,
            agency=story.agency,
            case=story.case,
            channel=story.channel.value,
            is_assisted=story.is_assisted,
            applicant=story.applicant,
            applicant_name=story.name,
            applicant_kind=story.revision.read().audience[0].value,
            is_invented=story.applicant is None,
            created_at=story.begun_at,
            saved_at=story.begun_at,
        )
        dossier.fold_name()
        dossier.write_answers(story.answers)
        dossier.write_contact({"email": "", "phone": ""})
        return dossier

    def move(self, happens: Happens, data: Mapping[str, object]) -> None:
        self.events.append(
            self.dossier.advance(
                happens.act,
                by=happens.by,
                at=happens.at,
                note=happens.note,
                data=data,
            )
        )

    def keep_version(self, happens: Happens) -> None:
        self.versions.append(
            AnswerVersion(
                dossier=self.dossier,
                number=len(self.versions) + 1,
                sealed_answers=self.dossier.sealed_answers,
                kept_at=happens.at,
            )
        )


def _file(told: Told, happens: Happens) -> None:
    dossier = told.dossier
    computed = compute(
        dossier.definition,
        case=dossier.case,
        answers=told.story.answers,
        channel=Channel(dossier.channel),
        applicant=Applicant(dossier.applicant_kind),
    )
    dossier.write_bill(bill.frozen(computed))
    dossier.submitted_at = dossier.saved_at = happens.at
    dossier.code = told.code
    told.keep_version(happens)


def _submit(told: Told, happens: Happens) -> None:
    told.dossier.intake_due_at = clock.intake_limit(told.dossier, happens.at)
    told.dossier.expected_at = clock.expected(told.dossier, happens.at)
    _file(told, happens)
    told.move(happens, filed_facts(told.dossier))


def _take_in(told: Told, happens: Happens) -> None:
    _file(told, happens)
    facts = freeze(told.dossier, told.story.offering, happens.at)
    taken = papers_taken(told.dossier, happens.values.get("received", ()))
    told.move(happens, {**facts, **taken})


def _receive(told: Told, happens: Happens) -> None:
    told.move(happens, freeze(told.dossier, told.story.offering, happens.at))


def _plain(told: Told, happens: Happens) -> None:
    told.move(happens, {})


def _forward(told: Told, happens: Happens) -> None:
    _step(told, happens, +1)


def _return(told: Told, happens: Happens) -> None:
    _step(told, happens, -1)


def _step(told: Told, happens: Happens, places: int) -> None:
    dossier = told.dossier
    left = step_left(dossier, happens.at)
    if dossier.step:
        step_by(dossier, places, happens.at)
    else:
        enter_route(dossier, happens.at)
    told.move(happens, {**left, "step": dossier.step})


def _ask_supplement(told: Told, happens: Happens) -> None:
    dossier = told.dossier
    told.supplement = Supplement(
        dossier=dossier,
        asked_by=happens.by,
        asked_at=happens.at,
        answer_due_at=clock.answer_limit(dossier, happens.at),
    )
    question = next(dossier.definition.form.questions())
    told.fault = Fault(
        supplement=told.supplement,
        target=Fault.Target.QUESTION,
        key=question.key,
        reason=REASON,
    )
    dossier.paused_at = happens.at
    until = told.supplement.answer_due_at.isoformat()
    told.move(happens, {"faults": 1, "until": until})


def _supplement(told: Told, happens: Happens) -> None:
    assert told.supplement is not None
    told.supplement.answered_at = happens.at
    told.keep_version(happens)
    go_on(told.dossier, happens.at)
    assert told.dossier.due_at is not None
    told.move(happens, {"due": told.dossier.due_at.isoformat()})


def _ask_withdrawal(told: Told, happens: Happens) -> None:
    told.withdrawal = Withdrawal(
        dossier=told.dossier,
        asked_by=happens.by,
        asked_at=happens.at,
        reason=happens.note,
    )
    told.move(happens, {})


def _confirm_withdrawal(told: Told, happens: Happens) -> None:
    assert told.withdrawal is not None
    told.withdrawal.confirmed_at = happens.at
    told.move(happens, {})


def _ask_payment(told: Told, happens: Happens) -> None:
    amount, dossier = happens.values["amount"], told.dossier
    asked = bill.added(
        dossier.bill, name=happens.note, fee_type=FeeType.CHARGE, amount=amount
    )
    dossier.write_bill([*dossier.bill, asked])
    dossier.paused_at = happens.at
    told.move(happens, {"amount": amount, "line": asked.key})


def _settle(told: Told, happens: Happens) -> None:
    dossier = told.dossier
    paid = _paid(dossier, happens)
    go_on(dossier, happens.at)
    assert dossier.due_at is not None
    told.move(happens, {**paid, "due": dossier.due_at.isoformat()})


def _decide(told: Told, happens: Happens) -> None:
    results = happens.values.get("results", ())
    told.papers += [
        Paper(
            dossier=told.dossier,
            role=Paper.Role.RESULT,
            requirement=key,
            document=document,
            added_by=happens.by,
            added_at=happens.at,
        )
        for key, document in results
    ]
    told.dossier.decided_at = happens.at
    late = step_left(told.dossier, happens.at)["step_late"]
    keys = sorted({key for key, _document in results})
    told.move(happens, {"results": keys, "step_late": late})


def _hand_over(told: Told, happens: Happens) -> None:
    """Collect what is due at the counter first, as the office must."""
    if told.dossier.fee_owed:
        collecting = replace(happens, act=Act.COLLECT_FEE)
        told.move(collecting, _paid(told.dossier, happens))
    told.move(happens, {"receiver": ""})


def _pay(told: Told, happens: Happens) -> None:
    """Pay online what is owed; where nothing is, nothing happens."""
    dossier = told.dossier
    if not dossier.fee_owed:
        return
    awaited = dossier.waits_for_fee
    paid = _paid(dossier, happens)
    if awaited:
        dossier.intake_due_at = clock.intake_limit(dossier, happens.at)
        dossier.expected_at = clock.expected(dossier, happens.at)
    told.move(happens, paid)


def _paid(dossier: Dossier, happens: Happens) -> dict[str, object]:
    """Pay all that is owed, in cash where no means is named; it has no ledger entry."""
    amount = dossier.fee_owed
    dossier.fee_collected += amount
    means = happens.values.get("means", "cash")
    return {"amount": amount, "means": means, "reference": ""}


WAYS: Mapping[Act, Callable[[Told, Happens], None]] = {
    Act.SUBMIT: _submit,
    Act.TAKE_IN: _take_in,
    Act.RECEIVE: _receive,
    Act.REFUSE: _plain,
    Act.ASK_SUPPLEMENT: _ask_supplement,
    Act.SUPPLEMENT: _supplement,
    Act.ASK_PAYMENT: _ask_payment,
    Act.SETTLE: _settle,
    Act.PAY: _pay,
    Act.FORWARD: _forward,
    Act.RETURN_STEP: _return,
    Act.DECIDE: _decide,
    Act.STOP: _plain,
    Act.ASK_WITHDRAWAL: _ask_withdrawal,
    Act.CONFIRM_WITHDRAWAL: _confirm_withdrawal,
    Act.HAND_OVER: _hand_over,
}
