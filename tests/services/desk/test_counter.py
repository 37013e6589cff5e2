"""The counter: a paper filing becomes a dossier like any other, and is counted."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Posting
from accounts.permissions import Role
from services.desk.views.counter import HELPED, HELPED_LABEL, SHOWN, VisitorForm
from services.dossiers.models import Dossier, FilingProgress
from services.dossiers.states import State
from services.procedures.catalogue.loader import entries
from services.procedures.definition import Channel
from services.procedures.models import Offering
from services.statistics import applying
from services.statistics.scope import Scope, flows
from tests.factories.accounts import make_officer, sign_in
from tests.factories.answers import sample_answers
from tests.factories.dossiers import BIRTH, DIPLOMA, Office, make_procedure
from tests.factories.money import COPIES
from tests.services.citizen.browsing import typed
from tests.services.citizen.test_items import at_least_one_member

pytestmark = pytest.mark.django_db

RESIDENCE = "1.004222"
VISITOR = {
    "full_name": "H'Hen Niê Mẫu",
    "number": "079190012345",
    "phone": "0901234567",
}


class Counter:
    """A receptionist with a visitor who brought papers."""

    def __init__(self, code: str = DIPLOMA, channel: str = "counter") -> None:
        self.office = Office(code)
        self.client: Client = sign_in(self.office.receptionist)
        self.channel = channel
        self.begin_path = reverse("desk:intake_begin", args=[code])

    def begin(self, **changes: str) -> Any:
        form = self.client.get(self.begin_path).context["form"]
        return self.client.post(
            self.begin_path,
            {
                "key": form.initial["key"],
                "case": form.initial["case"],
                "agency": self.office.agency.identifier,
                "channel": self.channel,
                **changes,
            },
        )

    def fill(self) -> str:
        """Fill in every page; return where the visitor is written down."""
        where = str(self.begin()["Location"])
        draft = Dossier.objects.get()
        said = sample_answers(
            draft.definition, draft.case, channel=Channel(draft.channel)
        )
        while "/tai-quay/" in where:
            page = self.client.get(where, follow=True)
            if page.redirect_chain:
                where = page.redirect_chain[-1][0]
            if "form" not in page.context or "page" not in page.context:
                if "onwards" not in page.context:
                    return where
                where = page.context["onwards"]
                continue
            section = page.context["page"].section
            values = said.get(section.key, [said])[0] if section.repeat else said
            answer = self.client.post(where, fields(page.context["form"], values))
            assert answer.status_code == 302, answer.context["form"].errors
            where = str(answer["Location"])
        return where

    def take(self, where: str, **changes: Any) -> Any:
        """Write the visitor down, with every paper on the counter."""
        papers = self.client.get(where).context["form"].fields.get("received")
        received = [key for key, _label in papers.choices] if papers else []
        return self.client.post(where, VISITOR | {"received": received} | changes)


def fields(form: Any, said: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for question in form.questions:
        data |= typed(question, said.get(question.key))
    return {name: value for name, value in data.items() if value is not None}


@pytest.mark.parametrize("code", [DIPLOMA, BIRTH, RESIDENCE])
def test_a_paper_filing_is_taken_in_with_number_and_date_at_once(code: str) -> None:
    counter = Counter(code)

    where = counter.fill()
    assert counter.client.get(where).context["form"]["full_name"].value() != ""
    answer = counter.client.get(counter.take(where)["Location"])

    taken = Dossier.objects.get()
    assert taken.state == State.RECEIVED
    assert taken.channel == "counter"
    assert taken.applicant is None
    assert taken.contact["phone"] == "+84901234567"
    assert f"Đã tiếp nhận hồ sơ {taken.code}" in answer.content.decode()


def test_a_filing_that_came_by_post_is_counted_as_such() -> None:
    counter = Counter(channel="post")
    counter.take(counter.fill())

    taken = Dossier.objects.get()
    assert (taken.channel, taken.state) == ("post", State.RECEIVED)


def test_what_is_filed_online_with_help_is_online_and_counted_apart() -> None:
    """Online by law, with its fee and term; done at the counter in truth (ADR 49)."""
    counter = Counter(COPIES, channel=HELPED)
    where = counter.fill()
    review = counter.client.get(where).content.decode()
    answer = counter.client.get(counter.take(where)["Location"])
    applying.apply_new_events()

    taken = Dossier.objects.get()
    assert (taken.channel, taken.is_assisted) == ("online", True)
    assert (taken.state, taken.applicant) == (State.RECEIVED, None)
    for page in (review, answer.content.decode()):
        assert "Trực tuyến, có cán bộ hỗ trợ" in page
    day = timezone.localdate()
    keys = ("accepted", "online", "assisted", "self_online", "direct")
    counted = flows(Scope(day, day), keys)[None]
    assert counted == dict(zip(keys, (1, 1, 1, 0, 0), strict=True))
    assert not FilingProgress.objects.exists()


def test_help_is_offered_where_the_office_offers_the_procedure_online() -> None:
    counter = Counter()
    offered = Offering.objects.filter(agency=counter.office.agency)
    offered.update(level=2)

    page = counter.client.get(counter.begin_path).content.decode()
    refused = counter.begin(channel=HELPED)

    assert str(HELPED_LABEL) not in page
    assert refused.status_code == 422
    assert not Dossier.objects.exists()
    offered.update(level=3)
    assert str(HELPED_LABEL) in counter.client.get(counter.begin_path).content.decode()


def test_what_is_offered_online_no_longer_is_not_taken_in_as_online() -> None:
    counter = Counter(channel=HELPED)
    where = counter.fill()
    Offering.objects.filter(agency=counter.office.agency).update(level=2)

    answer = counter.take(where)

    assert answer.status_code == 422
    assert "không nhận thủ tục này theo cách đã chọn" in answer.content.decode()
    assert Dossier.objects.get().is_draft


def test_whoever_takes_in_for_two_offices_says_for_which() -> None:
    counter = Counter()
    other = Office().agency
    Posting.objects.create(
        user=counter.office.receptionist,
        agency=other,
        role=Role.RECEPTIONIST,
        valid_from=date(2021, 1, 1),
    )

    page = counter.client.get(counter.begin_path).content.decode()
    counter.begin(agency=other.identifier)

    assert other.name in page
    assert Dossier.objects.get().agency == other


def test_taking_in_twice_makes_one_dossier() -> None:
    counter = Counter()
    where = counter.fill()

    first = counter.take(where)
    second = counter.client.post(where, VISITOR)

    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"full_name": " "}, "Hãy nhập họ tên người nộp."),
        ({"number": "07919001234"}, "chữ số"),
        ({"phone": "12"}, "Số điện thoại"),
    ],
)
def test_a_visitor_written_down_wrongly_comes_back(
    wrong: dict[str, str], sentence: str
) -> None:
    counter = Counter()
    where = counter.fill()

    answer = counter.take(where, **wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "0901234567" in page or "phone" in wrong
    assert Dossier.objects.get().is_draft


def test_papers_that_are_missing_are_named_before_anything_is_taken_in() -> None:
    counter = Counter(BIRTH)
    where = counter.fill()

    answer = counter.client.post(where, VISITOR)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Còn thiếu giấy tờ" in page
    assert 'href="#id_received_field"' in page


def test_what_the_form_still_lacks_links_to_its_question() -> None:
    counter = Counter()
    first = str(counter.begin()["Location"])
    draft = Dossier.objects.get()
    where = reverse("desk:intake_review", args=[draft.public_id])

    errors = counter.take(where).context["errors"]

    named = {error["href"]: error["text"] for error in errors}
    assert "Hãy điền mục này" in named[f"{first}#id_ho_ten"]
    assert draft.definition.form.sections[0].questions[0].label in str(named)


def test_more_procedures_than_fit_are_said_to_be_there() -> None:
    codes = [kept.code for kept in entries()][: SHOWN + 1]
    desk = sign_in(Office(*codes).receptionist)

    page = desk.get(reverse("desk:counter")).content.decode()

    assert len(codes) > SHOWN
    assert "Còn thủ tục khác" in page


def test_a_wrong_page_comes_back_with_what_was_typed() -> None:
    counter = Counter()
    where = str(counter.begin()["Location"])

    answer = counter.client.post(where, {"ho_ten": "Y Bhăm Êban", "so_dinh_danh": "1"})

    assert answer.status_code == 422
    assert "Y Bhăm Êban" in answer.content.decode()


def test_rows_are_added_to_a_table_without_a_word_of_blame() -> None:
    counter = Counter("2.000620")
    where = str(counter.begin()["Location"])
    draft = Dossier.objects.get()
    section, table = next(
        (section, question)
        for section in draft.definition.form.sections
        for question in section.questions
        if question.kind == "table"
    )
    where = reverse("desk:intake_page", args=[draft.public_id, section.key])

    page = counter.client.post(where, {"them_dong": table.key})

    assert page.status_code == 200
    assert page.context["form"].errors == {}


def test_members_of_a_household_are_added_changed_and_taken_away() -> None:
    counter = Counter(RESIDENCE)
    counter.fill()
    draft = Dossier.objects.get()
    section = next(s for s in draft.definition.form.sections if s.repeat)
    path = reverse("desk:intake_page", args=[draft.public_id, section.key])
    member = sample_answers(draft.definition)[section.key][0]
    form = counter.client.get(f"{path}?muc=0").context["form"]
    data = fields(form, member)
    name = next(key for key, value in data.items() if "Mẫu" in str(value))

    def names() -> list[str]:
        return [item.summary for item in counter.client.get(path).context["items"]]

    wrong = counter.client.post(f"{path}?muc=0", data | {name: ""})
    assert wrong.status_code == 422
    counter.client.post(f"{path}?muc=0", data)
    counter.client.post(f"{path}?muc=1", data | {name: "Y Bhăm Êban Mẫu"})
    assert "Y Bhăm Êban Mẫu" in names()[1]
    counter.client.post(path, {"xoa": "0"})
    assert len(names()) == 1
    assert "Y Bhăm Êban Mẫu" in names()[0]


def test_a_page_that_does_not_exist_and_a_draft_of_another_desk_are_not_found() -> None:
    counter = Counter()
    counter.begin()
    key = Dossier.objects.get().public_id
    stranger = sign_in(Office().receptionist)
    section = Dossier.objects.get().definition.form.sections[0].key

    for client, name in ((counter.client, "khong-co"), (stranger, section)):
        path = reverse("desk:intake_page", args=[key, name])
        assert client.get(path).status_code == 404


def test_what_the_office_does_not_offer_is_not_begun() -> None:
    counter = Counter()
    counter.office.procedures[0].offerings.all().delete()

    answer = counter.begin()

    assert answer.status_code == 422
    assert not Dossier.objects.exists()


def test_what_ceased_to_be_offered_meanwhile_is_not_taken_in() -> None:
    counter = Counter()
    where = counter.fill()
    Posting.objects.update(role=Role.AUDITOR)

    answer = counter.take(where)

    assert answer.status_code == 422
    assert "không có quyền" in answer.content.decode()


def test_a_household_that_must_have_a_member_begins_with_one() -> None:
    make_procedure(RESIDENCE, definition=at_least_one_member())
    counter = Counter(RESIDENCE)
    counter.begin()
    draft = Dossier.objects.get()
    section = next(s for s in draft.definition.form.sections if s.repeat)
    path = reverse("desk:intake_page", args=[draft.public_id, section.key])

    assert counter.client.get(path)["Location"] == f"{path}?muc=0"


def test_where_no_paper_is_needed_none_is_asked_for() -> None:
    assert "received" not in VisitorForm(None, []).fields


def test_only_who_takes_filings_in_stands_at_the_counter() -> None:
    office = Office()
    officer = sign_in(make_officer(Role.AUDITOR, office.agency))

    assert officer.get(reverse("desk:counter")).status_code == 403


def test_procedures_are_found_by_words_without_diacritics() -> None:
    counter = Counter()
    name = counter.office.procedures[0].name

    found = counter.client.get(reverse("desk:counter"), {"q": "van bang"})
    nothing = counter.client.get(reverse("desk:counter"), {"q": "xyzxyzxyz"})

    assert name in found.content.decode()
    assert name not in nothing.content.decode()
