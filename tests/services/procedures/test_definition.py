"""A definition keeps its promises, or is refused with the part that breaks them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from services.procedures.catalogue import loader
from services.procedures.definition import Channel, Definition
from tests.services.procedures.test_availability import (
    BIRTH,
    DIPLOMA,
    changed,
    definition_of,
    fee,
    flat,
)

UNKNOWN = {"op": "answered", "question": "khong_co"}


def kept(code: str, part: str) -> list[dict[str, Any]]:
    """Return a part of the procedure's definition as it stands in its JSON."""
    found: list[dict[str, Any]] = definition_of(code).model_dump(mode="json")[part]
    return found


@pytest.mark.parametrize("part", ["cases", "documents", "fees", "route", "results"])
def test_a_key_used_twice_is_refused(part: str) -> None:
    first, *rest = kept(BIRTH, part)

    with pytest.raises(ValidationError, match=f"{part}: a key is used twice"):
        changed(BIRTH, **{part: [first, first, *rest]})


@pytest.mark.parametrize(
    "decides",
    [(False, False), (True, False), (True, True)],
    ids=["none", "too early", "twice"],
)
def test_the_last_step_and_only_it_decides(decides: tuple[bool, bool]) -> None:
    step = kept(DIPLOMA, "route")[0]
    route = [
        {**step, "key": f"b{number}", "decides": each}
        for number, each in enumerate(decides)
    ]

    with pytest.raises(ValidationError, match="the last step, and only it, decides"):
        changed(DIPLOMA, route=route)


def term(**parts: Any) -> dict[str, Any]:
    return {"value": "1", "unit": "working_day", **parts}


def test_a_term_of_an_unknown_case_is_refused() -> None:
    with pytest.raises(ValidationError, match="unknown cases"):
        changed(DIPLOMA, terms=[term(cases=["khong_co"]), term()])


@pytest.mark.parametrize("narrow", [{"channels": ["online"]}, {"cases": ["chung"]}])
def test_some_term_must_fit_every_case_and_channel(narrow: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="must fit every case and channel"):
        changed(DIPLOMA, terms=[term(**narrow)])


def tiered(**keys: str) -> dict[str, Any]:
    tiers = [{"above": 0, "amount": 2000}]
    return {"kind": "tiered", "unit": "trang", "tiers": tiers, **keys}


def a_question(code: str = DIPLOMA) -> str:
    return next(definition_of(code).form.questions()).key


@pytest.mark.parametrize(
    "parts",
    [
        {"documents": [{"key": "a", "name": "A", "kind": "show", "when": UNKNOWN}]},
        {"fees": [fee(flat(1), when=UNKNOWN)]},
        {"fees": [fee(flat(1), exemptions=[{"label": "Miễn", "when": UNKNOWN}])]},
        {"fees": [fee(flat(1, UNKNOWN))]},
        {
            "fees": [
                fee(
                    {
                        "amount": {
                            "kind": "per_unit",
                            "amount": 1,
                            "question": "khong_co",
                            "unit": "bản",
                        }
                    }
                )
            ]
        },
        {"fees": [fee({"amount": tiered(question="khong_co")})]},
        {"fees": [fee({"amount": tiered(question=a_question(), copies="khong_co")})]},
    ],
    ids=["paper", "fee", "exemption", "price", "units", "tiers", "copies"],
)
def test_nothing_may_speak_of_a_question_that_nobody_asks(
    parts: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError, match="Unknown questions: khong_co"):
        changed(DIPLOMA, **parts)


def test_tiers_without_copies_and_assessed_amounts_speak_of_nothing_else() -> None:
    prices = [{"amount": tiered(question=a_question())}]
    assessed = {"amount": {"kind": "assessed", "basis": "Nghị quyết của HĐND"}}

    definition = changed(DIPLOMA, fees=[fee(*prices, assessed)])

    assert len(definition.fees[0].amounts) == 2


def test_cases_and_papers_are_found_by_their_key() -> None:
    definition = definition_of(BIRTH)
    case, paper = definition.cases[-1], definition.documents[-1]

    assert definition.case(case.key) is case
    assert definition.document(paper.key) is paper


@pytest.mark.parametrize("find", [Definition.case, Definition.document])
def test_an_unknown_key_is_said_to_be_unknown(find: Any) -> None:
    with pytest.raises(KeyError, match="khong_co"):
        find(definition_of(BIRTH), "khong_co")


def test_the_first_term_that_fits_case_and_channel_counts() -> None:
    definition = changed(
        DIPLOMA,
        cases=[{"key": "mot", "label": "Một"}, {"key": "hai", "label": "Hai"}],
        fees=[],
        terms=[
            term(value="5", cases=["hai"], channels=["online"]),
            term(value="4", cases=["hai"]),
            term(value="3", channels=["online"]),
            term(value="2"),
        ],
    )

    found = {
        (case, channel): definition.term_for(case, channel).value
        for case in ("mot", "hai")
        for channel in (Channel.ONLINE, Channel.COUNTER)
    }

    assert found == {
        ("hai", Channel.ONLINE): Decimal(5),
        ("hai", Channel.COUNTER): Decimal(4),
        ("mot", Channel.ONLINE): Decimal(3),
        ("mot", Channel.COUNTER): Decimal(2),
    }


@pytest.mark.parametrize("code", loader.codes())
def test_before_the_first_period_its_level_is_that_of_the_first(code: str) -> None:
    definition = definition_of(code)

    assert definition.level_on(date(2010, 1, 1)) == definition.levels[0]
