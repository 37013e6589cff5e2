"""Commands that make a portal ready."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from accounts import demo
from accounts.models import Agency, User
from accounts.permissions import Role
from portal import celery, tasks
from portal.local.catalogues import compile_stale
from portal.management.commands.simulate_demo import ON_THE_DESKS, WAITING
from portal.simulation import examples
from portal.simulation.opinions import seed_ratings
from services.desk import queues
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.feedback.models import Rating
from services.procedures.models import Offering, Procedure
from services.statistics.folding import Timing
from tests.factories.accounts import make_agency
from tests.factories.dossiers import make_procedure
from tests.factories.facts import make_facts, resolved

SEEDED = (Agency, Dossier, Procedure, User)

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Trang chủ"
msgstr "Home"
"""


def test_a_catalogue_is_compiled_once_until_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)

    assert compile_stale(tmp_path) == 1
    assert compile_stale(tmp_path) == 0
    assert b"Home" in (folder / "django.mo").read_bytes()


@pytest.mark.django_db
def test_the_demo_is_seeded_once_and_says_who_can_sign_in() -> None:
    said = StringIO()

    call_command("seed_demo", stdout=said)
    counts = [model.objects.count() for model in SEEDED]
    call_command("seed_demo", stdout=StringIO())

    assert [model.objects.count() for model in SEEDED] == counts
    assert all(counts)
    assert all(person.email in said.getvalue() for person in demo.PEOPLE)


@pytest.mark.django_db
def test_finished_dossiers_of_the_demo_are_judged_once() -> None:
    done = resolved(date(2026, 3, 20), Timing.LATE)
    make_facts(make_agency(), make_procedure(), count=40, is_invented=True, **done)

    first = seed_ratings(date(2026, 3, 21))

    assert 0 < first < 40
    assert seed_ratings(date(2026, 3, 21)) == 0
    assert Rating.objects.count() == first


@pytest.mark.django_db
def test_the_demo_shows_what_is_to_pay_and_what_is_paid() -> None:
    call_command("seed_demo", stdout=StringIO())

    paid = Dossier.objects.get(public_id=examples.PAID)
    to_pay = Dossier.objects.get(public_id=examples.TO_PAY)
    assert (to_pay.fee_owed, paid.fee_owed) == (24_000, 0)
    assert paid.receipts.get().amount == 16_000


@pytest.mark.django_db
def test_a_demo_that_takes_money_offers_level_4_from_today(settings: Settings) -> None:
    call_command("seed_demo", stdout=StringIO())
    here = Offering.objects.filter(
        agency__identifier=demo.COMMUNE, procedure__code=examples.COPIES
    )
    assert here.valid_on(timezone.localdate()).get().level == 3

    settings.ONLINE_PAYMENT = True
    call_command("seed_demo", stdout=StringIO())

    assert here.valid_on(timezone.localdate()).get().level == 4
    assert here.valid_on(timezone.localdate() - timedelta(days=1)).get().level == 3


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
def test_preparing_migrates_collects_and_seeds_only_a_demo(
    settings: Settings, tmp_path: Path, *, is_demo: bool
) -> None:
    settings.DEMO = is_demo
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.LOCALE_PATHS = [tmp_path / "locale"]

    call_command("prepare")

    assert (tmp_path / "static" / "portal" / "portal.js").exists()
    assert (tmp_path / "accounts.txt").exists() == is_demo
    assert User.objects.exists() == is_demo


@pytest.mark.django_db
def test_sessions_that_have_run_out_are_cleared() -> None:
    tasks.clear_sessions()


@pytest.mark.django_db
def test_every_scheduled_task_exists() -> None:
    celery.app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}

    assert scheduled <= set(celery.app.tasks)


@pytest.mark.django_db
def test_the_demo_starts_with_history_everywhere_and_full_desks() -> None:
    call_command("seed_demo", stdout=StringIO())
    said = StringIO()

    call_command("simulate_demo", dossiers=60, stdout=said)

    invented = Dossier.objects.filter(is_invented=True)
    commune = invented.filter(agency__identifier=demo.COMMUNE)
    assert said.getvalue().count("invented dossiers") == 3
    assert commune.count() >= 60
    assert invented.exclude(agency__identifier__in=ON_THE_DESKS).count() > 20
    for identifier in ON_THE_DESKS:
        desk = Agency.objects.filter(identifier=identifier)
        here = invented.filter(agency__in=desk)
        for queue in set(queues.TABS) - {queues.MINE, queues.ENDED}:
            assert here.filter(state__in=queue.states).count() >= WAITING
        steps = here.filter(state=State.IN_PROGRESS)
        waiting = Counter(d.route_step.role for d in steps if d.route_step)
        assert waiting[Role.OFFICER] >= WAITING
        assert waiting[Role.LEADER] >= WAITING
