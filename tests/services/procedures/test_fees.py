"""What a filing costs: the vectors of the law, and what must hold for any filing."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procedures.catalogue import loader
from services.procedures.catalogue.loader import CatalogueEntry
from services.procedures.definition import (
    Applicant,
    AssessedAmount,
    Channel,
    Definition,
    FeeType,
    FlatAmount,
    Tier,
    TieredAmount,
    UnitAmount,
)
from services.procedures.fees import Bill, Line, compute, may_cost, units
from tests.factories.answers import sample_answers

BIRTH, COPIES, CERTIFIED = "1.001193", "2.000635", "2.000815"


def bill(
    code: str,
    answers: Mapping[str, Any],
    *,
    channel: Channel = Channel.COUNTER,
    case: str | None = None,
    applicant: Applicant | None = None,
) -> Bill:
    definition = loader.entry(code).definition
    return compute(
        definition,
        case=case or definition.cases[0].key,
        answers=answers,
        channel=channel,
        applicant=applicant or definition.audience[0],
    )


def line(found: Bill, key: str) -> Line:
    return next(each for each in found.lines if each.key == key)


# Vectors


@pytest.mark.parametrize(
    ("pages", "copies", "due"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (5, 2, 14_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (2_000, 3, 600_000),
    ],
)
def test_certifying_costs_by_page_with_a_cap_per_copy(
    pages: int, copies: int, due: int
) -> None:
    assert bill(CERTIFIED, {"so_trang": pages, "so_ban": copies}).total == due


def test_the_sum_is_explained_tier_by_tier() -> None:
    found = bill(CERTIFIED, {"so_trang": 5, "so_ban": 2}).lines[0].explanation
    assert found == (
        "2.000 đ × 2 trang + 1.000 đ × 3 trang = 7.000 đ; 7.000 đ × 2 bản = 14.000 đ"
    )


def test_a_cap_that_was_reached_is_explained() -> None:
    found = bill(CERTIFIED, {"so_trang": 300, "so_ban": 1}).lines[0].explanation
    assert "= 302.000 đ, tối đa 200.000 đ mỗi bản; 200.000 đ × 1 bản" in found


def test_nothing_answered_yet_costs_nothing() -> None:
    found = bill(CERTIFIED, {})
    assert found.total == 0
    assert found.lines[0].explanation == "0 đ = 0 đ; 0 đ × 0 bản = 0 đ"


def test_copies_of_an_extract_cost_8000_each_on_every_channel() -> None:
    for channel in Channel:
        found = bill(COPIES, {"so_luong": 3}, channel=channel)
        assert found.total == 24_000
        assert found.lines[0].explanation == "8.000 đ × 3 bản = 24.000 đ"
        assert found.lines[0].type is FeeType.FEE


def test_registering_a_birth_is_free_online_and_5000_at_the_counter() -> None:
    online = bill(BIRTH, {}, channel=Channel.ONLINE)
    counter = bill(BIRTH, {})
    assert (online.total, counter.total) == (0, 5_000)
    assert online.lines[0].explanation == "Không thu"
    assert counter.lines[0].type is FeeType.CHARGE


def test_fee_and_charge_stay_apart() -> None:
    found = bill(BIRTH, {"co_ban_sao": True, "so_ban_sao": 2})
    assert [(each.type, each.amount) for each in found.lines] == [
        (FeeType.CHARGE, 5_000),
        (FeeType.FEE, 16_000),
    ]


@pytest.mark.parametrize(
    "group", ["tre_em", "ho_ngheo", "cao_tuoi", "khuyet_tat", "co_cong"]
)
def test_five_groups_are_exempt_from_the_civil_status_charge(group: str) -> None:
    charge = line(bill(BIRTH, {"dien_mien": [group]}), "le_phi_ho_tich")
    assert charge.amount == 0
    assert charge.exempted_by is not None
    assert charge.explanation == f"Được miễn: {charge.exempted_by}"


def test_a_birth_registered_in_time_is_exempt() -> None:
    assert bill(BIRTH, {"dung_han": True}).total == 0
    assert bill(BIRTH, {"dung_han": False}).total == 5_000


@pytest.mark.parametrize(
    ("code", "counter", "online"),
    [("1.004222", 20_000, 10_000), ("1.010038", 10_000, 5_000)],
)
def test_residence_costs_half_online(code: str, counter: int, online: int) -> None:
    assert bill(code, {}).total == counter
    assert bill(code, {}, channel=Channel.ONLINE).total == online


def test_a_list_of_lodgers_is_priced_by_person() -> None:
    people: dict[str, Any] = {"danh_sach": [{}, {}, {}]}
    found = bill("1.004194", people, case="danh_sach")
    assert [each.key for each in found.lines] == ["le_phi_danh_sach"]
    assert found.total == 30_000


@pytest.mark.parametrize(
    ("case", "applicant", "due"),
    [
        ("ho_kinh_doanh", Applicant.BUSINESS, 400_000),
        ("to_chuc", Applicant.CITIZEN, 400_000),
        ("to_chuc", Applicant.BUSINESS, 1_200_000),
        ("to_chuc", Applicant.ORGANISATION, 1_200_000),
    ],
)
def test_selling_spirits_is_priced_by_who_files_and_by_place(
    case: str, applicant: Applicant, due: int
) -> None:
    found = bill("2.000620", {"so_diem": 2}, case=case, applicant=applicant)
    assert found.total == due


@pytest.mark.parametrize(
    ("case", "due"),
    [
        ("an_uong_nho", 700_000),
        ("an_uong_lon", 1_000_000),
        ("san_xuat_nho", 500_000),
        ("san_xuat_khac", 2_500_000),
    ],
)
def test_food_safety_is_priced_by_size_of_business(case: str, due: int) -> None:
    assert bill("1.002425", {}, case=case).total == due


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ({"dien_giam": "khong", "so_phieu": 1}, 200_000),
        ({"dien_giam": "khong", "so_phieu": 2}, 200_000),
        ({"dien_giam": "khong", "so_phieu": 4}, 210_000),
        ({"dien_giam": "sinh_vien", "so_phieu": 1}, 100_000),
        ({"dien_giam": "khong", "so_phieu": 1, "dien_mien": ["ho_ngheo"]}, 0),
    ],
)
def test_criminal_records_are_reduced_for_some_and_dearer_from_the_third(
    answers: dict[str, Any], due: int
) -> None:
    assert bill("3.000333", answers).total == due


def test_more_than_two_records_explain_that_two_are_included() -> None:
    extra = line(bill("3.000333", {"so_phieu": 4}), "phi_them")
    assert extra.explanation == "0 đ × 2 phiếu + 5.000 đ × 2 phiếu = 10.000 đ"


def test_what_the_office_sets_waits_for_it() -> None:
    found = bill("1.013274", {}, case="khac")
    assert found.lines[0].assessed
    assert found.total == 0
    assert not found.is_complete
    assert bill("1.013274", {}, case="dam_tang").is_complete


def test_a_fee_without_a_fitting_amount_has_no_line() -> None:
    definition = with_fee(
        amounts=[
            {
                "when": {"op": "is", "question": "$case", "value": "other"},
                "amount": {"kind": "flat", "amount": 1},
            }
        ]
    )
    assert compute_simply(definition, {}).lines == ()


# Properties


def with_fee(**fee: Any) -> Definition:
    """Return the diploma's definition with one fee of ours."""
    definition = loader.entry("1.005092").definition
    kept = definition.model_dump(mode="json")
    kept["fees"] = [{"key": "phi", "name": "Phí", "type": "phi", **fee}]
    return Definition.model_validate(kept)


def compute_simply(definition: Definition, answers: Mapping[str, Any]) -> Bill:
    return compute(
        definition,
        case=definition.cases[0].key,
        answers=answers,
        channel=Channel.ONLINE,
        applicant=Applicant.CITIZEN,
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(data=st.data(), channel=st.sampled_from(Channel))
def test_no_bill_is_negative_whatever_was_answered(
    data: st.DataObject, channel: Channel
) -> None:
    definition = loader.entry(data.draw(st.sampled_from(loader.codes()))).definition
    keys = [question.key for question in definition.form.questions()]
    answers = data.draw(
        st.dictionaries(st.sampled_from(keys), json_values, max_size=12)
    )
    for case in definition.cases:
        for applicant in definition.audience:
            found = compute(
                definition,
                case=case.key,
                answers=answers,
                channel=channel,
                applicant=applicant,
            )
            assert all(each.amount >= 0 for each in found.lines)
            assert found.total == sum(each.amount for each in found.lines)


@given(
    pages=st.integers(0, 5_000),
    more=st.integers(0, 500),
    copies=st.integers(0, 100),
)
def test_certifying_grows_with_pages_and_copies_and_respects_its_cap(
    pages: int, more: int, copies: int
) -> None:
    due = bill(CERTIFIED, {"so_trang": pages, "so_ban": copies}).total
    one = min(200_000, 2_000 * min(pages, 2) + 1_000 * max(pages - 2, 0))
    longer = bill(CERTIFIED, {"so_trang": pages + more, "so_ban": copies}).total
    again = bill(CERTIFIED, {"so_trang": pages, "so_ban": copies + 1}).total
    assert due == one * copies
    assert longer >= due
    assert again - due == one
    assert due <= 200_000 * copies


@given(
    tiers=st.dictionaries(st.integers(1, 20), st.integers(0, 10_000), max_size=4),
    first=st.integers(0, 10_000),
    count=st.integers(0, 60),
)
def test_tiers_price_each_unit_by_the_last_tier_it_has_passed(
    tiers: dict[int, int], first: int, count: int
) -> None:
    prices = {0: first, **tiers}
    definition = with_fee(
        amounts=[
            {
                "amount": {
                    "kind": "tiered",
                    "question": "nam_tot_nghiep",
                    "unit": "trang",
                    "tiers": [{"above": a, "amount": p} for a, p in prices.items()],
                }
            }
        ]
    )
    expected = sum(
        prices[max(above for above in prices if above < unit)]
        for unit in range(1, count + 1)
    )
    assert compute_simply(definition, {"nam_tot_nghiep": count}).total == expected


@pytest.fixture(params=loader.codes())
def entry(request: pytest.FixtureRequest) -> CatalogueEntry:
    return loader.entry(request.param)


def test_filing_online_never_costs_more_than_at_the_counter(
    entry: CatalogueEntry,
) -> None:
    definition = entry.definition
    for case in definition.cases:
        answers = sample_answers(definition, case.key, answers={"dien_mien": []})
        online, counter = (
            compute(
                definition,
                case=case.key,
                answers=answers,
                channel=channel,
                applicant=definition.audience[0],
            ).total
            for channel in (Channel.ONLINE, Channel.COUNTER)
        )
        assert online <= counter


def test_tiers_of_the_catalogue_begin_with_the_first_unit(
    entry: CatalogueEntry,
) -> None:
    for fee in entry.definition.fees:
        for priced in fee.amounts:
            if isinstance(priced.amount, TieredAmount):
                assert min(tier.above for tier in priced.amount.tiers) == 0


# Parts


@pytest.mark.parametrize(
    ("answer", "count"),
    [(3, 3), (-2, 0), (True, 0), ("3", 0), (None, 0), ([1, 2], 2), ((1,), 1)],
)
def test_units_are_whole_numbers_or_items(answer: object, count: int) -> None:
    assert units({"a": answer}, "a") == count


def test_only_amounts_above_zero_may_cost() -> None:
    assert not may_cost(FlatAmount(amount=0))
    assert may_cost(UnitAmount(amount=1, question="a", unit="bản"))
    assert may_cost(AssessedAmount(basis="theo nghị quyết"))
    assert may_cost(
        TieredAmount(question="a", unit="bản", tiers=(Tier(above=0, amount=1),))
    )
    assert not may_cost(
        TieredAmount(question="a", unit="bản", tiers=(Tier(above=0, amount=0),))
    )
