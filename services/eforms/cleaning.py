"""From what was typed, or kept, to answers: one path for pages and whole forms.

Questions are taken in their order. A question whose condition does not hold is not
asked: whatever was sent for it is dropped. Keys that are no question are never looked
at (mass assignment, security rule 53).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.numbers import CitizenNumber, Gender, disagreement
from services.eforms import kinds
from services.eforms.conditions import Answers, holds
from services.eforms.kinds import Asking
from services.eforms.schema import Question

type Raw = Callable[[Question, forms.Field], Any]

GENDERS: Mapping[str, Gender] = {
    "nam": Gender.MALE,
    "male": Gender.MALE,
    "nu": Gender.FEMALE,
    "female": Gender.FEMALE,
}
"""Keys of options that say a gender."""


@dataclass(slots=True)
class Cleaned:
    """The answers that hold, and a sentence for each question at fault."""

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def clean(
    questions: Iterable[Question], raw: Raw, *, known: Answers, asking: Asking
) -> Cleaned:
    """Clean what is asked; `known` are facts and the answers of other pages."""
    outcome = Cleaned()
    asked = []
    for question in questions:
        kind = kinds.of(question)
        if kind is None or not holds(question.when, {**known, **outcome.answers}):
            continue
        asked.append(question)
        field = kind.field(question, asking)
        try:
            answer = kind.to_answer(field.clean(raw(question, field)))
        except ValidationError as problem:
            outcome.errors[question.key] = " ".join(problem.messages)
        else:
            if answer is not None:
                outcome.answers[question.key] = answer
    for question in asked:
        _check_agreement(question, outcome, known)
    return outcome


def _check_agreement(question: Question, outcome: Cleaned, known: Answers) -> None:
    """Hold a citizen number against birth date and gender (NĐ 137/2015 Đ.13)."""
    number = outcome.answers.get(question.key)
    agreement = question.agrees_with
    if agreement is None or not isinstance(number, str) or len(number) != 12:
        return
    said = {**known, **outcome.answers}
    born = said.get(agreement.birth_date) if agreement.birth_date else None
    gender = said.get(agreement.gender) if agreement.gender else None
    sentence = disagreement(
        CitizenNumber(number),
        birth_year=int(born[:4]) if isinstance(born, str) else None,
        gender=GENDERS.get(gender) if isinstance(gender, str) else None,
    )
    if sentence:
        outcome.errors[question.key] = sentence
        del outcome.answers[question.key]


def from_answers(answers: Mapping[str, Any]) -> Raw:
    """Return the reader that takes kept answers as if they were typed again."""

    def raw(question: Question, field: forms.Field) -> Any:
        kind = kinds.of(question)
        assert kind is not None
        return kind.to_raw(question, answers.get(question.key))

    return raw
