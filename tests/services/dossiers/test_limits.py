"""Nobody fills the house alone."""

import pytest

from services.dossiers import actions
from services.dossiers.actions import drafting
from services.dossiers.errors import ActNotAllowed
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db


def test_a_dossier_takes_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST_PAPERS", 1)
    office, citizen = Office(BIRTH), make_citizen()
    draft = office.draft(citizen)
    key = next(d.key for d in draft.definition.documents if d.is_uploaded)
    actions.attach(draft, a_document(citizen), by=citizen, at=WHEN, requirement=key)

    with pytest.raises(ActNotAllowed, match="không nhận thêm"):
        actions.attach(draft, a_document(citizen), by=citizen, at=WHEN, requirement=key)
    assert draft.papers.count() == 1
