"""A definition in plain Vietnamese, as pages and papers show it."""

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from services.eforms.conditions import Answered
from services.procedures import wording
from services.procedures.definition import Amount, RequiredDocument, TermRule
from services.workdays.terms import Unit
from tests.services.procedures.test_availability import (
    DIPLOMA,
    changed,
    definition_of,
    fee,
    flat,
)


def a_paper(**parts: Any) -> RequiredDocument:
    return RequiredDocument.model_validate(
        {"key": "a", "name": "Giấy", "kind": "hand_in", **parts}
    )


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"kind": "hand_in"}, "Nộp"),
        ({"kind": "show"}, "Xuất trình"),
        ({"kind": "guidance"}, "Lưu ý"),
        ({"replaced_by_form": True}, "Khai trực tiếp trên biểu mẫu điện tử"),
    ],
)
def test_how_a_paper_is_given(parts: dict[str, Any], words: str) -> None:
    assert wording.how_given(a_paper(**parts)) == words


def test_copies_are_counted_by_kind_and_none_is_a_dash() -> None:
    assert wording.copies(a_paper(originals=1, copies=2)) == "1 bản chính, 2 bản sao"
    assert wording.copies(a_paper(certified=1)) == "1 bản chứng thực"
    assert wording.copies(a_paper()) == "—"


def test_a_paper_that_is_always_needed_has_no_condition() -> None:
    assert wording.when_needed(a_paper(), definition_of(DIPLOMA)) == ""


CASES = [{"key": "mot", "label": "Cấp mới"}, {"key": "hai", "label": "Cấp lại"}]


def facts(question: str, value: str) -> dict[str, str]:
    return {"op": "is", "question": question, "value": value}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (facts("$case", "hai"), "Chỉ cần khi “trường hợp” là “Cấp lại”."),
        (facts("$channel", "post"), "Chỉ cần khi “cách nộp” là “Nộp qua bưu chính"),
        (
            facts("$applicant", "business"),
            "Chỉ cần khi “đối tượng” là “Doanh nghiệp, hộ kinh doanh”.",
        ),
    ],
)
def test_a_condition_speaks_in_names_never_in_keys(
    condition: dict[str, str], words: str
) -> None:
    definition = changed(DIPLOMA, cases=CASES, fees=[])

    sentence = wording.when_needed(a_paper(when=condition), definition)

    assert sentence.startswith(words)


def test_a_condition_names_the_question_and_the_section_it_asks_about() -> None:
    definition = definition_of(DIPLOMA)
    question = next(definition.form.questions())
    section = definition.form.sections[0]

    for key, name in ((question.key, question.label), (section.key, section.title)):
        words = wording.condition_in_words(Answered(question=key), definition)
        assert words == f"đã trả lời “{name}”"


def term(value: str, unit: Unit = Unit.WORKING_DAY, **parts: Any) -> TermRule:
    return TermRule(value=Decimal(value), unit=unit, **parts)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (term("2.5"), "2,5 ngày làm việc"),
        (term("10"), "10 ngày làm việc"),
        (term("1", Unit.HOUR), "1 giờ làm việc"),
        (term("15", Unit.CALENDAR_DAY), "15 ngày"),
        (term("2", Unit.MONTH), "2 tháng"),
        (
            term("1", same_day_until=time(15)),
            "Ngay trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo",
        ),
    ],
)
def test_a_term_reads_as_the_law_writes_it(rule: TermRule, words: str) -> None:
    assert wording.term_in_words(rule) == words


def test_a_term_says_for_whom_it_is_and_the_last_one_is_for_the_rest() -> None:
    definition = changed(
        DIPLOMA,
        cases=CASES,
        fees=[],
        terms=[
            {"value": "5", "unit": "working_day", "cases": ["hai"]},
            {"value": "3", "unit": "working_day", "channels": ["online"]},
            {"value": "2", "unit": "working_day"},
        ],
    )

    said = [wording.applies_to(rule, definition) for rule in definition.terms]

    assert said == ["Cấp lại", "Nộp trực tuyến", "Còn lại"]


def test_the_only_term_is_for_everybody() -> None:
    definition = definition_of(DIPLOMA)

    assert wording.applies_to(definition.terms[0], definition) == "Mọi trường hợp"


def an_amount(**parts: Any) -> Amount:
    read: TypeAdapter[Amount] = TypeAdapter(Amount)
    return read.validate_python(parts)


TIERS = [{"above": 0, "amount": 2000}, {"above": 2, "amount": 1000}]
PAGES = {"kind": "tiered", "question": "so_trang", "unit": "trang", "tiers": TIERS}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ({"kind": "flat", "amount": 0}, "Không thu"),
        ({"kind": "flat", "amount": 1_000_000}, "1.000.000 đ"),
        (
            {"kind": "per_unit", "amount": 8000, "question": "so_ban", "unit": "bản"},
            "8.000 đ/bản",
        ),
        (PAGES, "từ trang thứ 1: 2.000 đ; từ trang thứ 3: 1.000 đ"),
        (
            {**PAGES, "cap": 200_000},
            "từ trang thứ 1: 2.000 đ; từ trang thứ 3: 1.000 đ; tối đa 200.000 đ",
        ),
        (
            {"kind": "assessed", "basis": "Theo Nghị quyết của HĐND"},
            "Theo Nghị quyết của HĐND",
        ),
    ],
    ids=["none", "flat", "by the copy", "by the page", "capped", "assessed"],
)
def test_an_amount_reads_as_on_the_notice_board(
    amount: dict[str, Any], words: str
) -> None:
    assert wording.amount_in_words(an_amount(**amount)) == words


def test_every_amount_of_a_fee_stands_with_its_condition() -> None:
    online = facts("$channel", "online")
    definition = changed(DIPLOMA, fees=[fee(flat(0, online), flat(5000))])

    said = wording.amounts_in_words(definition.fees[0], definition)

    assert said == ["“cách nộp” là “Nộp trực tuyến”: Không thu", "5.000 đ"]
