"""How far a filing comes is kept for the figures: steps, no person, no step back."""

import pytest
from django.test import Client
from django.urls import reverse

from services.dossiers import actions
from services.dossiers.models import Dossier, FilingProgress, Stage
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.answers import sample_answers
from tests.factories.dossiers import BIRTH, DIPLOMA, Office
from tests.services.citizen.browsing import begin, typed
from tests.services.citizen.test_items import Household

pytestmark = pytest.mark.django_db


def stage() -> Stage:
    return Stage(FilingProgress.objects.get().stage)


def fill(client: Client, where: str, **how: str) -> None:
    """Answer the page as it wants to be answered."""
    questions = client.get(where).context["form"].questions
    said = sample_answers(Dossier.objects.get().definition)
    data: dict[str, object] = {}
    for question in questions:
        data |= typed(question, said.get(question.key))
    right = {name: value for name, value in data.items() if value is not None}
    client.post(where, right | how)


def test_every_step_is_kept_and_none_is_taken_back() -> None:
    office = Office(BIRTH)
    citizen = make_citizen()
    client = sign_in(citizen)

    where = begin(client, office)
    assert stage() is Stage.BEGUN

    client.post(where, {})  # nothing is right
    assert stage() is Stage.BEGUN

    fill(client, where)
    assert stage() is Stage.ANSWERING

    draft = Dossier.objects.get()
    client.get(reverse("citizen:review", args=[draft.public_id]))
    assert stage() is Stage.ANSWERED

    said = sample_answers(draft.definition, draft.case)
    actions.save_draft(draft, by=citizen, at=draft.created_at, answers=said)
    client.get(reverse("citizen:papers", args=[draft.public_id]))
    assert stage() is Stage.ANSWERED

    fill(client, where)
    assert stage() is Stage.ANSWERED


def test_a_complete_filing_is_complete_at_its_review() -> None:
    citizen = make_citizen()
    draft = Office(DIPLOMA).draft(citizen)

    sign_in(citizen).get(reverse("citizen:review", args=[draft.public_id]))

    assert stage() is Stage.COMPLETE


def test_an_item_of_a_list_is_an_answer_too() -> None:
    household = Household()

    answer = household.client.post(f"{household.path}?muc=1", household.fields(1))

    assert answer.status_code == 302
    assert stage() is Stage.ANSWERING


def test_what_saves_itself_wrong_is_no_step() -> None:
    client = sign_in(make_citizen())
    where = begin(client, Office(DIPLOMA))

    client.post(where, {"so_dinh_danh": "1"}, headers={"X-Autosave": "1"})

    assert stage() is Stage.BEGUN


def test_it_outlives_its_draft_and_names_nobody() -> None:
    citizen = make_citizen()
    draft = Office(DIPLOMA).draft(citizen)

    actions.discard_draft(draft, by=citizen)

    kept = FilingProgress.objects.get()
    assert str(kept) == f"{draft.pk} 1"
    assert {field.name for field in FilingProgress._meta.get_fields()} == {
        *("dossier", "agency", "procedure", "begun_on"),
        *("stage", "counted", "is_test"),
    }


def test_two_posts_of_one_start_are_one_filing_and_the_counter_is_none() -> None:
    office = Office(DIPLOMA)
    draft = office.draft()
    assert draft.created_by is not None

    actions.open_draft(
        *(office.filing(),),
        key=draft.public_id,
        by=draft.created_by,
        at=draft.created_at,
    )
    office.counter_draft()

    assert FilingProgress.objects.get().dossier == draft.pk
