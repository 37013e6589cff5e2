"""Filing online through the pages, as a browser without JavaScript does it."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.dossiers.templatetags.dossiers import moment
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.answers import sample_answers
from tests.factories.dossiers import DIPLOMA, Office
from tests.services.citizen.browsing import begin, typed

pytestmark = pytest.mark.django_db


def test_six_calls_from_the_start_to_the_receipt() -> None:
    office = Office(DIPLOMA)
    client = sign_in(make_citizen())
    where = begin(client, office)  # calls 1 and 2
    page = client.get(where)  # call 3
    form = page.context["form"]
    said = sample_answers(Dossier.objects.get().definition)
    data: dict[str, Any] = {}
    for question in form.questions:
        data |= typed(question, said.get(question.key))
    answer = client.post(where, data)  # call 4
    assert answer.status_code == 302, answer.context["form"].errors

    review = client.get(answer["Location"])  # call 5
    assert review.context["errors"] == []
    receipt = client.post(answer["Location"], {"declared": "on"})  # call 6

    filed = Dossier.objects.get()
    assert filed.state == State.SUBMITTED
    assert filed.code
    assert filed.code in receipt.content.decode()
    assert "8 giờ làm việc" in receipt.content.decode()


def test_what_is_typed_wrongly_comes_back_with_a_sentence() -> None:
    office = Office(DIPLOMA)
    client = sign_in(make_citizen())
    where = begin(client, office)

    answer = client.post(where, {"ho_ten": "H'Hen Niê", "so_dinh_danh": "12"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "H&#x27;Hen Niê" in page
    assert 'value="12"' in page
    assert "12 chữ số" in page
    assert 'href="#id_so_dinh_danh"' in page


def test_a_second_post_of_the_review_shows_the_same_receipt() -> None:
    office = Office(DIPLOMA)
    citizen = make_citizen()
    client = sign_in(citizen)
    draft = office.draft(citizen)
    review = reverse("citizen:review", args=[draft.public_id])

    first = client.post(review, {"declared": "on"})
    second = client.post(review, {"declared": "on"}, follow=True)

    code = Dossier.objects.get().code
    assert code
    assert code in first.content.decode()
    assert code in second.content.decode()
    assert Dossier.objects.count() == 1


def test_a_form_posted_after_the_session_ended_gives_back_what_was_typed() -> None:
    office = Office(DIPLOMA)
    where = begin(sign_in(make_citizen()), office)

    answer = Client().post(where, {"ho_ten": "Nguyễn Thị Mẫu gõ rất lâu"})

    assert answer.status_code == 401
    assert "Nguyễn Thị Mẫu gõ rất lâu" in answer.content.decode()


def test_another_persons_dossier_does_not_exist() -> None:
    office = Office(DIPLOMA)
    filed = office.submitted()
    stranger = sign_in(make_citizen())

    for name in ("dossier", "receipt", "supplement", "withdraw"):
        answer = stranger.get(reverse(f"citizen:{name}", args=[filed.public_id]))
        assert answer.status_code == 404
    slip = reverse("citizen:slip", args=[filed.public_id, "xac-nhan"])
    assert stranger.get(slip).status_code == 404


def test_every_page_of_an_owner_shows() -> None:
    office = Office(DIPLOMA)
    citizen = make_citizen()
    client = sign_in(citizen)
    filed = office.received(citizen)

    for path in (
        reverse("citizen:dossiers"),
        reverse("citizen:notices"),
        reverse("citizen:dossier", args=[filed.public_id]),
        reverse("citizen:receipt", args=[filed.public_id]),
        reverse("citizen:withdraw", args=[filed.public_id]),
        reverse("citizen:slip", args=[filed.public_id, "xac-nhan"]),
        reverse("citizen:slip", args=[filed.public_id, "giay-hen"]),
        reverse("citizen:slip", args=[filed.public_id, "to-khai"]),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, urlsplit(path).path


def test_the_dossier_says_which_step_has_it_and_names_nobody() -> None:
    office, citizen = Office(DIPLOMA), make_citizen()
    dossier = office.in_progress(citizen)
    assert dossier.route_step is not None

    page = sign_in(citizen).get(reverse("citizen:dossier", args=[dossier.public_id]))

    assert dossier.route_step.name in page.content.decode()
    assert office.officer.full_name not in page.content.decode()


def test_the_list_says_where_and_when_and_a_draft_is_not_lost_by_one_press() -> None:
    owner = make_citizen()
    office = Office(DIPLOMA)
    dossier = office.submitted(owner)
    office.draft(owner)

    page = sign_in(owner).get(reverse("citizen:dossiers")).content.decode()

    assert dossier.agency.name in page
    assert f"Nộp {moment(dossier.submitted_at)}" in page
    assert page.index("<summary>Xóa bản nháp") < page.index("Xóa hẳn bản nháp")
