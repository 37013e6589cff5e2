"""Repeated sections: one item on a page, added, changed, taken away."""

import pytest
from django.test import Client
from django.urls import reverse

from services.dossiers.models import Dossier
from services.procedures.catalogue.loader import entry
from services.procedures.definition import Definition
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import Office, make_procedure
from tests.services.citizen.browsing import typed

pytestmark = pytest.mark.django_db

RESIDENCE = "1.004222"
"""Its household members are a repeated section."""


def at_least_one_member() -> Definition:
    """Return the definition with a household that must have a member."""
    known = entry(RESIDENCE).definition
    sections = tuple(
        section.model_copy(
            update={"repeat": section.repeat.model_copy(update={"minimum": 1})}
        )
        if section.repeat
        else section
        for section in known.form.sections
    )
    form = known.form.model_copy(update={"sections": sections})
    return known.model_copy(update={"form": form})


class Household:
    """A filer at the list of household members, with one member written down."""

    def __init__(self) -> None:
        citizen = make_citizen()
        self.client: Client = sign_in(citizen)
        self.draft: Dossier = Office(RESIDENCE).draft(citizen)
        form = self.draft.definition.form
        self.section = next(s for s in form.sections if s.repeat)
        self.path = reverse(
            "citizen:page", args=[self.draft.public_id, self.section.key]
        )

    @property
    def members(self) -> list[dict[str, object]]:
        self.draft.refresh_from_db()
        return list(self.draft.answers.get(self.section.key, []))

    def fields(self, place: int) -> dict[str, object]:
        """Return what one types for a member like the first one."""
        data: dict[str, object] = {}
        for question in self.section.questions:
            data |= typed(question, self.first.get(question.key))
        return {name: value for name, value in data.items() if value is not None}

    @property
    def first(self) -> dict[str, object]:
        return self.members[0]


def test_the_list_shows_each_item_and_what_tells_it_apart() -> None:
    household = Household()

    page = household.client.get(household.path)

    assert len(page.context["items"]) == len(household.members)
    assert page.context["items"][0].summary


def test_an_item_is_added_changed_and_taken_away() -> None:
    household = Household()
    count = len(household.members)
    data = household.fields(0)

    added = household.client.post(f"{household.path}?muc={count}", data)
    assert added["Location"] == household.path
    assert len(household.members) == count + 1

    name = next(key for key, value in data.items() if "Mẫu" in str(value))
    household.client.post(f"{household.path}?muc=0", data | {name: "Y Bhăm Êban Mẫu"})
    assert "Y Bhăm Êban Mẫu" in household.members[0].values()
    assert len(household.members) == count + 1

    household.client.post(household.path, {"xoa": "0"})
    assert len(household.members) == count
    assert "Y Bhăm Êban Mẫu" not in household.members[0].values()


def test_a_wrong_item_comes_back_with_what_was_typed() -> None:
    household = Household()
    data = household.fields(0)
    name = next(key for key, value in data.items() if "Mẫu" in str(value))

    answer = household.client.post(f"{household.path}?muc=0", data | {name: ""})

    assert answer.status_code == 422
    assert f'href="#id_{name}"' in answer.content.decode()
    assert "thứ 1" in answer.content.decode()


def test_a_list_that_must_not_be_empty_begins_with_its_first_item() -> None:
    make_procedure(RESIDENCE, definition=at_least_one_member())
    household = Household()
    assert household.client.get(household.path).status_code == 200

    household.client.post(household.path, {"xoa": "0"})

    answer = household.client.get(household.path)
    assert answer["Location"] == f"{household.path}?muc=0"


def test_more_rows_are_no_reason_for_blame() -> None:
    household = Household()

    page = household.client.post(f"{household.path}?muc=0", {"them_dong": "x"})

    assert page.status_code == 200
    assert page.context["form"].errors == {}


def test_an_item_is_kept_in_the_background_but_for_what_is_typed_wrongly() -> None:
    household = Household()
    data = household.fields(0)
    name = next(key for key, value in data.items() if "Mẫu" in str(value))
    typed = data | {name: "Y Bhăm Êban Mẫu"}

    answer = household.client.post(
        f"{household.path}?muc=0", typed, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 204
    assert household.members[0][name] == "Y Bhăm Êban Mẫu"

    household.client.post(
        f"{household.path}?muc=0", typed | {name: ""}, headers={"X-Autosave": "1"}
    )
    assert household.members[0][name] == "Y Bhăm Êban Mẫu"


def test_an_item_mended_from_the_review_leads_back_to_it() -> None:
    household = Household()

    answer = household.client.post(
        f"{household.path}?xem-lai=1&muc=0", household.fields(0)
    )

    assert answer["Location"].endswith("/xem-lai/")


@pytest.mark.parametrize("place", ["99", "x", "-1"])
def test_an_item_that_cannot_be_shows_the_list(place: str) -> None:
    household = Household()

    page = household.client.get(household.path, {"muc": place})

    assert "items" in page.context
