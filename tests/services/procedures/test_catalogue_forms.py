"""The forms of the seed catalogue: passable in every case, asking once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.eforms.building import pages
from services.eforms.conditions import (
    APPLICANT,
    CASE,
    CHANNEL,
    All,
    Condition,
    Is,
    Not,
    OneOf,
    holds,
)
from services.eforms.conditions import Any as AnyOf
from services.eforms.kinds.choices import national
from services.eforms.schema import Kind, Question
from services.eforms.validation import check
from services.procedures.availability import highest_offered
from services.procedures.catalogue import loader
from services.procedures.catalogue.loader import CatalogueEntry
from services.procedures.definition import (
    Applicant,
    Channel,
    Definition,
)
from services.workdays.terms import Unit
from tests.factories.answers import TODAY, sample_answers

BIRTH, DIPLOMA = "1.001193", "1.005092"
FILED_ONLINE = ("thuong", Channel.ONLINE, Applicant.CITIZEN)


@pytest.fixture(params=loader.codes())
def entry(request: pytest.FixtureRequest) -> CatalogueEntry:
    return loader.entry(request.param)


# The form


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("depth", ["all questions", "required questions"])
def test_a_citizen_gets_through_the_form_in_every_case(
    entry: CatalogueEntry, channel: Channel, depth: str
) -> None:
    definition = entry.definition
    for applicant in definition.audience:
        for case in definition.cases:
            answers = sample_answers(
                definition,
                case.key,
                channel=channel,
                applicant=applicant,
                optional=depth == "all questions",
            )

            checked = check(
                definition.form,
                answers,
                today=TODAY,
                facts=_facts(case.key, channel, applicant),
            )

            assert checked.errors == ()
            assert checked.answers == answers


def _facts(case: str, channel: Channel, applicant: Applicant) -> dict[str, str]:
    return {CASE: case, CHANNEL: str(channel), APPLICANT: str(applicant)}


def test_conditions_compare_with_answers_that_can_be_given(
    entry: CatalogueEntry,
) -> None:
    definition = entry.definition
    for condition in _conditions(definition):
        for leaf in _leaves(condition):
            possible = _possible_answers(definition, leaf.question)
            said = leaf.values if isinstance(leaf, OneOf) else (leaf.value,)
            assert possible is None or set(said) <= possible, leaf


def _conditions(definition: Definition) -> Iterator[Condition | None]:
    for section in definition.form.sections:
        yield section.when
        yield from (question.when for question in section.questions)
    yield from (document.when for document in definition.documents)
    for fee in definition.fees:
        yield fee.when
        yield from (exemption.when for exemption in fee.exemptions)
        yield from (priced.when for priced in fee.amounts)


def _leaves(condition: Condition | None) -> Iterator[Is | OneOf]:
    match condition:
        case Not(of=inner):
            yield from _leaves(inner)
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from _leaves(part)
        case Is() | OneOf():
            yield condition


def _possible_answers(definition: Definition, key: str) -> set[Any] | None:
    facts: dict[str, set[Any]] = {
        CASE: {case.key for case in definition.cases},
        CHANNEL: set(map(str, Channel)),
        APPLICANT: set(map(str, definition.audience)),
    }
    if key in facts:
        return facts[key]
    question = definition.form.question(key)
    match question.kind:
        case Kind.ONE_OF | Kind.MANY_OF:
            return {option.key for option in question.options}
        case Kind.YES_NO | Kind.CONSENT:
            return {True, False}
        case Kind.NATIONAL:
            return set(_keys(question))
        case _:
            return None


def _keys(question: Question) -> Iterator[str]:
    assert question.list is not None
    yield from (key for key, _name in national(question.list))


def test_no_page_shows_more_than_eight_questions_at_once(
    entry: CatalogueEntry,
) -> None:
    definition = entry.definition
    for case in definition.cases:
        answers = sample_answers(definition, case.key)
        known = {
            **answers,
            **_facts(case.key, Channel.ONLINE, definition.audience[0]),
        }
        for section in definition.form.sections:
            asked = [q for q in section.questions if holds(q.when, known)]
            assert len(asked) <= 8, section.key


def test_defaults_are_answers_that_can_be_given(entry: CatalogueEntry) -> None:
    for question in entry.definition.form.questions():
        if question.default is not None:
            possible = _possible_answers(entry.definition, question.key)
            assert possible is not None
            assert question.default in possible


def test_nobody_is_asked_the_same_twice_on_one_page(entry: CatalogueEntry) -> None:
    for section in entry.definition.form.sections:
        labels = Counter(question.label for question in section.questions)
        assert max(labels.values()) == 1, section.key


def test_a_paper_form_is_never_uploaded(entry: CatalogueEntry) -> None:
    for document in entry.definition.documents:
        if document.name.startswith(("Tờ khai", "Đơn ", "Giấy đề nghị", "Thông báo")):
            assert not document.is_uploaded, document.key


def test_papers_are_counted_unless_they_are_guidance(entry: CatalogueEntry) -> None:
    for document in entry.definition.documents:
        count = document.originals + document.certified + document.copies
        assert (count == 0) == (document.kind == "guidance"), document.key


# The two of the demo


def test_a_copy_of_a_diploma_is_six_fields_on_one_page_free_and_level_4() -> None:
    definition = loader.entry(DIPLOMA).definition
    period = highest_offered(definition, date(2026, 1, 5))
    assert [len(section.questions) for section in definition.form.sections] == [6]
    assert len(definition.cases) == 1
    assert (period.level, period.mode) == (4, "toan_trinh")
    assert not any(document.is_uploaded for document in definition.documents)


def test_birth_registration_is_offered_at_level_3_because_copies_cost_money() -> None:
    period = highest_offered(loader.entry(BIRTH).definition, date(2026, 1, 5))
    assert (period.level, period.mode) == (3, "mot_phan")
    assert "thanh toán trực tuyến" in period.missing


def test_a_mother_who_files_online_is_not_asked_who_the_mother_is() -> None:
    definition = loader.entry(BIRTH).definition
    answers = sample_answers(definition, answers={"quan_he": "me"})
    assert not [key for key in answers if key.startswith("me_")]
    assert "dan_toc" in answers
    assert "dien_mien" not in answers
    assert len(pages(definition.form, {**answers, **_facts(*FILED_ONLINE)})) == 4


@pytest.mark.parametrize(
    ("case", "answers", "needed"),
    [
        ("thuong", {"giay_chung_sinh": "dien_tu"}, set()),
        ("thuong", {"giay_chung_sinh": "giay"}, {"giay_chung_sinh"}),
        ("thuong", {"giay_chung_sinh": "khong"}, {"nguoi_lam_chung"}),
        (
            "mang_thai_ho",
            {"giay_chung_sinh": "giay"},
            {"giay_chung_sinh", "mang_thai_ho"},
        ),
        ("bo_roi", {"quan_he": "nuoi_duong"}, {"bien_ban_bo_roi"}),
        (
            "thuong",
            {"giay_chung_sinh": "giay", "quan_he": "uy_quyen"},
            {"giay_chung_sinh", "uy_quyen"},
        ),
    ],
)
def test_the_papers_of_a_birth_depend_on_what_happened(
    case: str, answers: dict[str, str], needed: set[str]
) -> None:
    definition = loader.entry(BIRTH).definition
    said = sample_answers(definition, case, answers=answers)
    known = {**said, **_facts(case, Channel.ONLINE, Applicant.CITIZEN)}
    uploads = {
        document.key
        for document in definition.documents
        if document.is_uploaded and holds(document.when, known)
    }
    assert uploads == needed


def test_a_residence_registration_asks_for_other_papers_in_each_of_seven_cases() -> (
    None
):
    definition = loader.entry("1.004222").definition
    lists = set()
    for case in definition.cases:
        facts = _facts(case.key, Channel.ONLINE, Applicant.CITIZEN)
        known = {**sample_answers(definition, case.key), **facts}
        lists.add(tuple(d.key for d in definition.documents if holds(d.when, known)))
    assert len(lists) == len(definition.cases) == 7


@pytest.mark.parametrize(
    ("code", "case", "channel", "value", "unit"),
    [
        ("1.013225", "nha_o", Channel.ONLINE, "15", Unit.CALENDAR_DAY),
        ("1.013225", "ton_giao", Channel.ONLINE, "20", Unit.CALENDAR_DAY),
        ("1.013274", "dam_tang", Channel.COUNTER, "1", Unit.CALENDAR_DAY),
        ("1.013274", "khac", Channel.COUNTER, "5", Unit.WORKING_DAY),
        ("1.012812", "kho_khan", Channel.POST, "40", Unit.CALENDAR_DAY),
        ("2.001159", "co_so", Channel.ONLINE, "1", Unit.HOUR),
        ("2.002481", "trong_tinh", Channel.ONLINE, "2.5", Unit.WORKING_DAY),
    ],
)
def test_the_term_depends_on_the_case(
    code: str, case: str, channel: Channel, value: str, unit: Unit
) -> None:
    term = loader.entry(code).definition.term_for(case, channel)
    assert (term.value, term.unit) == (Decimal(value), unit)


def test_marriage_is_neither_electronic_nor_posted() -> None:
    result = loader.entry("1.000894").definition.results[0]
    assert not result.electronic
    assert not result.posted
