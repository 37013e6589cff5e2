"""What a procedure asks, as one typed definition kept in its revision.

Cases come first: documents, fees, terms and conditions of the form hang on the case,
and may differ by channel and by kind of applicant. Conditions speak of answers and
of the facts `$case`, `$channel`, `$applicant` (see services.eforms.conditions).
Money is whole VND.
"""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from accounts.permissions import Role
from services.eforms.conditions import (
    FACTS,
    Condition,
    questions_in,
)
from services.eforms.schema import EForm, Key, Label, Part
from services.workdays.terms import Unit

type Money = Annotated[int, Field(ge=0, le=10**12)]
type Level = Annotated[int, Field(ge=1, le=4)]


class Mode(StrEnum):
    """How far a service is online since NĐ 42/2022/NĐ-CP Đ.11."""

    FULL = "toan_trinh"
    PARTIAL = "mot_phan"
    INFORMATION = "thong_tin"


ONLINE_FROM = 3
"""From this service level on people file online (NĐ 43/2011/NĐ-CP Đ.3)."""


class Channel(StrEnum):
    """How a dossier reaches the office; the wire knows them as 1, 2, 3."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class Applicant(StrEnum):
    """Who files; the wire knows them as 1, 2, 3, 4."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    AGENCY = "agency"
    ORGANISATION = "organisation"


class LevelPeriod(Part):
    """The highest level and mode the procedure supports, while the dates last."""

    level: Level
    mode: Mode
    valid_from: date
    valid_to: date | None = None
    missing: str = ""
    """What is missing for more, in a sentence."""


class Case(Part):
    """A situation in which the procedure is used (trường hợp)."""

    key: Key
    label: Label
    note: str = ""


class DocumentKind(StrEnum):
    """Hand in (nộp), show (xuất trình), or a guidance line that asks nothing."""

    HAND_IN = "hand_in"
    SHOW = "show"
    GUIDANCE = "guidance"


class RequiredDocument(Part):
    key: Key
    name: Annotated[str, Field(min_length=1, max_length=600)]
    kind: DocumentKind
    required: bool = True
    """When its condition holds; an optional document may always be added."""
    when: Condition | None = None
    originals: int = Field(default=0, ge=0)
    certified: int = Field(default=0, ge=0)
    copies: int = Field(default=0, ge=0)
    held_in: str = ""
    """The database that may spare the citizen this paper, in words."""
    replaced_by_form: bool = False
    """The e-form itself stands for this paper (tờ khai, đơn): nothing to upload."""
    result_code: str = ""
    """A stored result with this code satisfies it (KQ.G15.000031)."""
    source: str = ""

    @property
    def is_uploaded(self) -> bool:
        """Say whether an online filing has an upload box for it."""
        return self.kind is DocumentKind.HAND_IN and not self.replaced_by_form

    @property
    def is_asked_at_counter(self) -> bool:
        """Say whether it is handed in or shown where somebody files on paper."""
        return self.kind is not DocumentKind.GUIDANCE and not self.replaced_by_form


class FlatAmount(Part):
    kind: Literal["flat"] = "flat"
    amount: Money


class UnitAmount(Part):
    """The amount times the number that a question was answered with."""

    kind: Literal["per_unit"] = "per_unit"
    amount: Money
    question: Key
    unit: Label


class Tier(Part):
    above: int = Field(ge=0)
    """The tier prices the units after this many."""
    amount: Money


class TieredAmount(Part):
    """Units priced by tier, capped per copy, times the copies (chứng thực)."""

    kind: Literal["tiered"] = "tiered"
    question: Key
    unit: Label
    tiers: tuple[Tier, ...] = Field(min_length=1)
    cap: Money | None = None
    copies: Key | None = None


class AssessedAmount(Part):
    """The amount is set by the office under a resolution we cannot compute."""

    kind: Literal["assessed"] = "assessed"
    basis: Label


type Amount = Annotated[
    FlatAmount | UnitAmount | TieredAmount | AssessedAmount,
    Field(discriminator="kind"),
]


class PricedWhen(Part):
    """An amount that holds under a condition; the first that holds counts."""

    when: Condition | None = None
    amount: Amount


class Exemption(Part):
    label: Label
    when: Condition
    proof: str = ""
    """What shows the right to it, in words."""


class FeeType(StrEnum):
    """Luật Phí và lệ phí 97/2015/QH13 Đ.3 keeps the two apart, and so do receipts."""

    FEE = "phi"
    CHARGE = "le_phi"


class FeeRule(Part):
    key: Key
    name: Label
    type: FeeType
    when: Condition | None = None
    amounts: tuple[PricedWhen, ...] = Field(min_length=1)
    exemptions: tuple[Exemption, ...] = ()
    legal_basis: str = ""
    source: str = ""


class PaymentMoment(StrEnum):
    """When an online filing is paid: before the office receives it, or after."""

    BEFORE = "before"
    AFTER = "after"


class TermRule(Part):
    """How long the office may take; the first rule that fits counts."""

    cases: tuple[Key, ...] = ()
    channels: tuple[Channel, ...] = ()
    value: Decimal = Field(gt=0)
    unit: Unit
    same_day_until: time | None = None
    """Accepted after this hour, the result is due the next working day."""
    verification: Decimal | None = None
    """The longest time, in the same unit, when facts must be verified."""
    note: str = ""
    source: str = ""


class RouteStep(Part):
    """A station inside “Đang xử lý”; `working_hours` is its share of the term."""

    key: Key
    name: Label
    role: Role
    unit: str = ""
    working_hours: Decimal = Field(gt=0)
    decides: bool = False
    source: str = ""


class Result(Part):
    key: Key
    name: Label
    code: str = ""
    """The national code of the kind of paper, as KQ.G15.000031."""
    electronic: bool = True
    posted: bool = True


class LegalText(Part):
    number: Label
    title: str = ""


class Definition(Part):
    levels: tuple[LevelPeriod, ...] = Field(min_length=1)
    audience: tuple[Applicant, ...] = (Applicant.CITIZEN,)
    cases: tuple[Case, ...] = Field(min_length=1)
    documents: tuple[RequiredDocument, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    payment: PaymentMoment = PaymentMoment.AFTER
    terms: tuple[TermRule, ...] = Field(min_length=1)
    form: EForm
    route: tuple[RouteStep, ...] = Field(min_length=1)
    results: tuple[Result, ...] = Field(min_length=1)
    legal_basis: tuple[LegalText, ...] = ()
    steps: tuple[str, ...] = ()
    """Trình tự thực hiện, a sentence each."""
    requirements: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    supplement_days: int = Field(default=30, ge=1, le=365)
    """Working days that the citizen has to answer a supplement request."""
    unsourced: tuple[str, ...] = ()
    """Parts without a source, as dotted paths; shown to administrators."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        for name, keys in (
            ("cases", [c.key for c in self.cases]),
            ("documents", [d.key for d in self.documents]),
            ("fees", [f.key for f in self.fees]),
            ("route", [s.key for s in self.route]),
            ("results", [r.key for r in self.results]),
        ):
            if len(keys) != len(set(keys)):
                raise ValueError(f"{name}: a key is used twice.")
        *before, last = (step.decides for step in self.route)
        if any(before) or not last:
            raise ValueError("route: the last step, and only it, decides.")
        self._check_cases()
        self._check_questions()
        return self

    def _check_cases(self) -> None:
        known = {case.key for case in self.cases}
        named = {key for term in self.terms for key in term.cases}
        if named - known:
            raise ValueError(f"terms: unknown cases {sorted(named - known)}.")
        if all(term.cases or term.channels for term in self.terms):
            raise ValueError("terms: the last one must fit every case and channel.")

    def _check_questions(self) -> None:
        known = {question.key for question in self.form.questions()} | FACTS
        known |= {section.key for section in self.form.sections if section.repeat}
        unknown = set(self._questions_spoken_of()) - known
        if unknown:
            raise ValueError(f"Unknown questions: {', '.join(sorted(unknown))}.")

    def _questions_spoken_of(self) -> Iterator[str]:
        for document in self.documents:
            yield from questions_in(document.when)
        for fee in self.fees:
            yield from questions_in(fee.when)
            for exemption in fee.exemptions:
                yield from questions_in(exemption.when)
            for priced in fee.amounts:
                yield from questions_in(priced.when)
                yield from _questions_priced(priced.amount)

    def case(self, key: str) -> Case:
        """Return the case with the key; KeyError if there is none."""
        for case in self.cases:
            if case.key == key:
                return case
        raise KeyError(key)

    def document(self, key: str) -> RequiredDocument:
        """Return the required document with the key; KeyError if there is none."""
        for document in self.documents:
            if document.key == key:
                return document
        raise KeyError(key)

    def term_for(self, case: str, channel: Channel) -> TermRule:
        """Return the first term that fits; the last one fits everything."""
        return next(
            term
            for term in self.terms
            if (not term.cases or case in term.cases)
            and (not term.channels or channel in term.channels)
        )

    def level_on(self, day: date) -> LevelPeriod:
        """Return the highest level and mode on the day; the first one before it."""
        begun = [period for period in self.levels if period.valid_from <= day]
        return max(begun, key=lambda p: p.valid_from) if begun else self.levels[0]


def _questions_priced(amount: Amount) -> Iterator[str]:
    match amount:
        case UnitAmount(question=question):
            yield question
        case TieredAmount(question=question, copies=copies):
            yield question
            if copies:
                yield copies
        case _:
            return
