"""Figures: applied exactly once and in order, and the share as it is defined."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from services.dossiers import actions, feed
from services.dossiers.models import Dossier, Event, Subscription
from services.statistics import applying
from services.statistics.folding import Happening, OutOfOrder, Timing, fold
from services.statistics.freshness import as_of
from services.statistics.models import (
    DailyFigure,
    DailyIntake,
    Duration,
    Fact,
    Misplaced,
    MonthlyFigure,
    MonthlyIntake,
    Rhythm,
    Spell,
    Usage,
)
from services.statistics.online_share import Share
from services.statistics.scope import Scope, flows
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.factories.facts import DAY, make_facts, resolved
from tests.portal.test_simulation import figures
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db

MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))


def accepted() -> int:
    return flows(MARCH, ("accepted",))[None]["accepted"]


def test_a_dossier_counts_on_the_day_of_acceptance() -> None:
    office = Office()
    office.submitted()
    office.received(at=WHEN + DAY)

    applying.apply_new_events()

    by_day = flows(MARCH, ("accepted",), by="day")
    assert by_day == {date(2026, 3, 3): {"accepted": 1}}


def test_applying_again_changes_nothing() -> None:
    Office().in_progress()
    applying.apply_new_events()
    kept = figures()

    assert applying.apply_new_events() == 0
    assert figures() == kept


class Broken(Exception):
    """Something fails after the figures were written."""


def test_what_fails_in_the_middle_leaves_nothing_and_is_done_again() -> None:
    office = Office()
    office.received()
    office.in_progress()

    def half(events: object) -> None:
        applying.apply(events)  # type: ignore[arg-type]
        raise Broken

    with pytest.raises(Broken):
        feed.consume(applying.SUBSCRIBER, half)
    assert not Fact.objects.exists()
    applying.apply_new_events()

    kept = figures()
    assert accepted() == 2
    applying.rebuild()
    assert figures() == kept


def test_figures_can_be_made_anew_from_the_events() -> None:
    Office().received()
    applying.apply_new_events()
    kept, said = figures(), StringIO()
    DailyFigure.objects.update(accepted=99)

    call_command("rebuild_figures", stdout=said)

    assert figures() == kept
    assert said.getvalue() == "2 events folded.\n"


def test_an_event_out_of_order_is_refused() -> None:
    happening = Happening(1, 2, "forward", 4, WHEN, {})

    with pytest.raises(OutOfOrder):
        fold(None, happening)


def test_test_dossiers_never_count() -> None:
    office = Office()
    office.received()
    draft = office.draft()
    Dossier.objects.filter(pk=draft.pk).update(is_test=True)
    assert draft.applicant is not None
    tried = actions.submit(draft, by=draft.applicant, at=WHEN)
    actions.receive(tried, by=office.receptionist, at=WHEN)
    applying.apply_new_events()

    assert Fact.objects.get(dossier=tried.pk).is_test
    assert accepted() == 1


@pytest.mark.parametrize(
    ("late", "timing"),
    [(-2, Timing.EARLY), (0, Timing.ON_TIME), (1, Timing.LATE)],
)
def test_on_time_is_judged_by_date(late: int, timing: Timing) -> None:
    office = Office()
    dossier = office.at_decision()
    assert dossier.due_at is not None
    result = (dossier.definition.results[0].key, a_document(office.leader))
    when = dossier.due_at + late * DAY
    actions.decide(dossier, by=office.leader, at=when, results=[result])
    applying.apply_new_events()

    assert Fact.objects.get(dossier=dossier.pk).timing == timing


def test_what_ended_before_acceptance_stands_outside() -> None:
    office = Office()
    filed = office.submitted()
    actions.refuse(filed, by=office.receptionist, at=WHEN, reason="Sai nơi nộp")

    applying.apply_new_events()

    assert accepted() == 0
    assert not DailyFigure.objects.exists()
    assert Fact.objects.get().resolved_date is None


def test_the_share_is_none_where_nothing_was_filed() -> None:
    assert Share().percent is None
    assert Share(1, 3).percent == Decimal("33.3")


def test_what_is_kept_reads_as_itself() -> None:
    dossier = Office().received()
    applying.apply_new_events()
    agency = dossier.agency_id

    assert str(Fact.objects.get()) == f"{dossier.pk}/2"
    assert str(Spell.objects.get()).startswith(f"{dossier.pk} late 2026-03-")
    assert str(DailyFigure.objects.earliest("day")) == f"2026-03-02 {agency}"
    assert str(MonthlyFigure.objects.latest("pk")) == f"2026-03 {agency}"
    assert str(DailyIntake.objects.get()) == f"2026-03-02 {agency} online"
    assert str(MonthlyIntake.objects.get()) == f"2026-03 {agency} online"
    fact = Fact.objects.get()
    assert str(Misplaced(fact=fact, kind="not_offered")) == f"{fact.pk} not_offered"
    usage = f"2026-03 {agency} {dossier.revision.procedure_id}"
    assert str(Usage.objects.get()) == usage
    assert str(Rhythm.objects.get()) == f"2026-03 {agency} 1/10"
    done = resolved(MARCH.last, Timing.LATE)
    make_facts(dossier.agency, dossier.revision.procedure, **done)
    assert str(Duration.objects.latest("pk")) == f"2026-03 {agency} 7"


def test_a_subscriber_never_waits_for_another() -> None:
    Subscription.objects.create(name="other", position=0)
    Office().submitted()

    seen: list[int] = []
    feed.drain("other", lambda events: seen.extend(e.seq for e in events), limit=1)

    assert seen == [1]


def test_figures_say_until_when_they_know_everything() -> None:
    assert as_of() is None
    office = Office(DIPLOMA)
    office.received()
    applying.apply_new_events()
    before = timezone.now()

    known = as_of()
    office.received()
    unread = as_of()

    assert known is not None
    assert known >= before
    assert unread == Event.objects.filter(position=None).earliest("at").at
