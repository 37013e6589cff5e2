"""What lies on the counter: the event says what stays on paper, for the figures."""

import pytest

from services.dossiers import actions
from services.dossiers.actions import Visitor
from services.dossiers.errors import Incomplete
from services.dossiers.states import Act
from services.procedures.definition import Channel, DocumentKind
from services.statistics import applying
from services.statistics.models import Fact
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db

VISITOR = Visitor("Lê Văn Mẫu")


def test_what_is_only_shown_is_no_part_of_the_dossier() -> None:
    office = Office(BIRTH)
    taken = office.taken_in()

    data = taken.events.get(act=Act.TAKE_IN).data
    kinds = {d.key: d.kind for d in taken.definition.documents}
    assert set(data["received"]) == set(kinds)
    assert data["on_paper"] == sorted(
        d.key for d in taken.definition.documents if d.is_uploaded
    )
    assert DocumentKind.HAND_IN in {kinds[key] for key in data["on_paper"]}
    assert set(data["on_paper"]) < set(data["received"])


def test_a_dossier_without_a_paper_or_file_is_none_that_anybody_digitised() -> None:
    office = Office(DIPLOMA)
    taken = office.taken_in()
    office.received()
    applying.apply_new_events()

    data = taken.events.get(act=Act.TAKE_IN).data
    assert (data["on_paper"], data["files"]) == ([], [])
    facts = Fact.objects.order_by("dossier")
    assert list(facts.values_list("is_digitised", flat=True)) == [False, True]


def test_who_is_helped_shows_what_others_show_at_the_counter() -> None:
    office = Office(DIPLOMA)
    shown = [
        d for d in office.counter_draft().definition.documents if not d.is_uploaded
    ]
    assert any(d.required and d.is_asked_at_counter for d in shown)

    for channel in (Channel.COUNTER, Channel.ONLINE):
        draft = office.counter_draft(channel=channel)
        with pytest.raises(Incomplete, match="Còn thiếu giấy tờ"):
            actions.take_in(
                draft, by=office.receptionist, at=WHEN, visitor=VISITOR, received=[]
            )


def test_a_dossier_is_digitised_when_every_paper_has_a_file() -> None:
    office = Office(BIRTH)
    for scanned in (False, True):
        draft = office.counter_draft()
        keys = [d.key for d in draft.definition.documents]
        papers = [d.key for d in draft.definition.documents if d.is_uploaded]
        for key in papers if scanned else papers[1:]:
            document = a_document(office.receptionist)
            actions.attach(
                draft, document, by=office.receptionist, at=WHEN, requirement=key
            )
        taken = actions.take_in(
            draft, by=office.receptionist, at=WHEN, visitor=VISITOR, received=keys
        )
        on_paper = taken.events.get(act=Act.TAKE_IN).data["on_paper"]
        assert on_paper == ([] if scanned else papers[:1])
    applying.apply_new_events()

    facts = Fact.objects.order_by("dossier")
    assert list(facts.values_list("is_digitised", flat=True)) == [False, True]
