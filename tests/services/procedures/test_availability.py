"""Which level an offering may have: refused with the sentence that says why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.eforms.conditions import All, Condition, Is, Not, holds
from services.eforms.conditions import Any as AnyOf
from services.procedures.availability import highest_offered, missing_for, outcomes
from services.procedures.catalogue import loader
from services.procedures.definition import Definition, Mode

DIPLOMA, BIRTH, MARRIAGE = "1.005092", "1.001193", "1.000894"
TODAY = date(2026, 1, 5)


def definition_of(code: str) -> Definition:
    return loader.entry(code).definition


def changed(code: str, **parts: Any) -> Definition:
    """Return the procedure's definition with some parts replaced."""
    kept = definition_of(code).model_dump(mode="json")
    return Definition.model_validate({**kept, **parts})


def fee(*amounts: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "key": "phi",
        "name": "Phí thẩm định",
        "type": "phi",
        "amounts": list(amounts),
        **more,
    }


ONLINE = {"op": "is", "question": "$channel", "value": "online"}
COUNTER = {"op": "is", "question": "$channel", "value": "counter"}
CASE = {"op": "is", "question": "$case", "value": "chung"}


def flat(amount: int, when: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"when": when, "amount": {"kind": "flat", "amount": amount}}


def test_level_4_with_a_fee_is_refused_without_online_payment() -> None:
    found = missing_for(4, definition_of("2.000635"), online_payment=False)
    (sentence,) = found
    assert sentence == (
        "Mức độ 4 cần thanh toán trực tuyến vì thủ tục có thu: "
        "Phí cấp bản sao trích lục hộ tịch."
    )


def test_online_payment_removes_the_obstacle() -> None:
    definition = definition_of("2.000635")
    assert missing_for(4, definition, online_payment=True) == []
    assert highest_offered(definition, TODAY, online_payment=True).level == 4


def test_a_free_procedure_with_an_electronic_result_may_have_level_4() -> None:
    assert missing_for(4, definition_of(DIPLOMA), online_payment=False) == []


def test_a_result_fetched_in_person_is_refused_at_level_4() -> None:
    found = missing_for(4, definition_of(MARRIAGE), online_payment=True)
    (sentence,) = found
    assert sentence == (
        "Mức độ 4 cần trả kết quả trực tuyến hoặc qua bưu chính, nhưng phải nhận "
        "trực tiếp: Giấy chứng nhận kết hôn."
    )


def test_a_posted_result_is_enough_for_level_4() -> None:
    results = [{"key": "a", "name": "Giấy", "electronic": False, "posted": True}]
    definition = changed(DIPLOMA, results=results)
    assert missing_for(4, definition, online_payment=False) == []


def test_level_3_needs_a_form_that_asks_something() -> None:
    form = {
        "title": "Tự đến",
        "sections": [
            {
                "key": "a",
                "title": "A",
                "questions": [
                    {"key": "b", "kind": "explanation", "label": "Đến trụ sở."}
                ],
            }
        ],
    }
    definition = changed(DIPLOMA, form=form)

    found = missing_for(3, definition, online_payment=False)

    assert found == ["Mức độ 3 trở lên cần biểu mẫu điện tử để khai và gửi trực tuyến."]
    offered = highest_offered(definition, TODAY)
    assert (offered.level, offered.mode) == (2, Mode.INFORMATION)
    assert offered.missing == found[0]


@pytest.mark.parametrize("level", [1, 2])
def test_lower_levels_ask_for_nothing(level: int) -> None:
    assert missing_for(level, definition_of(MARRIAGE), online_payment=False) == []


@pytest.mark.parametrize(
    ("fees", "costs"),
    [
        ([], False),
        ([fee(flat(0))], False),
        ([fee(flat(5_000))], True),
        ([fee(flat(0, ONLINE), flat(5_000))], False),
        ([fee(flat(5_000, COUNTER))], False),
        ([fee(flat(5_000), when=COUNTER)], False),
        ([fee(flat(0, CASE), flat(5_000))], True),
        ([fee(flat(5_000, CASE), flat(0))], True),
        ([fee(flat(0, COUNTER), flat(5_000, ONLINE))], True),
    ],
)
def test_only_what_may_be_due_online_counts(
    fees: list[dict[str, Any]],
    costs: bool,  # noqa: FBT001
) -> None:
    definition = changed(DIPLOMA, fees=fees)
    assert bool(missing_for(4, definition, online_payment=False)) is costs


def test_level_4_seeds_with_a_fee_come_out_at_level_3_with_the_reason() -> None:
    offered = highest_offered(definition_of(BIRTH), TODAY)
    assert (offered.level, offered.mode) == (3, Mode.PARTIAL)
    assert offered.missing.startswith("Mức độ 4 cần thanh toán trực tuyến")
    assert offered.valid_from == date(2022, 8, 15)


def test_what_the_procedure_lacks_itself_is_said_first() -> None:
    levels = [
        {
            "level": 4,
            "mode": "toan_trinh",
            "valid_from": "2021-01-01",
            "missing": "Còn thử nghiệm.",
        }
    ]
    offered = highest_offered(changed(BIRTH, levels=levels), TODAY)
    assert offered.missing.startswith("Còn thử nghiệm. Mức độ 4 cần thanh toán")


@pytest.mark.parametrize(
    ("code", "day", "level"),
    [
        (DIPLOMA, date(2021, 6, 1), 4),
        (DIPLOMA, TODAY, 4),
        (BIRTH, date(2021, 6, 1), 3),
        ("2.000806", date(2021, 6, 1), 2),
        ("2.000806", TODAY, 3),
        (MARRIAGE, TODAY, 3),
        ("2.000884", TODAY, 2),
    ],
)
def test_the_level_is_that_of_the_day(code: str, day: date, level: int) -> None:
    assert highest_offered(definition_of(code), day).level == level


@pytest.mark.parametrize("code", loader.codes())
@pytest.mark.parametrize("day", [date(2021, 6, 1), TODAY])
@pytest.mark.parametrize("payment", ["with payment", "without payment"])
def test_what_is_offered_lacks_nothing_and_stays_below_the_highest(
    code: str, day: date, payment: str
) -> None:
    definition = definition_of(code)
    pays = payment == "with payment"
    offered = highest_offered(definition, day, online_payment=pays)
    assert missing_for(offered.level, definition, online_payment=pays) == []
    assert offered.level <= definition.level_on(day).level
    assert definition.level_on(day).level == offered.level or offered.missing


leaves = st.sampled_from(["$channel", "a", "b"]).map(
    lambda key: Is(question=key, value="online")
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: (
        inner.map(lambda each: Not(of=each))
        | st.lists(inner, min_size=1, max_size=3).map(lambda p: All(of=tuple(p)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda p: AnyOf(of=tuple(p)))
    ),
    max_leaves=6,
)


@given(
    condition=conditions,
    channel=st.sampled_from(["online", "counter"]),
    rest=st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["online", "x"])),
)
def test_no_outcome_is_overlooked_when_only_the_channel_is_known(
    condition: Condition, channel: str, rest: dict[str, str]
) -> None:
    known = {"$channel": channel}
    assert holds(condition, {**known, **rest}) in outcomes(condition, known)


def test_no_condition_always_holds() -> None:
    assert outcomes(None, {}) == {True}
