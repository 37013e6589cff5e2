"""The e-form as data: questions, in sections, on pages.

An answer is plain JSON, found by the key of its question:

| kind | answer |
|---|---|
| text, long_text, phone (E.164), email, citizen_number, tax_code | text |
| number, money (VND) | whole number |
| decimal | text of a decimal number with a point |
| date | `YYYY-MM-DD` |
| partial_date | `YYYY`, `YYYY-MM` or `YYYY-MM-DD` |
| date_time | `YYYY-MM-DDTHH:MM`, local time of Vietnam |
| yes_no, consent | true or false |
| one_of, national (dân tộc, quốc tịch, tôn giáo, …) | key of an option |
| many_of | list of option keys |
| person | {full_name, birth_date (partial), gender, number} |
| address | {era, province, district, ward, line}; codes; district only in 2021 |
| table | list of rows {column key: answer} |

A repeated section keeps a list of such answer maps under its own key.
`explanation` shows a text and asks nothing; documents are not questions.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.eforms.conditions import FACTS, Condition, questions_in

type Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
type Label = Annotated[str, Field(min_length=1, max_length=300)]


class Kind(StrEnum):
    """What a question asks for; each kind is registered once in `eforms.kinds`."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    DATE_TIME = "date_time"
    YES_NO = "yes_no"
    CONSENT = "consent"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    NATIONAL = "national"
    CITIZEN_NUMBER = "citizen_number"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    PERSON = "person"
    ADDRESS = "address"
    TABLE = "table"
    EXPLANATION = "explanation"


class NationalList(StrEnum):
    """Lists kept by the state and shipped with the project."""

    ETHNICITY = "dan_toc"
    NATIONALITY = "quoc_tich"
    RELIGION = "ton_giao"


class DateBound(StrEnum):
    """How far a date may lie, seen from the day of filing."""

    PAST = "past"
    """Today or earlier: births, issues of papers."""
    FUTURE = "future"
    """Today or later: appointments, start of a suspension."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    key: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,63}$")]
    label: Label


class Agreement(Part):
    """A citizen number must agree with the birth date and gender asked elsewhere.

    NĐ 137/2015/NĐ-CP Đ.13: the number holds century, gender and year of birth.
    """

    birth_date: Key | None = None
    gender: Key | None = None


class Column(Part):
    """A column of a table: only the simple kinds."""

    key: Key
    kind: Kind
    label: Label
    required: bool = True
    options: tuple[Option, ...] = ()
    list: NationalList | None = None
    bound: DateBound | None = None


class Question(Part):
    key: Key
    kind: Kind
    label: Label
    hint: str = ""
    required: bool = True
    when: Condition | None = None
    options: tuple[Option, ...] = ()
    list: NationalList | None = None
    columns: tuple[Column, ...] = ()
    minimum: Decimal | None = None
    """Least number, least decimal, or least rows of a table."""
    maximum: Decimal | None = None
    max_length: int | None = Field(default=None, ge=1, le=10_000)
    bound: DateBound | None = None
    agrees_with: Agreement | None = None
    default: str | bool | int | None = None
    prefill: str = ""
    """Where an answer may come from: `account.full_name`, `population.…`."""
    source: str = ""
    """Where the question itself comes from; `mem` marks a part without a source."""

    @model_validator(mode="after")
    def _parts_fit_the_kind(self) -> Self:
        chosen = self.kind in {Kind.ONE_OF, Kind.MANY_OF}
        if chosen != bool(self.options):
            raise ValueError(f"{self.key}: options belong to one_of and many_of.")
        if (self.kind is Kind.NATIONAL) != (self.list is not None):
            raise ValueError(f"{self.key}: a national list belongs to national.")
        if (self.kind is Kind.TABLE) != bool(self.columns):
            raise ValueError(f"{self.key}: columns belong to table.")
        return self


class Repeat(Part):
    """The section is asked once per item, on pages with “Thêm …”."""

    item: Label
    """What one item is called: “con”, “thành viên”."""
    minimum: int = Field(default=1, ge=0, le=50)
    maximum: int = Field(default=20, ge=1, le=50)


class Section(Part):
    """One page of the form, about one subject."""

    key: Key
    title: Label
    intro: str = ""
    questions: tuple[Question, ...] = Field(min_length=1)
    when: Condition | None = None
    repeat: Repeat | None = None


class EForm(Part):
    """The e-form of a procedure; `paper_form` names the official form it replaces."""

    title: Label
    paper_form: str = ""
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_unique_and_known(self) -> Self:
        keys = [q.key for s in self.sections for q in s.questions]
        keys += [s.key for s in self.sections if s.repeat]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"Keys used twice: {', '.join(sorted(twice))}.")
        unknown = set(self._keys_spoken_of()) - set(keys) - FACTS
        if unknown:
            raise ValueError(f"Unknown questions: {', '.join(sorted(unknown))}.")
        return self

    def _keys_spoken_of(self) -> Iterator[str]:
        for section in self.sections:
            yield from questions_in(section.when)
            for question in section.questions:
                yield from questions_in(question.when)
                if question.agrees_with:
                    yield from filter(None, question.agrees_with.model_dump().values())

    def questions(self) -> Iterator[Question]:
        """Yield every question once, in the order of the pages."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question:
        """Return the question with the key; KeyError if there is none."""
        for question in self.questions():
            if question.key == key:
                return question
        raise KeyError(key)
