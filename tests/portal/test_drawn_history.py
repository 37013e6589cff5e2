"""Histories that are drawn: equal to their rebuild, and no stranger than life."""

from datetime import timedelta

import pytest

from portal.simulation.drawing import Drawer, Wish
from portal.simulation.results import NAME
from portal.simulation.writing import write
from services.dossiers.models import Dossier, Event, FilingProgress
from services.dossiers.models import Stage as FilingStage
from services.dossiers.states import State
from services.procedures.definition import Channel
from services.procedures.models import Offering
from services.statistics import applying
from services.statistics.models import Fact
from services.statistics.verifying import deviations
from tests.factories.dossiers import WHEN
from tests.portal.test_simulation import FACT, Stage, figures, money, row_of

pytestmark = pytest.mark.django_db


def test_drawn_history_equals_its_rebuild() -> None:
    Stage()
    wish = Wish(60, WHEN.date() - timedelta(days=200), WHEN.date(), seed=7)

    written = write(Drawer(wish, now=WHEN).stories())
    kept, kept_money = figures(), money()
    facts = {f.dossier: row_of(f, FACT) for f in Fact.objects.all()}
    applying.rebuild()

    assert written == 60
    assert figures() == kept
    assert money() == kept_money != []
    assert {f.dossier: row_of(f, FACT) for f in Fact.objects.all()} == facts
    positions = Event.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, len(positions) + 1))


def test_drawn_decisions_have_their_file_at_level_4_and_counters_their_papers() -> None:
    Offering.objects.filter(pk=Stage().offering.pk).update(level=4)
    wish = Wish(60, WHEN.date() - timedelta(days=200), WHEN.date(), seed=7)
    write(Drawer(wish, now=WHEN).stories())

    decided = Fact.objects.filter(level=4, state__in=(State.DECIDED, State.HANDED_OVER))
    assert decided.exists()
    assert all(decided.values_list("has_result_file", flat=True))
    for fact in decided:
        (paper,) = Dossier.objects.get(pk=fact.dossier).papers.all()
        assert paper.document.original_name == NAME
        assert paper.document.read().startswith(b"%PDF")
    counter = Fact.objects.exclude(channel=Channel.ONLINE)
    assert set(counter.values_list("is_digitised", flat=True)) == {False}


def test_who_gives_up_online_has_a_row_and_no_dossier() -> None:
    Stage()
    wish = Wish(60, WHEN.date() - timedelta(days=200), WHEN.date(), seed=7)

    write(Drawer(wish, now=WHEN).stories())

    assert Dossier.objects.filter(is_assisted=True).exists()  # with help nobody does
    online = Dossier.objects.filter(channel=Channel.ONLINE, is_assisted=False)
    filed = FilingProgress.objects.filter(stage__gte=FilingStage.FILED)
    assert set(filed.values_list("dossier", flat=True)) == set(
        online.values_list("pk", flat=True)
    )
    left = FilingProgress.objects.filter(stage__lt=FilingStage.FILED)
    assert 0 < left.count() < online.count()
    assert not Dossier.objects.filter(pk__in=left.values("dossier")).exists()
    assert deviations() == []
