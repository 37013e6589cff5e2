"""Conditions: a small tree that says when something is asked, and in words."""

from decimal import Decimal

import pytest
from django.utils import translation
from pydantic import TypeAdapter, ValidationError

from services.eforms.conditions import (
    All,
    Answered,
    Any,
    AtLeast,
    Condition,
    Is,
    Not,
    OneOf,
    holds,
    in_words,
    questions_in,
)

MARRIED = Is(question="hon_nhan", value=True)
CITY = OneOf(question="tinh", values=("79", "01"))
NAMED = Answered(question="ten")
ADULT = AtLeast(question="tuoi", value=Decimal(18))


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (None, {}, True),
        (MARRIED, {"hon_nhan": True}, True),
        (MARRIED, {"hon_nhan": False}, False),
        (MARRIED, {"hon_nhan": 1}, False),
        (MARRIED, {}, False),
        (Is(question="so", value=1), {"so": True}, False),
        (CITY, {"tinh": "79"}, True),
        (CITY, {"tinh": "92"}, False),
        (CITY, {"tinh": ["92", "01"]}, True),
        (CITY, {"tinh": ["92"]}, False),
        (NAMED, {"ten": "A"}, True),
        (NAMED, {"ten": ""}, False),
        (NAMED, {"ten": []}, False),
        (ADULT, {"tuoi": 18}, True),
        (ADULT, {"tuoi": "17.9"}, False),
        (ADULT, {"tuoi": True}, False),
        (ADULT, {"tuoi": "mười tám"}, False),
        (ADULT, {"tuoi": None}, False),
        (Not(of=MARRIED), {}, True),
        (All(of=(MARRIED, ADULT)), {"hon_nhan": True, "tuoi": 20}, True),
        (All(of=(MARRIED, ADULT)), {"hon_nhan": True, "tuoi": 2}, False),
        (Any(of=(MARRIED, ADULT)), {"tuoi": 20}, True),
        (Any(of=(MARRIED, ADULT)), {}, False),
    ],
)
def test_a_condition_holds_or_not(
    condition: Condition | None, answers: dict[str, object], *, expected: bool
) -> None:
    assert holds(condition, answers) is expected


def test_a_condition_names_the_questions_it_speaks_of() -> None:
    tree = Any(of=(All(of=(MARRIED, Not(of=CITY))), ADULT))

    assert list(questions_in(tree)) == ["hon_nhan", "tinh", "tuoi"]
    assert list(questions_in(None)) == []


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (MARRIED, "“hon_nhan” là có"),
        (Is(question="hon_nhan", value=False), "“hon_nhan” là không"),
        (Is(question="tinh", value="79"), "“tinh” là “79”"),
        (CITY, "“tinh” là “79” hoặc “01”"),
        (NAMED, "đã trả lời “ten”"),
        (ADULT, "“tuoi” từ 18 trở lên"),
        (Not(of=NAMED), "không phải (đã trả lời “ten”)"),
        (All(of=(MARRIED, NAMED)), "“hon_nhan” là có và đã trả lời “ten”"),
        (Any(of=(MARRIED, NAMED)), "“hon_nhan” là có hoặc đã trả lời “ten”"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: Condition, words: str) -> None:
    assert in_words(condition, str) == words


def test_a_condition_reads_in_english_too() -> None:
    with translation.override("en"):
        assert in_words(All(of=(MARRIED, ADULT)), str) == (
            "“hon_nhan” is yes and “tuoi” is 18 or more"
        )


def test_there_is_no_expression_language() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Condition).validate_python(
            {"op": "eval", "question": "x", "value": "__import__('os')"}
        )
