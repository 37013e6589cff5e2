"""How the result arrives: shown on the dossier, changed by its owner alone."""

import pytest
from django.test import Client
from django.urls import reverse

from services.delivery import actions
from services.delivery.states import Way
from services.dossiers.models import Dossier
from services.procedures.models import Offering
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import Office
from tests.factories.post import (
    COPIES,
    DECIDED,
    ON_ROAD,
    FakePost,
    answers,
    decided,
    with_post,
)

pytestmark = pytest.mark.django_db


def window_of(dossier: Dossier) -> Client:
    assert dossier.applicant
    return sign_in(dossier.applicant)


def path_of(dossier: Dossier) -> str:
    return reverse("citizen:way", args=[dossier.public_id])


def page_of(dossier: Dossier) -> str:
    path = reverse("citizen:dossier", args=[dossier.public_id])
    return str(window_of(dossier).get(path).content.decode())


def filed(way: str = "truc_tiep") -> Dossier:
    return Office(COPIES).submitted(answers=dict(answers(way)))


def test_the_dossier_says_what_was_chosen_and_leads_to_changing_it() -> None:
    dossier = filed()

    assert str(Way.COUNTER.label) in page_of(dossier)
    assert path_of(dossier) in page_of(dossier)


def test_another_way_is_chosen() -> None:
    dossier = filed()

    answer = window_of(dossier).post(
        path_of(dossier), {"way": "electronic"}, follow=True
    )

    assert "Đã đổi cách nhận kết quả." in answer.content.decode()
    assert dossier.delivery_choices.latest("pk").way == Way.ELECTRONIC


def test_the_post_needs_an_address_that_exists() -> None:
    dossier, page = filed(), None
    window = window_of(dossier)
    form = window.get(path_of(dossier)).context["form"]
    line, ward, province = form.fields["address"].widget.widgets_names

    page = window.post(path_of(dossier), {"way": "post"})
    assert page.status_code == 422
    assert "Hãy nhập địa chỉ nhận qua bưu chính." in page.content.decode()

    said = {"line": "12 đường Mẫu", "ward": "26743", "province": "79"}
    names = {"line": line, "ward": ward, "province": province}
    data = {f"address{names[k]}": v for k, v in said.items()}
    done = window.post(path_of(dossier), {"way": "post", "phone": "0901000000", **data})

    assert done.status_code == 302
    choice = dossier.delivery_choices.latest("pk")
    assert choice.destination.address["line"] == "12 đường Mẫu"
    assert choice.destination.phone == "0901000000"
    again = window.get(path_of(dossier)).content.decode()
    assert "12 đường Mẫu" in again


def test_what_the_result_cannot_do_is_not_offered() -> None:
    office = Office("2.000884")  # a certified signature is handed over in person
    Offering.objects.update(level=3, mode="mot_phan")
    dossier = office.submitted()

    page = window_of(dossier).get(path_of(dossier)).content.decode()

    assert "phải nhận trực tiếp" in page
    assert "bưu tá" not in page
    kept = window_of(dossier).post(path_of(dossier), {"way": "counter"})
    assert kept.status_code == 302


def test_a_parcel_is_followed_and_its_way_is_settled(connected: FakePost) -> None:
    office = Office(COPIES)
    dossier, parcel = with_post(office, connected)
    connected.happen(parcel.number, ON_ROAD, DECIDED)
    actions.ask_about(parcel, post=connected.client(), at=DECIDED)

    page = page_of(dossier)

    assert parcel.item_code in page
    assert "Đang vận chuyển" in page
    assert path_of(dossier) not in page


def test_a_word_of_the_post_that_we_do_not_know_is_shown_as_it_is(
    connected: FakePost,
) -> None:
    dossier, parcel = with_post(Office(COPIES), connected)
    parcel.trackings.create(code="77", happened_at=DECIDED, seen_at=DECIDED)

    assert "77" in page_of(dossier)


def test_nobody_chooses_for_another() -> None:
    dossier = decided(Office(COPIES), way="truc_tiep")

    assert sign_in(make_citizen()).get(path_of(dossier)).status_code == 404
