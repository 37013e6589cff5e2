"""References to shared parts: laid over, narrowed, prefixed, and never misspelt."""

from typing import Any

import pytest

from services.procedures.catalogue import blocks


def expand_section(reference: dict[str, Any]) -> Any:
    definition = {"documents": [], "fees": [], "form": {"sections": [reference]}}
    return blocks.expand(definition)["form"]["sections"][0]


def test_what_stands_beside_a_reference_is_laid_over_the_block() -> None:
    shared = {"block": "giay_to_tuy_than", "name": "Giấy tờ của hai bên"}
    definition = {"documents": [shared], "fees": [], "form": {"sections": []}}

    document = blocks.expand(definition)["documents"][0]

    assert document["name"] == "Giấy tờ của hai bên"
    assert document["kind"] == "show"
    assert "block" not in document


def test_a_section_drops_overrides_and_adds_questions() -> None:
    section = expand_section(
        {
            "block": "nop_thay",
            "title": "Người đi thay",
            "drop": ["nguoi_nop_quan_he"],
            "override": {"nop_thay": {"label": "Đi thay?"}},
            "add": [{"key": "them", "kind": "text", "label": "Thêm"}],
        }
    )

    assert section["title"] == "Người đi thay"
    assert [question["key"] for question in section["questions"]] == [
        "nop_thay",
        "nguoi_nop_ho_ten",
        "nguoi_nop_so_dinh_danh",
        "them",
    ]
    assert section["questions"][0]["label"] == "Đi thay?"


def test_a_prefix_renames_keys_and_what_speaks_of_them() -> None:
    father = {"op": "one_of", "question": "khai_cha", "values": ["a"]}
    both = {"op": "all", "of": [father, {"op": "answered", "question": "quan_he"}]}
    section = expand_section(
        {
            "block": "cha",
            "prefix": "x_",
            "override": {"cha_ho_ten": {"when": both}},
        }
    )
    by_key = {question["key"]: question for question in section["questions"]}

    renamed = by_key["x_cha_ho_ten"]["when"]["of"]
    assert [part["question"] for part in renamed] == ["x_khai_cha", "quan_he"]
    assert by_key["x_cha_ngay_sinh"]["when"]["question"] == "x_khai_cha"
    assert by_key["x_cha_so_dinh_danh"]["agrees_with"] == {
        "birth_date": "x_cha_ngay_sinh"
    }


@pytest.mark.parametrize(
    "reference",
    [
        {"block": "con", "drop": ["no_such_question"]},
        {"block": "con", "override": {"no_such_question": {"label": "?"}}},
    ],
)
def test_a_misspelt_question_is_refused(reference: dict[str, Any]) -> None:
    with pytest.raises(blocks.UnknownPart, match="no_such_question"):
        expand_section(reference)


def test_a_block_of_another_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        expand_section({"block": "phi_ban_sao"})


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        expand_section({"block": "no_such_block"})


def test_a_part_that_is_no_reference_stays_as_it_is() -> None:
    section = {"key": "a", "title": "A", "questions": []}
    assert expand_section(section) == section
