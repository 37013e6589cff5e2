"""What every test finds."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

# How busy the machine is says nothing about the code: no test fails for being slow.
settings.register_profile(
    "patient",
    settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


HERE = Path(__file__).parent
UNMEASURED = (
    HERE / "journeys",
    HERE / "house" / "test_matrix.py",
    HERE / "house" / "test_matrix_money.py",
    HERE / "house" / "test_forbidden.py",
    HERE / "portal" / "test_drawn_history.py",
    HERE / "services" / "dossiers" / "test_random_lives.py",
    HERE / "services" / "payments" / "test_machine.py",
    HERE / "services" / "procedures" / "test_filed_through.py",
    HERE / "services" / "statistics" / "test_august_2025.py",
)


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Measure no coverage where a test goes through everything.

    A line that only a story happens to pass is held by no claim; and measuring takes
    as long again as the test does.
    """
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in UNMEASURED):
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Have the database let go, before it is dropped, by threads of the live server.

    They close their connections when the browser hangs up, which nobody waits for.
    """
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def nothing_in_the_cache() -> Iterator[None]:
    """Let no test live on what another one has counted or kept."""
    yield
    cache.clear()
