"""Each of the 49 procedures is filed through to its result, in each of its cases."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.dossiers import actions
from services.dossiers.actions import Filing, Visitor
from services.dossiers.states import State
from services.payments import actions as payments
from services.payments.models import Means
from services.procedures.catalogue.loader import codes
from services.procedures.definition import Applicant, Channel
from tests.factories.answers import sample_answers
from tests.factories.dossiers import WHEN, Office
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", codes())
def test_it_is_filed_through_to_its_result(code: str) -> None:
    office = Office(code)
    revision = office.procedures[0].current
    assert revision is not None
    definition = revision.read()
    for case in definition.cases:
        filing = Filing(
            revision,
            office.agency,
            case.key,
            Channel.COUNTER,
            Applicant(definition.audience[0]),
        )
        at = WHEN
        desk = office.receptionist
        dossier = actions.open_draft(filing, key=uuid4(), by=desk, at=at)
        said = sample_answers(
            definition, case.key, channel=Channel.COUNTER, today=at.date()
        )
        actions.save_draft(dossier, by=desk, at=at, answers=said)
        dossier = actions.take_in(
            dossier,
            by=desk,
            at=at,
            visitor=Visitor("Nguyễn Thị Mẫu"),
            received=[document.key for document in definition.documents],
        )
        dossier = actions.forward(dossier, by=desk, at=at + timedelta(hours=1))
        while not (step := dossier.route_step) or not step.decides:
            dossier = actions.forward(dossier, by=office.person(dossier), at=at)
        result = (definition.results[0].key, a_document(office.leader))
        dossier = actions.decide(dossier, by=office.leader, at=at, results=[result])
        if dossier.fee_due:
            dossier = payments.collect(
                dossier, by=desk, at=at, means=Means.CASH, amount=dossier.fee_due
            )
        dossier = actions.hand_over(dossier, by=desk, at=at)
        assert dossier.state == State.HANDED_OVER
