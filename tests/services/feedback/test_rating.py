"""Judging a dossier: once, when it is over, and without a name."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from services.dossiers import actions, lookup
from services.dossiers.models import Dossier
from services.feedback.actions import CannotRate, rate
from services.feedback.models import Rating
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import WHEN, Office

GOOD = {"satisfaction": 2, "organisation": 1, "publicity": 2, "attitude": 0}
SENT = {name: str(points) for name, points in GOOD.items()}


def over(office: Office) -> Dossier:
    """A dossier of a citizen that was withdrawn."""
    owner = make_citizen()
    dossier = office.received(owner)
    actions.ask_withdraw(dossier, by=owner, at=WHEN, reason="Nhầm")
    return actions.confirm_withdraw(dossier, by=office.receptionist, at=WHEN)


@pytest.mark.django_db
def test_a_dossier_that_is_over_is_judged_once() -> None:
    dossier = over(Office())

    kept = rate(dossier, by=None, at=WHEN, points={**GOOD, "comment": "Tốt"})

    assert (kept.dossier, kept.agency, kept.given_on) == (
        dossier.pk,
        dossier.agency,
        WHEN.date(),
    )
    assert str(kept) == f"{dossier.pk} 2"
    with pytest.raises(CannotRate, match="đã được đánh giá"):
        rate(dossier, by=None, at=WHEN, points=GOOD)


@pytest.mark.django_db
def test_a_dossier_under_way_is_not_judged() -> None:
    with pytest.raises(CannotRate, match="chưa kết thúc"):
        rate(Office().in_progress(), by=None, at=WHEN, points=GOOD)


@pytest.mark.django_db(transaction=True)
def test_two_who_judge_at_once_are_one() -> None:
    dossier = over(Office())
    begin, refused = Barrier(2), []

    def judge() -> None:
        begin.wait(60)
        try:
            rate(dossier, by=None, at=WHEN, points=GOOD)
        except CannotRate as problem:
            refused.append(str(problem))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(judge), pool.submit(judge)]:
            done.result()

    assert Rating.objects.count() == 1
    assert len(refused) == 1


@pytest.mark.django_db
def test_more_than_two_points_cannot_be_kept() -> None:
    with pytest.raises(IntegrityError, match="rating_is_of_two_points"):
        rate_with(attitude=3)


def rate_with(**points: int) -> None:
    dossier = over(Office())
    Rating.objects.create(
        dossier=dossier.pk,
        agency=dossier.agency,
        procedure=dossier.revision.procedure,
        given_on=WHEN.date(),
        **{**GOOD, **points},
    )


@pytest.mark.django_db
def test_its_citizen_judges_from_the_dossiers_page() -> None:
    dossier = over(Office())
    assert dossier.applicant
    client = sign_in(dossier.applicant)
    page = reverse("citizen:dossier", args=[dossier.public_id])
    path = reverse("citizen:rating", args=[dossier.public_id])

    offered = client.get(page).content.decode()
    asked = client.get(path).content.decode()
    thanked = client.post(path, SENT, follow=True).content.decode()
    again = client.post(path, SENT)

    assert path in offered
    assert "Bốn câu hỏi" in offered
    assert (
        asked.count('name="attitude" type="radio"')
        + asked.count('type="radio" name="attitude"')
        == 3
    )
    assert "Cảm ơn Ông/Bà đã đánh giá." in thanked
    assert path not in thanked
    assert again.status_code == 422
    assert "đã được đánh giá" in again.content.decode()
    assert "Gửi đánh giá" not in client.get(path).content.decode()


@pytest.mark.django_db
def test_an_answer_left_out_is_asked_for_and_the_rest_is_kept() -> None:
    dossier = over(Office())
    assert dossier.applicant
    path = reverse("citizen:rating", args=[dossier.public_id])

    answer = sign_in(dossier.applicant).post(
        path, SENT | {"attitude": "", "comment": "Rất nhanh"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy chọn một mức." in page
    assert "Rất nhanh" in page
    assert page.count("checked") == 3
    assert not Rating.objects.exists()


def paper(dossier: Dossier, token: str = "") -> str:
    token = token or lookup.token_of(dossier.public_id)
    return reverse("rating", args=[dossier.code, token])


@pytest.mark.django_db
def test_whoever_has_the_paper_judges_without_an_account(client: Client) -> None:
    dossier = over(Office())

    found = client.get(
        reverse("scanned", args=[dossier.code, lookup.token_of(dossier.public_id)])
    ).content.decode()
    asked = client.get(paper(dossier))
    wrong = client.post(paper(dossier), SENT | {"attitude": "9"})
    thanked = client.post(paper(dossier), SENT, follow=True)
    again = client.post(paper(dossier), SENT)

    assert paper(dossier) in found
    assert asked["Cache-Control"] == "no-store"
    assert wrong.status_code == 422
    assert "Cảm ơn Ông/Bà đã đánh giá." in thanked.content.decode()
    assert again.status_code == 422
    assert Rating.objects.count() == 1


@pytest.mark.django_db
def test_an_office_does_not_judge_itself() -> None:
    office = Office()
    dossier = over(office)
    client = sign_in(office.receptionist)

    asked = client.get(paper(dossier)).content.decode()
    refused = client.post(paper(dossier), SENT)

    assert "Gửi đánh giá" not in asked
    assert refused.status_code == 422
    assert "nơi Ông/Bà làm việc" in refused.content.decode()
    assert not Rating.objects.exists()
    assert sign_in(Office().receptionist).post(paper(dossier), SENT).status_code == 302


@pytest.mark.django_db
def test_another_break_is_not_taken_for_a_second_judgement() -> None:
    with pytest.raises(IntegrityError, match="rating_is_of_two_points"):
        rate(over(Office()), by=None, at=WHEN, points={**GOOD, "attitude": 9})


@pytest.mark.django_db
def test_a_wrong_token_finds_nothing_and_tries_are_limited(client: Client) -> None:
    dossier = over(Office())

    answers: list[Any] = [client.get(paper(dossier, "sai")) for _each in range(61)]

    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
