"""Every kind of question: what people type, what is kept, what is refused, shown."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from services.eforms import kinds
from services.eforms.building import PageForm
from services.eforms.cleaning import clean, from_answers
from services.eforms.kinds import Asking
from services.eforms.kinds.registry import KindOfQuestion
from services.eforms.reading import NOTHING, value_of
from services.eforms.schema import (
    Agreement,
    Column,
    DateBound,
    Kind,
    NationalList,
    Option,
    Question,
)

TODAY = date(2026, 3, 2)
OPTIONS = (Option(key="a", label="Mục A"), Option(key="b", label="Mục B"))
MANY = tuple(Option(key=f"k{n}", label=f"Mục {n}") for n in range(9))
COLUMNS = (
    Column(key="ten", kind=Kind.TEXT, label="Tên"),
    Column(key="sdt", kind=Kind.PHONE, label="Điện thoại", required=False),
    Column(key="co", kind=Kind.YES_NO, label="Có không", required=False),
    Column(key="loai", kind=Kind.ONE_OF, label="Loại", required=False, options=OPTIONS),
)


def ask(kind: Kind, **parts: Any) -> Question:
    if kind is Kind.NATIONAL:
        parts.setdefault("list", NationalList.ETHNICITY)
    if kind in {Kind.ONE_OF, Kind.MANY_OF}:
        parts.setdefault("options", OPTIONS)
    if kind is Kind.TABLE:
        parts.setdefault("columns", COLUMNS)
    return Question(key="hoi", kind=kind, label="Câu hỏi", **parts)


def post(question: Question, **typed: Any) -> PageForm:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return PageForm([question], known={}, today=TODAY, data=data)


ADDRESS = {"hoi_line": "12 Lê Lợi", "hoi_ward": "sài gòn", "hoi_province": "79"}
ROW = {"hoi-rows": "3", "hoi-0-ten": "Bút", "hoi-0-co": "true", "hoi-0-loai": "a"}
GOOD: list[tuple[Question, dict[str, Any], Any, str]] = [
    (ask(Kind.TEXT), {"hoi": "  H'Hen \tNiê "}, "H'Hen Niê", "H'Hen Niê"),
    (ask(Kind.TEXT), {"hoi": "Nguye\u0302\u0303n"}, "Nguyễn", "Nguyễn"),
    (ask(Kind.LONG_TEXT), {"hoi": "một\r\nhai\x00"}, "một\nhai", "một\nhai"),
    (ask(Kind.NUMBER), {"hoi": "1 000"}, 1000, "1000"),
    (ask(Kind.MONEY), {"hoi": "1.500.000"}, 1_500_000, "1.500.000 đ"),
    (ask(Kind.MONEY), {"hoi": "8 000 đ"}, 8_000, "8.000 đ"),
    (ask(Kind.DECIMAL), {"hoi": "1.234,5"}, "1234.5", "1234,5"),
    (ask(Kind.DECIMAL), {"hoi": "85.5"}, "85.5", "85,5"),
    (
        ask(Kind.DATE),
        {"hoi_day": "27", "hoi_month": "1", "hoi_year": "1990"},
        "1990-01-27",
        "27/01/1990",
    ),
    (
        ask(Kind.DATE),
        {"hoi_day": "27/1/1990", "hoi_month": "", "hoi_year": ""},
        "1990-01-27",
        "27/01/1990",
    ),
    (
        ask(Kind.PARTIAL_DATE),
        {"hoi_day": "", "hoi_month": "2", "hoi_year": "1990"},
        "1990-02",
        "02/1990",
    ),
    (
        ask(Kind.PARTIAL_DATE),
        {"hoi_day": "", "hoi_month": "", "hoi_year": "1990"},
        "1990",
        "1990",
    ),
    (
        ask(Kind.DATE_TIME),
        {"hoi": "27/01/2021 08:30"},
        "2021-01-27T08:30",
        "08:30 27/01/2021",
    ),
    (ask(Kind.YES_NO), {"hoi": "true"}, True, "Có"),
    (ask(Kind.YES_NO), {"hoi": "false"}, False, "Không"),
    (ask(Kind.CONSENT), {"hoi": "on"}, True, "Đã cam đoan"),
    (ask(Kind.ONE_OF), {"hoi": "b"}, "b", "Mục B"),
    (ask(Kind.ONE_OF, options=MANY), {"hoi": "k8"}, "k8", "Mục 8"),
    (ask(Kind.MANY_OF), {"hoi": ["a", "b"]}, ["a", "b"], "Mục A, Mục B"),
    (ask(Kind.NATIONAL), {"hoi": "01"}, "01", "Kinh"),
    (ask(Kind.CITIZEN_NUMBER), {"hoi": "079 190 012345"}, "079190012345", ""),
    (ask(Kind.TAX_CODE), {"hoi": "0314409058-002"}, "0314409058-002", ""),
    (ask(Kind.PHONE), {"hoi": "090.123.4567"}, "+84901234567", "0901 234 567"),
    (ask(Kind.EMAIL), {"hoi": "a@mau.test"}, "a@mau.test", "a@mau.test"),
    (
        ask(Kind.PERSON),
        {
            "hoi_full_name": "Y Bhăm Êban",
            "hoi_birth_date": "27/1/1990",
            "hoi_gender": "nam",
            "hoi_number": "079090012345",
        },
        {
            "full_name": "Y Bhăm Êban",
            "birth_date": "1990-01-27",
            "gender": "nam",
            "number": "079090012345",
        },
        "Y Bhăm Êban, 27/01/1990, Nam, 079090012345",
    ),
    (
        ask(Kind.PERSON),
        {"hoi_full_name": "Mẫu", "hoi_birth_date": "1990", "hoi_gender": "x"},
        {"full_name": "Mẫu", "birth_date": "1990"},
        "Mẫu, 1990",
    ),
    (
        ask(Kind.ADDRESS),
        ADDRESS,
        {"era": "2025", "province": "79", "ward": "26740", "line": "12 Lê Lợi"},
        "12 Lê Lợi, Phường Sài Gòn, Thành phố Hồ Chí Minh",
    ),
    (
        ask(Kind.TABLE),
        ROW | {"hoi-1-ten": "Vở", "hoi-1-sdt": "0901234567", "hoi-1-co": "false"},
        [
            {"ten": "Bút", "co": True, "loai": "a"},
            {"ten": "Vở", "sdt": "+84901234567", "co": False},
        ],
        "Bút; —; Có; Mục A\nVở; 0901 234 567; Không; —",
    ),
]


@pytest.mark.parametrize(
    ("question", "typed", "answer", "words"),
    GOOD,
    ids=[f"{q.kind}-{n}" for n, (q, *_rest) in enumerate(GOOD)],
)
def test_what_is_typed_is_kept_shown_and_holds_again(
    question: Question, typed: dict[str, Any], answer: Any, words: str
) -> None:
    form = post(question, **typed)

    assert form.is_valid(), form.errors
    assert form.answers == {"hoi": answer}
    assert value_of(question, form.answers) == words or words == ""
    again = clean(
        [question], from_answers(form.answers), known={}, asking=Asking(TODAY)
    )
    assert (again.answers, again.errors) == (form.answers, {})


@pytest.mark.parametrize(
    ("question", "typed", "answer", "words"),
    GOOD,
    ids=[f"{q.kind}-{n}" for n, (q, *_rest) in enumerate(GOOD)],
)
def test_a_kept_answer_is_shown_in_its_field_and_means_the_same_when_sent_back(
    question: Question, typed: dict[str, Any], answer: Any, words: str
) -> None:
    page = PageForm([question], known={"hoi": answer}, today=TODAY)

    assert str(page["hoi"])
    assert page.initial["hoi"] not in (None, "")


EMPTY: dict[Kind, dict[str, Any]] = {
    Kind.MANY_OF: {},
    Kind.PERSON: {"hoi_full_name": ""},
    Kind.ADDRESS: {"hoi_line": "", "hoi_ward": "", "hoi_province": "79"},
}
ASKED = [kind for kind in Kind if kind is not Kind.EXPLANATION]


@pytest.mark.parametrize("kind", ASKED)
def test_nothing_is_no_answer_and_missed_where_it_is_required(kind: Kind) -> None:
    typed = EMPTY.get(kind, {"hoi": ""})

    optional = post(ask(kind, required=False), **typed)
    required = post(ask(kind), **typed)

    missing = clean(
        [ask(kind)], from_answers({}), known={}, asking=Asking(TODAY)
    ).errors

    assert missing["hoi"]
    assert optional.is_valid(), optional.errors
    assert optional.answers == {"hoi": None}
    assert value_of(ask(kind), {}) == NOTHING
    assert not required.is_valid()
    assert "Hãy" in str(required.errors["hoi"])


YEARS = {"hoi_day": "1", "hoi_month": "1"}
WRONG: list[tuple[Question, dict[str, Any], str]] = [
    (ask(Kind.TEXT, max_length=3), {"hoi": "dài quá"}, "viết gọn lại"),
    (ask(Kind.NUMBER), {"hoi": "ba"}, "số nguyên, ví dụ 3"),
    (ask(Kind.NUMBER), {"hoi": "1 00"}, "số nguyên, ví dụ 3"),
    (ask(Kind.NUMBER, minimum=1, maximum=5), {"hoi": "6"}, "từ 1 đến 5"),
    (ask(Kind.MONEY), {"hoi": "8.00"}, "ví dụ 8000 hoặc 8.000"),
    (ask(Kind.MONEY, maximum=5), {"hoi": "6"}, "không quá 5 đồng"),
    (ask(Kind.DECIMAL), {"hoi": "ba"}, "ví dụ 85,5"),
    (ask(Kind.DECIMAL, maximum=Decimal(9)), {"hoi": "9,1"}, "từ 0 đến 9"),
    (ask(Kind.DECIMAL), {"hoi": "NaN"}, "Hãy nhập số"),
    (ask(Kind.DATE), YEARS | {"hoi_day": "31", "hoi_month": "2"}, "không có thật"),
    (ask(Kind.DATE), YEARS | {"hoi_year": "1200"}, "kiểm tra lại năm"),
    (
        ask(Kind.DATE, bound=DateBound.PAST),
        YEARS | {"hoi_year": "2027"},
        "ở tương lai",
    ),
    (ask(Kind.DATE, bound=DateBound.FUTURE), YEARS | {"hoi_year": "2020"}, "đã qua"),
    (ask(Kind.PARTIAL_DATE), {"hoi_year": "90"}, "năm gồm 4 chữ số"),
    (ask(Kind.PARTIAL_DATE), {"hoi_year": "1990", "hoi_month": "13"}, "4 chữ số"),
    (
        ask(Kind.PARTIAL_DATE, bound=DateBound.PAST),
        {"hoi_year": "2027"},
        "ở tương lai",
    ),
    (ask(Kind.DATE_TIME), {"hoi": "hôm qua"}, "ví dụ 27/01/2021 08:30"),
    (
        ask(Kind.DATE_TIME, bound=DateBound.PAST),
        {"hoi": "2027-01-01T08:00"},
        "ở tương lai",
    ),
    (
        ask(Kind.DATE_TIME, bound=DateBound.FUTURE),
        {"hoi": "2020-01-01T08:00"},
        "đã qua",
    ),
    (ask(Kind.ONE_OF), {"hoi": "z"}, "trong danh sách"),
    (ask(Kind.NATIONAL), {"hoi": "zz"}, "trong danh sách"),
    (ask(Kind.CITIZEN_NUMBER), {"hoi": "12"}, "12 chữ số"),
    (ask(Kind.TAX_CODE), {"hoi": "0100233489"}, "Mã số thuế"),
    (ask(Kind.PHONE), {"hoi": "12"}, "10 chữ số"),
    (ask(Kind.PERSON), {"hoi_birth_date": "1990"}, "họ và tên"),
    (
        ask(Kind.PERSON),
        {"hoi_full_name": "Mẫu", "hoi_birth_date": "hôm qua"},
        "Hãy nhập",
    ),
    (
        ask(Kind.PERSON),
        {"hoi_full_name": "Mẫu", "hoi_number": "12"},
        "12 chữ số",
    ),
    (ask(Kind.ADDRESS), ADDRESS | {"hoi_province": "xx"}, "tỉnh hoặc thành phố"),
    (ask(Kind.ADDRESS), ADDRESS | {"hoi_ward": ""}, "phường, xã hoặc đặc khu"),
    (ask(Kind.ADDRESS), ADDRESS | {"hoi_ward": "bình"}, "Có phải:"),
    (ask(Kind.ADDRESS), ADDRESS | {"hoi_ward": "Kim Mã"}, "Không có “Kim Mã”"),
    (
        ask(Kind.TABLE),
        ROW | {"hoi-0-sdt": "12"},
        "Dòng 1, cột “Điện thoại”: Số điện thoại",
    ),
    (ask(Kind.TABLE), {"hoi-rows": "x"}, "Hãy điền"),
    (ask(Kind.TABLE, minimum=2), ROW, "ít nhất 2 dòng"),
    (
        ask(Kind.TABLE, maximum=1),
        ROW | {"hoi-1-ten": "Vở"},
        "nhiều nhất 1 dòng",
    ),
]


@pytest.mark.parametrize(("question", "typed", "sentence"), WRONG)
def test_what_is_typed_wrongly_comes_back_with_a_way_to_mend_it(
    question: Question, typed: dict[str, Any], sentence: str
) -> None:
    form = post(question, **typed)

    assert not form.is_valid()
    assert sentence in form.errors["hoi"][0]
    assert form.answers == {"hoi": None}
    assert str(form["hoi"])


def test_a_commune_is_found_by_its_end_where_only_one_fits() -> None:
    form = post(ask(Kind.ADDRESS), **ADDRESS | {"hoi_ward": "Vũng Tàu"})

    assert form.is_valid(), form.errors
    assert form.answers["hoi"]["ward"] == "26506"


def test_an_address_of_the_time_of_districts_reads_with_its_district() -> None:
    answer = {
        "era": "2021",
        "province": "79",
        "district": "760",
        "ward": "26734",
        "line": "1 Tôn Đức Thắng",
    }

    words = value_of(ask(Kind.ADDRESS), {"hoi": answer})

    assert "Quận 1" in words
    assert words.startswith("1 Tôn Đức Thắng, Phường")


def test_a_commune_that_nobody_knows_stays_as_it_was_kept() -> None:
    answer = {"era": "2025", "province": "79", "ward": "Làng cũ", "line": ""}

    assert "Làng cũ" in value_of(ask(Kind.ADDRESS), {"hoi": answer})


def test_a_table_shows_blank_rows_for_more() -> None:
    few = PageForm([ask(Kind.TABLE)], known={}, today=TODAY)
    more = PageForm([ask(Kind.TABLE)], known={}, today=TODAY, extra_rows={"hoi": 3})

    def rows(form: PageForm) -> int:
        return str(form["hoi"]).count('-ten"')

    assert rows(more) - rows(few) == 3 * rows(few) // 2


def test_kept_rows_that_make_no_sense_are_left_out() -> None:
    again = clean(
        [ask(Kind.TABLE, required=False)],
        from_answers({"hoi": ["x", {"ten": "Bút"}]}),
        known={},
        asking=Asking(TODAY),
    )
    nothing = clean(
        [ask(Kind.TABLE, required=False)],
        from_answers({"hoi": "x"}),
        known={},
        asking=Asking(TODAY),
    )

    assert again.answers == {"hoi": [{"ten": "Bút"}]}
    assert nothing.answers == {}


@pytest.mark.parametrize(
    ("number", "born", "gender", "word"),
    [
        ("079190012345", "1990-05-01", "nu", None),
        ("079190012345", "1991", "nu", "1990"),
        ("079190012345", "1990", "nam", "nữ"),
        ("024123456", "1991", "nam", None),
        ("079190012345", None, None, None),
    ],
)
def test_a_citizen_number_is_held_against_birth_date_and_gender(
    number: str, born: str | None, gender: str | None, word: str | None
) -> None:
    questions = [
        ask(
            Kind.CITIZEN_NUMBER,
            agrees_with=Agreement(birth_date="ngay_sinh", gender="gioi_tinh"),
        )
    ]
    known = {"ngay_sinh": born, "gioi_tinh": gender}

    checked = clean(
        questions, from_answers({"hoi": number}), known=known, asking=Asking(TODAY)
    )

    assert ("hoi" in checked.errors) == (word is not None)
    assert word is None or word in checked.errors["hoi"]


def test_an_explanation_asks_nothing() -> None:
    question = ask(Kind.EXPLANATION)
    page = PageForm([question], known={}, today=TODAY)

    assert kinds.of(question) is None
    assert page.fields == {}
    assert page.answers == {}


def test_a_kind_must_say_how_it_asks() -> None:
    with pytest.raises(NotImplementedError):
        KindOfQuestion().field(ask(Kind.TEXT), Asking(TODAY))


def test_unknown_keys_read_as_they_were_kept() -> None:
    assert value_of(ask(Kind.ONE_OF), {"hoi": "xưa"}) == "xưa"
    assert value_of(ask(Kind.MANY_OF), {"hoi": ["a", "xưa"]}) == "Mục A, xưa"


def test_few_options_are_buttons_and_many_a_list() -> None:
    few = PageForm([ask(Kind.ONE_OF)], known={}, today=TODAY)
    many = PageForm([ask(Kind.ONE_OF, options=MANY)], known={}, today=TODAY)

    assert isinstance(few.fields["hoi"].widget, forms.RadioSelect)
    assert isinstance(many.fields["hoi"].widget, forms.Select)
