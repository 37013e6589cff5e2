"""Answers that every e-form of the catalogue accepts, invented but valid.

`sample_answers` walks a definition as a citizen would: a question whose condition
does not hold is not answered. All people are visibly invented.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.divisions import CITY, Era, wards
from services.eforms.conditions import APPLICANT, CASE, CHANNEL, holds
from services.eforms.kinds.choices import national
from services.eforms.schema import Column, DateBound, Kind, Question, Section
from services.procedures.definition import Applicant, Channel, Definition

type Answer = Any

NAMES = ("Nguyễn Thị Mẫu", "Trần Văn Mẫu", "H'Hen Niê Mẫu", "Y Bhăm Êban Mẫu")
TODAY = date(2026, 3, 2)


def sample_answers(
    definition: Definition,
    case: str | None = None,
    *,
    channel: Channel = Channel.ONLINE,
    applicant: Applicant | None = None,
    answers: Mapping[str, Answer] | None = None,
    optional: bool = True,
    today: date = TODAY,
) -> dict[str, Answer]:
    """Return valid answers for the case (the first one if none is named).

    `answers` fixes some of them by key, also inside repeated sections, whose items
    are all alike; `optional=False` leaves out what need not be answered. `today` is
    the day of filing, which dates in the past and the future are seen from.
    """
    facts = {
        CASE: case or definition.cases[0].key,
        CHANNEL: str(channel),
        APPLICANT: str(applicant or definition.audience[0]),
    }
    return _Writer(facts, dict(answers or {}), optional, today).form(definition)


class _Writer:
    """Writes answers question by question, knowing those before."""

    def __init__(
        self,
        facts: Mapping[str, str],
        given: Mapping[str, Answer],
        optional: bool,  # noqa: FBT001
        today: date,
    ) -> None:
        self.facts, self.given, self.optional = facts, given, optional
        self.today = today

    def form(self, definition: Definition) -> dict[str, Answer]:
        said: dict[str, Answer] = {}
        for section in definition.form.sections:
            known = {**self.facts, **said}
            if not holds(section.when, known):
                continue
            if section.repeat is None:
                said |= self.page(section, known)
                continue
            count = section.repeat.minimum or (1 if self.optional else 0)
            items = [self.page(section, known) for _ in range(count)]
            if items := self.given.get(section.key, items):
                said[section.key] = items
        return said

    def page(self, section: Section, known: Mapping[str, Answer]) -> dict[str, Answer]:
        said: dict[str, Answer] = {}
        for question in section.questions:
            if question.kind is Kind.EXPLANATION:
                continue
            if not holds(question.when, {**known, **said}):
                continue
            if question.key in self.given:
                said[question.key] = self.given[question.key]
            elif question.required or self.optional:
                said[question.key] = self.answer(question, {**known, **said})
        return said

    def answer(self, question: Question, known: Mapping[str, Answer]) -> Answer:
        if question.kind is Kind.CITIZEN_NUMBER:
            return citizen_number(question, known)
        if question.kind is Kind.TABLE:
            rows = max(1, int(question.minimum or 1))
            return [self.row(question.columns) for _ in range(rows)]
        return WAYS[question.kind](question, self.today)

    def row(self, columns: tuple[Column, ...]) -> dict[str, Answer]:
        cells = (
            Question(**column.model_dump(exclude={"required"})) for column in columns
        )
        return {cell.key: self.answer(cell, {}) for cell in cells}


def _text(question: Question, today: date) -> str:
    sounds_like_a_name = "ho_ten" in question.key or "dai_dien" in question.key
    text = NAMES[len(question.key) % len(NAMES)] if sounds_like_a_name else "Mẫu 01"
    return text[: question.max_length]


def _number(question: Question, today: date) -> int:
    low = int(question.minimum) if question.minimum is not None else 0
    if low > 1900:
        return today.year - 11  # a year
    return max(low, 2) if question.maximum is None or question.maximum >= 2 else low


def _decimal(question: Question, today: date) -> str:
    wanted = max(question.minimum or Decimal(0), Decimal("60.5"))
    return f"{wanted if question.maximum is None else min(wanted, question.maximum):f}"


def _date(question: Question, today: date) -> str:
    days = 30 if question.bound is DateBound.FUTURE else -20
    if question.bound is DateBound.PAST and "sinh" in question.key:
        days = -20 if question.key.startswith("con") else -11_000
    return (today + timedelta(days)).isoformat()


def _partial_date(question: Question, today: date) -> str:
    return "1990" if len(question.key) % 2 else "1990-05-17"


def _moment(question: Question, today: date) -> str:
    return f"{_date(question, today)}T09:30"


def _first_option(question: Question, today: date) -> str:
    return question.options[0].key


def _national(question: Question, today: date) -> str:
    assert question.list is not None
    return national(question.list)[0][0]


def _address(question: Question, today: date) -> dict[str, str]:
    ward = wards(Era.TWO_LEVELS, CITY)[0]
    return {
        "era": Era.TWO_LEVELS.value,
        "province": CITY,
        "ward": ward.code,
        "line": "12 đường Mẫu",
    }


def _person(question: Question, today: date) -> dict[str, str]:
    return {
        "full_name": NAMES[len(question.key) % len(NAMES)],
        "birth_date": "1985-03-09",
        "gender": "nu",
        "number": "079185012345",
    }


def _always(answer: Answer) -> Callable[[Question, date], Answer]:
    return lambda _question, _today: answer


WAYS: Mapping[Kind, Callable[[Question, date], Answer]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _always(50_000_000),
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.DATE_TIME: _moment,
    Kind.YES_NO: _always(answer=True),
    Kind.CONSENT: _always(answer=True),
    Kind.ONE_OF: _first_option,
    Kind.MANY_OF: lambda question, today: [_first_option(question, today)],
    Kind.NATIONAL: _national,
    Kind.TAX_CODE: _always("0314409058"),
    Kind.PHONE: _always("+84901234567"),
    Kind.EMAIL: _always("mau@example.vn"),
    Kind.PERSON: _person,
    Kind.ADDRESS: _address,
}
"""How each kind is answered; citizen numbers and tables need more than this."""


def citizen_number(question: Question, known: Mapping[str, Answer]) -> str:
    """Return a number that agrees with the birth date and gender said before."""
    agreement = question.agrees_with
    born = known.get(agreement.birth_date) if agreement and agreement.birth_date else ""
    gender = known.get(agreement.gender) if agreement and agreement.gender else ""
    return number_for(int(str(born)[:4] or 1990), is_female=gender == "nu")


def number_for(birth_year: int, *, is_female: bool = False, tail: int = 12345) -> str:
    """Return a citizen number of Hồ Chí Minh City (NĐ 137/2015 Đ.13)."""
    century = 2 * (birth_year // 100 - 19) + is_female
    return f"079{century}{birth_year % 100:02d}{tail:06d}"
