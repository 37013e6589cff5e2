"""A draft may be left and taken up again; nothing that was typed right is lost."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from services.dossiers.actions.drafting import MOST_DRAFTS
from services.dossiers.models import Dossier
from services.procedures.models import Offering
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.answers import sample_answers
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office
from tests.services.citizen.browsing import begin, typed

pytestmark = pytest.mark.django_db

PRICE_LIST = "2.000620"
"""Its form has a table of rows."""


def values_of(where: str, client: Client, **changes: Any) -> dict[str, Any]:
    """Return what one types into every field of the page."""
    form = client.get(where).context["form"]
    said = {**sample_answers(Dossier.objects.get().definition), **changes}
    data: dict[str, Any] = {}
    for question in form.questions:
        data |= typed(question, said.get(question.key))
    return {name: value for name, value in data.items() if value is not None}


def test_save_and_finish_later_keeps_what_is_right_of_a_wrong_page() -> None:
    client = sign_in(make_citizen())
    where = begin(client, Office(DIPLOMA))
    data = values_of(where, client) | {"so_dinh_danh": "12", "luu": "1"}

    answer = client.post(where, data)

    assert answer["Location"] == reverse("citizen:dossiers")
    kept = Dossier.objects.get().answers
    assert kept["nam_tot_nghiep"] == 2015
    assert "so_dinh_danh" not in kept


def test_the_page_saves_itself_in_the_background_and_says_nothing() -> None:
    client = sign_in(make_citizen())
    where = begin(client, Office(DIPLOMA))

    answer = client.post(where, values_of(where, client), headers={"X-Autosave": "1"})

    assert answer.status_code == 204
    assert Dossier.objects.get().answers["nam_tot_nghiep"] == 2015


def test_a_draft_is_taken_up_at_its_first_gap() -> None:
    client = sign_in(make_citizen())
    where = begin(client, Office(DIPLOMA))
    draft = reverse("citizen:draft", args=[Dossier.objects.get().public_id])

    assert client.get(draft)["Location"] == urlsplit(where).path
    client.post(where, values_of(where, client))

    assert client.get(draft)["Location"].endswith("/giay-to/")


def test_a_draft_is_deleted_at_its_writers_wish() -> None:
    client = sign_in(make_citizen())
    begin(client, Office(DIPLOMA))
    path = reverse("citizen:discard", args=[Dossier.objects.get().public_id])

    assert sign_in(make_citizen()).post(path).status_code == 404
    client.post(path)

    assert not Dossier.objects.exists()


def test_a_page_that_does_not_belong_to_the_form_does_not_exist() -> None:
    client = sign_in(make_citizen())
    where = begin(client, Office(DIPLOMA))
    unknown = where.replace(where.rstrip("/").rsplit("/", 1)[1], "khong-co")

    assert client.get(unknown).status_code == 404


def test_an_undeclared_review_is_not_filed_and_says_why() -> None:
    citizen = make_citizen()
    draft = Office(DIPLOMA).draft(citizen)
    client = sign_in(citizen)

    answer = client.post(reverse("citizen:review", args=[draft.public_id]))

    assert answer.status_code == 422
    assert "lời cam đoan" in answer.content.decode()


def test_a_review_with_gaps_leads_to_each_of_them() -> None:
    citizen = make_citizen()
    office = Office(BIRTH)
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    client = sign_in(citizen)
    path = reverse("citizen:review", args=[draft.public_id])

    page = client.post(path, {"declared": "on"})

    assert page.status_code == 422
    papers = reverse("citizen:papers", args=[draft.public_id])
    assert f'href="{papers}#giay_chung_sinh"' in page.content.decode()


def test_a_review_with_a_missing_answer_leads_to_its_field() -> None:
    citizen = make_citizen()
    draft = Office(DIPLOMA).draft(citizen)
    left = {k: v for k, v in draft.answers.items() if k != "nam_tot_nghiep"}
    draft.write_answers(left)
    draft.save()

    page = sign_in(citizen).get(reverse("citizen:review", args=[draft.public_id]))

    field = reverse("citizen:page", args=[draft.public_id, "van_bang"])
    assert f'href="{field}?xem-lai=1#id_nam_tot_nghiep"' in page.content.decode()


def test_a_page_opened_from_the_review_leads_back_to_it() -> None:
    client = sign_in(make_citizen())
    where = begin(client, Office(DIPLOMA))

    answer = client.post(f"{where}?xem-lai=1", values_of(where, client))

    draft = Dossier.objects.get()
    assert answer["Location"] == reverse("citizen:review", args=[draft.public_id])


def test_a_refused_page_keeps_what_was_right_of_it() -> None:
    client = sign_in(make_citizen())
    where = begin(client, Office(DIPLOMA))

    answer = client.post(where, values_of(where, client) | {"so_dinh_danh": "12"})

    assert answer.status_code == 422
    assert Dossier.objects.get().answers["nam_tot_nghiep"] == 2015


def test_what_is_no_longer_offered_is_not_filed_and_the_sentence_says_so() -> None:
    office, citizen = Office(DIPLOMA), make_citizen()
    draft = office.draft(citizen)
    ended = WHEN.date() - timedelta(days=1)
    Offering.objects.update(valid_to=ended)
    client = sign_in(citizen)

    page = client.post(
        reverse("citizen:review", args=[draft.public_id]), {"declared": "on"}
    )

    assert page.status_code == 422
    assert "không nhận thủ tục này" in str(page.context["form"].non_field_errors())
    assert Dossier.objects.get().is_draft


def test_too_many_drafts_are_refused_with_the_way_out() -> None:
    office, citizen = Office(DIPLOMA), make_citizen()
    for _each in range(MOST_DRAFTS):
        office.draft(citizen)
    client = sign_in(citizen)
    path = reverse("citizen:start", args=[DIPLOMA])
    form = client.get(path).context["form"]

    page = client.post(
        path,
        {
            "key": form.initial["key"],
            "case": form.fields["case"].choices[0][0],
            "applicant": form.fields["applicant"].choices[0][0],
            "agency": office.agency.identifier,
        },
    )

    assert page.status_code == 422
    assert "quá nhiều bản nháp" in page.content.decode()


def test_a_complete_draft_is_taken_up_at_its_papers() -> None:
    citizen = make_citizen()
    draft = Office(BIRTH).draft(citizen, answers={"giay_chung_sinh": "giay"})

    answer = sign_in(citizen).get(reverse("citizen:draft", args=[draft.public_id]))

    assert answer["Location"] == reverse("citizen:papers", args=[draft.public_id])


def test_a_beginning_without_choices_is_sent_back_with_sentences() -> None:
    office = Office(DIPLOMA)
    client = sign_in(make_citizen())
    path = reverse("citizen:start", args=[office.procedures[0].code])

    answer = client.post(path, {})

    assert answer.status_code == 422
    assert "Hãy chọn cơ quan nhận hồ sơ." in answer.content.decode()


def test_rows_are_added_to_a_table_without_script_and_nothing_typed_is_lost() -> None:
    office = Office(PRICE_LIST)
    citizen = make_citizen()
    draft = office.draft(citizen)
    client = sign_in(citizen)
    section, table = next(
        (section, question)
        for section in draft.definition.form.sections
        for question in section.questions
        if question.kind == "table"
    )
    path = reverse("citizen:page", args=[draft.public_id, section.key])
    before = client.get(path).content.decode().count(f'name="{table.key}-')

    page = client.post(path, {"them_dong": table.key, f"{table.key}-0-x": ""})

    assert page.status_code == 200
    assert page.content.decode().count(f'name="{table.key}-') > before


def test_what_is_known_comes_filled_in_and_says_so() -> None:
    office, citizen = Office(DIPLOMA), make_citizen("Lê Thị Quen Mẫu")
    client = sign_in(citizen)

    first = client.get(begin(client, office))

    assert 'value="Lê Thị Quen Mẫu"' in first.content.decode()
    assert "điền sẵn" in first.content.decode()


def test_what_was_filed_before_is_not_asked_again() -> None:
    office, citizen = Office(DIPLOMA), make_citizen()
    filed = office.submitted(citizen)
    client = sign_in(citizen)

    where = begin(client, office)
    page = client.get(where).content.decode()

    number = str(filed.answers["so_dinh_danh"])
    assert f'value="{number}"' in page.replace(" ", "") or number in page


def test_a_page_that_has_answers_keeps_to_them() -> None:
    office, citizen = Office(DIPLOMA), make_citizen("Lê Thị Quen Mẫu")
    client = sign_in(citizen)
    where = begin(client, office)
    client.post(where, values_of(where, client) | {"ho_ten": "Trần Thị Khác Mẫu"})

    page = client.get(where).content.decode()

    assert "Trần Thị Khác Mẫu" in page
    assert "điền sẵn" not in page


def test_a_long_list_of_dossiers_comes_a_page_at_a_time() -> None:
    office, citizen = Office(DIPLOMA), make_citizen()
    for _each in range(21):
        filed = office.submitted(citizen)
    client = sign_in(citizen)

    first = client.get(reverse("citizen:dossiers"))
    rest = client.get(reverse("citizen:dossiers"), {"truoc": first.context["before"]})

    assert str(filed.code) in first.content.decode()
    assert len(first.context["dossiers"]) == 20
    assert len(rest.context["dossiers"]) == 1
    assert rest.context["before"] is None


def test_a_procedure_with_cases_asks_which() -> None:
    Office("1.004222")
    client = sign_in(make_citizen())

    page = client.get(reverse("citizen:start", args=["1.004222"])).content.decode()

    assert page.count('name="case"') > 1


@pytest.mark.parametrize("page", ["", "giay-to/", "xem-lai/", "{section}/"])
def test_an_old_page_of_the_form_leads_to_what_was_filed(page: str) -> None:
    citizen, office = make_citizen(), Office(DIPLOMA)
    filed = office.submitted(citizen)
    draft = reverse("citizen:draft", args=[filed.public_id])
    path = draft + page.format(section=filed.definition.form.sections[0].key)

    for answer in (sign_in(citizen).get(path), sign_in(citizen).post(path)):
        if answer.status_code != 405:  # the address of the draft itself is only read
            assert f"/ho-so/{filed.public_id}/" in answer["Location"]
    assert sign_in(make_citizen()).get(path).status_code == 404
