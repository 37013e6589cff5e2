"""Two open examples of the demo's citizen: one to pay, one paid with its receipt."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts import demo
from accounts.models import Agency, User
from services.dossiers import actions
from services.dossiers.actions import Filing
from services.dossiers.models import Dossier
from services.payments.actions import collect
from services.payments.models import Means
from services.procedures.definition import Channel
from services.procedures.models import Procedure
from services.procedures.samples import sample_answers

COPIES = "2.000635"
"""Copies of a civil status extract: a flat price each, known at filing."""

TO_PAY = UUID("6b2d5f00-0000-4000-8000-000000000001")
PAID = UUID("6b2d5f00-0000-4000-8000-000000000002")
"""Keys by which a second seeding knows that they are there."""


def seed_examples(at: datetime) -> int:
    """File what is missing of the two; return how many dossiers were new.

    The paid one was paid in cash at the counter: no provider's books know of it.
    """
    citizen = User.objects.get(email=demo.PEOPLE[0].email)
    cashier = User.objects.get(email=demo.PEOPLE[2].email)
    new = 0
    for key, copies in ((PAID, 2), (TO_PAY, 3)):
        if Dossier.objects.filter(public_id=key).exists():
            continue
        filed = _filed(key, copies, by=citizen, at=at - timedelta(minutes=10))
        if key == PAID:
            cash, owed = Means.CASH, filed.fee_owed
            collect(filed, by=cashier, at=at, means=cash, amount=owed)
        new += 1
    return new


def _filed(key: UUID, copies: int, *, by: User, at: datetime) -> Dossier:
    procedure = Procedure.objects.select_related("current").get(code=COPIES)
    revision = procedure.current
    assert revision is not None
    filing = Filing(
        revision=revision,
        agency=Agency.objects.get(identifier=demo.COMMUNE),
        case=revision.read().cases[0].key,
        channel=Channel.ONLINE,
    )
    draft = actions.open_draft(filing, key=key, by=by, at=at)
    said = {"nop_thay": False, "so_luong": copies}
    answers = sample_answers(
        revision.read(), filing.case, answers=said, today=at.date()
    )
    actions.save_draft(draft, by=by, at=at, answers=answers)
    return actions.submit(draft, by=by, at=at)
