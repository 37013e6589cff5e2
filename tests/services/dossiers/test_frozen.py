"""What is fixed when a dossier is accepted stays, whatever the catalogue says later."""

from datetime import timedelta
from decimal import Decimal

import pytest

from services.dossiers import actions, slips
from services.dossiers.actions import FaultFound
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import Act
from services.procedures.definition import Channel, Mode, TermRule
from services.procedures.models import Offering, Revision, definition_json
from services.workdays.terms import Unit
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.services.dossiers.test_life import a_document
from tests.services.printing.test_papers import text_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

FROZEN = [
    *("code", "channel", "is_assisted", "level", "mode", "agency_id", "revision_id"),
    *("case", "root_id", "is_test", "submitted_at", "accepted_at", "promised_at"),
    *("due_at", "fee_due", "applicant_kind"),
]


def frozen(dossier: Dossier) -> dict[str, object]:
    return {name: getattr(dossier, name) for name in FROZEN}


def change_the_catalogue(office: Office) -> None:
    """Another level, another term, another fee, from today on."""
    Offering.objects.update(level=2, mode=Mode.INFORMATION)
    procedure = office.procedures[0]
    assert procedure.current is not None
    changed = procedure.current.read().model_copy(
        update={
            "terms": (TermRule(value=Decimal(90), unit=Unit.WORKING_DAY),),
            "fees": (),
        }
    )
    procedure.current = Revision.objects.create(
        procedure=procedure,
        number=2,
        definition=definition_json(changed),
        published_at=WHEN + DAY,
    )
    procedure.save()


def test_the_facts_of_an_accepted_dossier_outlive_the_catalogue() -> None:
    office = Office()
    dossier = office.received()
    before, told = frozen(dossier), dossier.events.get(act=Act.RECEIVE).data

    change_the_catalogue(office)
    moved = actions.forward(dossier, by=office.receptionist, at=WHEN + 2 * HOUR)

    kept = Dossier.objects.get(pk=dossier.pk)
    assert frozen(kept) == frozen(moved) == before
    assert kept.events.get(act=Act.RECEIVE).data == told


def test_the_event_of_acceptance_tells_every_fact_and_no_person() -> None:
    dossier = Office().received()
    assert dossier.submitted_at is not None
    assert dossier.due_at is not None

    assert dossier.events.get(act=Act.RECEIVE).data == {
        "channel": "online",
        "assisted": False,
        "agency": dossier.agency_id,
        "procedure": dossier.revision.procedure_id,
        "revision": dossier.revision_id,
        "case": dossier.case,
        "root": None,
        "test": False,
        "invented": False,
        "submitted": dossier.submitted_at.isoformat(),
        "level": 4,
        "mode": "toan_trinh",
        "fee": 0,
        "due": dossier.due_at.isoformat(),
    }


def test_a_draft_keeps_the_revision_it_was_begun_under() -> None:
    office = Office()
    draft = office.draft()
    begun_under = draft.revision_id
    assert draft.applicant is not None

    change_the_catalogue(office)
    Offering.objects.update(level=4, mode=Mode.FULL)
    filed = actions.submit(draft, by=draft.applicant, at=WHEN + HOUR)

    assert filed.revision_id == begun_under


def test_the_appointment_says_what_it_said_on_its_day() -> None:
    """A later obligation, and a paper replaced later, are not of that day."""
    office, citizen = Office(BIRTH), make_citizen()
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    actions.attach(
        draft, a_document(citizen), by=citizen, at=WHEN, requirement="giay_chung_sinh"
    )
    filed = actions.submit(draft, by=citizen, at=WHEN)
    taken = actions.receive(filed, by=office.receptionist, at=WHEN + HOUR)
    before = text_of(slips.render(taken, "giay-hen"))
    begun = actions.forward(taken, by=office.receptionist, at=WHEN + HOUR)
    asked = actions.ask_supplement(
        begun,
        by=office.officer,
        at=WHEN + 2 * HOUR,
        faults=[FaultFound(Fault.Target.DOCUMENT, "giay_chung_sinh", "Mờ")],
    )
    better = a_document(citizen)
    better.original_name = "ro-hon.pdf"
    better.save()
    actions.attach(
        asked, better, by=citizen, at=WHEN + DAY, requirement="giay_chung_sinh"
    )
    supplied = actions.supplement(asked, by=citizen, at=WHEN + DAY, answers={})
    paying = actions.ask_payment(
        supplied, by=office.officer, at=WHEN + DAY, amount=77_000, reason="Thuế"
    )

    assert text_of(slips.render(paying, "giay-hen")) == before
    assert "77.000" not in before
    assert "ro-hon.pdf" not in text_of(slips.render(paying, "xac-nhan"))


def test_the_filled_form_is_of_the_day_its_answers_are_of() -> None:
    office, citizen = Office(), make_citizen()
    dossier = office.in_progress(citizen)
    question = next(dossier.definition.form.questions())
    asked = actions.ask_supplement(
        dossier,
        by=office.officer,
        at=WHEN + 3 * HOUR,
        faults=[FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")],
    )
    mended = actions.supplement(
        asked, by=citizen, at=WHEN + 7 * DAY, answers={question.key: "Lê Văn Mẫu"}
    )

    said = slips.SLIPS["to-khai"].make(mended)

    assert said.made_at == WHEN + 7 * DAY
    assert any(
        line.value == "Lê Văn Mẫu" for block in said.blocks for line in block.lines
    )


def test_the_papers_handed_over_at_the_counter_stand_on_the_appointment() -> None:
    office = Office(BIRTH)
    dossier = office.taken_in()
    assert dossier.channel == Channel.COUNTER

    shown = text_of(slips.render(dossier, "giay-hen"))

    names = {d.key: d.name for d in dossier.definition.documents}
    assert "Thành phần hồ sơ" in shown
    assert names["giay_chung_sinh"].split(" (")[0] in shown
