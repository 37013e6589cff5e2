"""Dossiers for tests, made by the same actions that people cause."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Agency, User
from accounts.permissions import Role
from services.dossiers import actions
from services.dossiers.actions import Filing, Visitor
from services.dossiers.models import Dossier
from services.procedures.availability import highest_offered
from services.procedures.catalogue.loader import entry
from services.procedures.definition import (
    Applicant,
    Channel,
    Definition,
    PaymentMoment,
)
from services.procedures.models import (
    Offering,
    Procedure,
    Revision,
    Sector,
    definition_json,
)
from tests.factories.accounts import make_agency, make_citizen, make_officer
from tests.factories.answers import sample_answers

WHEN = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""Monday, 10:00 in Vietnam."""

DIPLOMA, BIRTH = "1.005092", "1.001193"
"""Level 4, free of charge, six questions; level 3 with papers and a fee."""

VISITOR = Visitor("H'Hen Niê Mẫu")


def make_procedure(
    code: str = DIPLOMA,
    *,
    definition: Definition | None = None,
    pays_first: bool = False,
) -> Procedure:
    """Publish a procedure of the seed catalogue, once; another definition if given.

    A fee is collected after reception unless `pays_first`, so that most stories of an
    office need no money; the catalogue says otherwise of some (ADR 46).
    """
    known = Procedure.objects.filter(code=code).first()
    if known is not None:
        return known
    kept = entry(code)
    later = kept.definition
    if not pays_first:
        later = later.model_copy(update={"payment": PaymentMoment.AFTER})
    sector, _new = Sector.objects.get_or_create(
        key=kept.sector.key, defaults={"name": kept.sector.name}
    )
    procedure = Procedure.objects.create(code=code, name=kept.name, sector=sector)
    procedure.current = Revision.objects.create(
        procedure=procedure,
        number=1,
        definition=definition_json(definition or later),
        published_at=WHEN,
    )
    procedure.save()
    return procedure


def offer(procedure: Procedure, agency: Agency) -> Offering:
    """Let the agency provide the procedure at the highest level it may have."""
    assert procedure.current is not None
    period = highest_offered(procedure.current.read(), date(2026, 1, 1))
    offering, _new = Offering.objects.get_or_create(
        agency=agency,
        procedure=procedure,
        valid_from=date(2021, 1, 1),
        defaults={"level": period.level, "mode": period.mode},
    )
    return offering


class Office:
    """An agency with everybody who works at it, and what it offers."""

    def __init__(self, *codes: str, pays_first: bool = False) -> None:
        self.agency = make_agency()
        self.receptionist = make_officer(Role.RECEPTIONIST, self.agency)
        self.officer = make_officer(Role.OFFICER, self.agency)
        self.leader = make_officer(Role.LEADER, self.agency)
        self.procedures = [
            make_procedure(code, pays_first=pays_first) for code in codes or (DIPLOMA,)
        ]
        for procedure in self.procedures:
            offer(procedure, self.agency)

    def filing(
        self,
        procedure: Procedure | None = None,
        channel: Channel = Channel.ONLINE,
        *,
        is_assisted: bool = False,
    ) -> Filing:
        """Return a filing of the first case."""
        revision = (procedure or self.procedures[0]).current
        assert revision is not None
        definition = revision.read()
        return Filing(
            revision=revision,
            agency=self.agency,
            case=definition.cases[0].key,
            channel=channel,
            applicant_kind=Applicant(definition.audience[0]),
            is_assisted=is_assisted,
        )

    def draft(
        self,
        by: User | None = None,
        *,
        procedure: Procedure | None = None,
        at: datetime = WHEN,
        answers: dict[str, Any] | None = None,
    ) -> Dossier:
        """Make a complete draft of a citizen."""
        filing = self.filing(procedure)
        citizen = by or make_citizen()
        draft = actions.open_draft(filing, key=uuid4(), by=citizen, at=at)
        said = sample_answers(
            draft.definition, filing.case, answers=answers, today=at.date()
        )
        return actions.save_draft(draft, by=citizen, at=at, answers=said)

    def counter_draft(
        self, by: User | None = None, *, channel: Channel = Channel.COUNTER
    ) -> Dossier:
        """Have the receptionist write down a complete filing; online, helping."""
        is_assisted = channel is Channel.ONLINE
        writer = by or self.receptionist
        filing = self.filing(channel=channel, is_assisted=is_assisted)
        draft = actions.open_draft(filing, key=uuid4(), by=writer, at=WHEN)
        said = sample_answers(draft.definition, filing.case, channel=channel)
        return actions.save_draft(draft, by=writer, at=WHEN, answers=said)

    def taken_in(
        self,
        draft: Dossier | None = None,
        *,
        visitor: Visitor = VISITOR,
    ) -> Dossier:
        """Take a filing in at the counter, with every paper on it."""
        written = draft or self.counter_draft()
        return actions.take_in(
            written,
            by=self.receptionist,
            at=WHEN,
            visitor=visitor,
            received=[document.key for document in written.definition.documents],
        )

    def submitted(
        self,
        by: User | None = None,
        *,
        at: datetime = WHEN,
        answers: dict[str, Any] | None = None,
    ) -> Dossier:
        """File a draft online."""
        draft = self.draft(by, at=at, answers=answers)
        assert draft.applicant is not None
        return actions.submit(draft, by=draft.applicant, at=at)

    def received(self, by: User | None = None, *, at: datetime = WHEN) -> Dossier:
        """File a draft and have it accepted an hour later."""
        later = at + timedelta(hours=1)
        filed = self.submitted(by, at=at)
        return actions.receive(filed, by=self.receptionist, at=later)

    def in_progress(self, by: User | None = None, *, at: datetime = WHEN) -> Dossier:
        """Bring a dossier onto the first step of its route."""
        later = at + timedelta(hours=2)
        received = self.received(by, at=at)
        return actions.forward(received, by=self.receptionist, at=later)

    def at_decision(self, by: User | None = None, *, at: datetime = WHEN) -> Dossier:
        """Bring a dossier onto the deciding step of its route."""
        dossier = self.in_progress(by, at=at)
        later = at + timedelta(hours=3)
        while not (step := dossier.route_step) or not step.decides:
            dossier = actions.forward(dossier, by=self.person(dossier), at=later)
        return dossier

    def person(self, dossier: Dossier) -> User:
        """Return who may move the dossier on from where it stands."""
        step = dossier.route_step
        if step is None or step.role == Role.RECEPTIONIST:
            return self.receptionist
        return self.leader if step.role == Role.LEADER else self.officer
