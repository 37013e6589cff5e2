"""Vietnamese text: kept in one form, searched without marks, sorted by given name."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.vietnamese import fold, name_sort_key, nfc, title_sort_key

NAMES = ["H'Hen Niê", "Y Bhăm Êban", "Nguyễn Thị Mẫu", "Đặng Hữu Ơn", "Vừ A Dính"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_typed_in_parts_equals_the_composed_one(name: str) -> None:
    assert nfc(unicodedata.normalize("NFD", name)) == name
    assert fold(unicodedata.normalize("NFD", name)) == fold(name)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng  ký\tKHAI SINH", "dang ky khai sinh"),
        ("Y Bhăm Êban", "y bham eban"),
        ("H'Hen Niê", "h'hen nie"),
        ("ươ ƯƠ", "uo uo"),
    ],
)
def test_folding_leaves_bare_letters_and_single_spaces(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_the_database_folds_as_we_do(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_fold(%s)", [name])
        (told,) = cursor.fetchone()

    assert told == fold(name)


def test_people_are_listed_by_given_name_then_by_the_others() -> None:
    listed = sorted(
        [
            "Nguyễn Thị Yến",
            "Trần Văn An",
            "Đỗ Văn Ân",
            "Lê Thị Ánh",
            "Bùi Văn An",
            "",
            "Mẫu 1",
        ],
        key=name_sort_key,
    )

    assert listed == [
        "",
        "Bùi Văn An",
        "Trần Văn An",
        "Lê Thị Ánh",
        "Đỗ Văn Ân",
        "Nguyễn Thị Yến",
        "Mẫu 1",
    ]


def test_titles_and_places_stand_as_readers_look_for_them() -> None:
    listed = [
        "Phường An Hội Đông",
        "Phường Bàn Cờ",
        "Phường Bảng",
        "Phường Dĩ An",
        "Phường Đông Hòa",
        "Quận 3",
        "Quận 10",
        "Quận 12",
        "Quận Bình Tân",
        "Quận Đống Đa",
        "Quận Gò Vấp",
    ]

    assert sorted(sorted(listed, key=len), key=title_sort_key) == listed
    assert min(["Quận bảng", "Quận bạn"], key=title_sort_key) == "Quận bạn"
