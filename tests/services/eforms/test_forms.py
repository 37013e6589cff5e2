"""Whole forms: what a definition may say, pages, and the check at filing."""

from datetime import date
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict
from pydantic import ValidationError

from services.eforms.building import neighbours, page_form, pages, questions_named
from services.eforms.conditions import Is
from services.eforms.reading import differences, sections_of
from services.eforms.schema import (
    Agreement,
    EForm,
    Kind,
    NationalList,
    Option,
    Question,
    Repeat,
    Section,
)
from services.eforms.templatetags.eforms import ward_suggestions
from services.eforms.validation import check

TODAY = date(2026, 3, 2)
FACTS = {"$case": "chung", "$channel": "online", "$applicant": "citizen"}

MARRIED = Question(key="hon_nhan", kind=Kind.YES_NO, label="Đã kết hôn?")
SPOUSE = Question(
    key="vo_chong",
    kind=Kind.TEXT,
    label="Vợ hoặc chồng",
    when=Is(question="hon_nhan", value=True),
)
NOTE = Question(key="luu_y", kind=Kind.EXPLANATION, label="Hãy xem kỹ.")
CHILD = Question(key="ten_con", kind=Kind.TEXT, label="Tên con")
ABROAD = Question(
    key="quoc_tich",
    kind=Kind.NATIONAL,
    label="Quốc tịch",
    list=NationalList.NATIONALITY,
)
VISA = Question(
    key="thi_thuc",
    kind=Kind.TEXT,
    label="Thị thực",
    hint="Số in trên thị thực.",
    when=Is(question="quoc_tich", value="US"),
)
ONLINE_ONLY = Section(
    key="truc_tuyen",
    title="Trực tuyến",
    questions=(Question(key="email", kind=Kind.EMAIL, label="Thư điện tử"),),
    when=Is(question="$channel", value="online"),
)
CHILDREN = Section(
    key="con",
    title="Các con",
    questions=(CHILD,),
    repeat=Repeat(item="con", minimum=1, maximum=2),
)
FORM = EForm(
    title="Tờ khai",
    sections=(
        Section(key="nguoi", title="Người khai", questions=(NOTE, MARRIED, SPOUSE)),
        CHILDREN,
        ONLINE_ONLY,
    ),
)
ANSWERS: dict[str, Any] = {
    "hon_nhan": True,
    "vo_chong": "Lê Văn Mẫu",
    "con": [{"ten_con": "Bé Mẫu"}],
    "email": "a@mau.test",
}


def checked(answers: dict[str, Any], facts: dict[str, str] = FACTS) -> Any:
    return check(FORM, answers, today=TODAY, facts=facts)


def test_a_right_form_is_what_was_answered_and_checking_again_changes_nothing() -> None:
    once = checked(ANSWERS)

    assert once.errors == ()
    assert once.answers == ANSWERS
    assert checked(dict(once.answers)) == once


def test_what_no_longer_holds_is_dropped_and_what_nobody_asked_never_kept() -> None:
    found = checked(ANSWERS | {"hon_nhan": False, "is_admin": True})

    assert "vo_chong" not in found.answers
    assert "is_admin" not in found.answers


def test_a_section_that_does_not_apply_is_not_asked() -> None:
    found = checked(
        {k: v for k, v in ANSWERS.items() if k != "email"},
        FACTS | {"$channel": "counter"},
    )

    assert found.errors == ()


@pytest.mark.parametrize(
    ("children", "where", "words"),
    [
        ([], ("con", "", None), "ít nhất 1 con"),
        (None, ("con", "", None), "ít nhất 1 con"),
        ("x", ("con", "", None), "ít nhất 1 con"),
        ([{"ten_con": "A"}] * 3, ("con", "", None), "nhiều nhất 2 con"),
        ([{"ten_con": "A"}, {}], ("con", "ten_con", 1), "Hãy điền"),
    ],
)
def test_items_are_counted_and_each_is_checked(
    children: Any, where: tuple[str, str, int | None], words: str
) -> None:
    (fault,) = checked(ANSWERS | {"con": children}).errors

    assert (fault.section, fault.question, fault.index) == where
    assert words in fault.sentence


def test_faults_come_in_the_order_of_the_pages() -> None:
    found = checked({"hon_nhan": True})

    assert [f.question for f in found.errors] == ["vo_chong", "", "email"]


def test_pages_are_the_sections_that_apply() -> None:
    online = pages(FORM, FACTS)
    counter = pages(FORM, FACTS | {"$channel": "counter"})

    assert [page.key for page in online] == ["nguoi", "con", "truc_tuyen"]
    assert [page.number for page in counter] == [1, 2]
    before, shown, after = neighbours(online, "con")
    assert before is not None
    assert after is not None
    assert (before.key, shown.key, after.key) == ("nguoi", "con", "truc_tuyen")
    assert neighbours(online, "nguoi")[0] is None
    assert neighbours(online, "truc_tuyen")[2] is None
    with pytest.raises(KeyError):
        neighbours(counter, "truc_tuyen")


def test_a_question_of_the_same_page_says_when_to_answer_it() -> None:
    page = page_form(FORM.sections[0], known=FACTS, today=TODAY)

    assert page.fields["vo_chong"].help_text == ("Chỉ trả lời nếu “Đã kết hôn?” là có.")


def test_words_between_the_fields_stand_where_they_were_put_and_as_text() -> None:
    note = NOTE.model_copy(update={"label": "Xem kỹ <b> & {{ x }}"})
    section = Section(key="nguoi", title="Người khai", questions=(MARRIED, note))
    page = page_form(section, known=FACTS, today=TODAY)

    shown = render_crispy_form(page)

    said = '<p class="hint">Xem kỹ &lt;b&gt; &amp; {{ x }}</p>'
    assert shown.index("Đã kết hôn?") < shown.index(said)


def test_a_hint_names_countries_and_not_their_keys() -> None:
    section = Section(key="phap_ly", title="Pháp lý", questions=(ABROAD, VISA))
    page = page_form(section, known=FACTS, today=TODAY)

    hint = str(page.fields["thi_thuc"].help_text)

    assert hint.startswith("Số in trên thị thực. Chỉ trả lời nếu “Quốc tịch” là “")
    assert "“US”" not in hint


def test_what_another_page_rules_out_is_not_shown() -> None:
    section = Section(key="vo", title="Vợ chồng", questions=(SPOUSE,))

    hidden = page_form(section, known={"hon_nhan": False}, today=TODAY)
    shown = page_form(section, known={"hon_nhan": True}, today=TODAY)

    assert list(hidden.fields) == []
    assert list(shown.fields) == ["vo_chong"]
    assert shown.fields["vo_chong"].help_text == ""


def test_an_answer_that_was_ruled_out_is_taken_away() -> None:
    data = QueryDict("hon_nhan=false&vo_chong=Lê Văn Mẫu")
    page = page_form(FORM.sections[0], known=ANSWERS, today=TODAY, data=data)

    assert page.is_valid()
    assert page.answers == {"hon_nhan": False, "vo_chong": None}


def test_a_page_is_read_back_section_by_section() -> None:
    read = sections_of(FORM, ANSWERS, facts=FACTS)

    assert [part.title for part in read] == [
        "Người khai",
        "Các con – con 1",
        "Trực tuyến",
    ]
    assert [item.value for item in read[0].lines] == ["Có", "Lê Văn Mẫu"]
    assert read[1].index == 0


def test_what_changed_between_two_versions_is_told_in_words() -> None:
    changes = differences(FORM, ANSWERS, ANSWERS | {"vo_chong": "Trần Văn Mẫu"})

    assert [(c.label, c.before, c.after) for c in changes] == [
        ("Vợ hoặc chồng", "Lê Văn Mẫu", "Trần Văn Mẫu")
    ]


def test_questions_are_found_by_key_in_the_order_of_the_form() -> None:
    assert questions_named(FORM, {"email", "hon_nhan"})[0] is MARRIED
    assert FORM.question("email").label == "Thư điện tử"
    with pytest.raises(KeyError):
        FORM.question("khong_co")


WRONG_QUESTIONS: list[tuple[dict[str, Any], str]] = [
    ({"kind": Kind.ONE_OF}, "options belong to"),
    ({"kind": Kind.TEXT, "options": (Option(key="a", label="A"),)}, "options belong"),
    ({"kind": Kind.NATIONAL}, "a national list belongs"),
    ({"kind": Kind.TABLE}, "columns belong"),
    ({"kind": Kind.TEXT, "key": "Có dấu"}, "pattern"),
    ({"kind": Kind.TEXT, "colour": "red"}, "Extra inputs"),
]


@pytest.mark.parametrize(("parts", "words"), WRONG_QUESTIONS)
def test_a_question_that_makes_no_sense_is_refused(
    parts: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        Question(**{"key": "x", "label": "X", **parts})


def test_keys_are_used_once_and_must_exist() -> None:
    twice = Section(key="hai", title="Hai", questions=(MARRIED,))
    stray = Question(
        key="so",
        kind=Kind.CITIZEN_NUMBER,
        label="Số",
        agrees_with=Agreement(birth_date="khong_co"),
    )

    with pytest.raises(ValidationError, match="used twice: hon_nhan"):
        EForm(title="X", sections=(*FORM.sections, twice))
    with pytest.raises(ValidationError, match="Unknown questions: khong_co"):
        EForm(title="X", sections=(Section(key="mot", title="M", questions=(stray,)),))


@pytest.mark.parametrize(("kind", "is_suggested"), [("address", True), ("text", False)])
def test_communes_are_suggested_where_an_address_is_asked(
    kind: str, *, is_suggested: bool
) -> None:
    section = Section(
        key="noi",
        title="Nơi",
        questions=(Question(key="x", kind=Kind(kind), label="X"),),
    )

    names = ward_suggestions(page_form(section, known={}, today=TODAY))["names"]

    assert ("Phường Sài Gòn" in names) == is_suggested  # type: ignore[operator]
