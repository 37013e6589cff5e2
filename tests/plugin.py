"""Brings PostgreSQL and Valkey up for a test run, before the settings are read.

It is loaded with `-p` because a conftest.py is too late: pytest-django has read the
settings by then. With xdist the controller starts the engines, its workers inherit.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from portal.local.catalogues import compile_stale
from portal.local.engines import Engines
from portal.local.environment import of_tests
from portal.local.places import held, throw_away_folder

LOCALE = Path(__file__).parent.parent / "locale"


@contextmanager
def engines() -> Iterator[None]:
    """Have the engines and the environment of tests while this lasts."""
    folder = throw_away_folder()
    with held(folder / "lock"):
        engines = Engines(folder, folder, is_lasting=False)
        try:
            compile_stale(LOCALE)
            (folder / "static").mkdir()
            os.environ.update({**of_tests(folder), **engines.start()})
            yield
        finally:
            engines.stop()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start before anybody asks for the settings; stop whatever comes of the run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker:
        # A database of its own in PostgreSQL is pytest-django's affair, this is ours.
        number = int(worker) % 15 + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace(
            "db=0", f"db={number}"
        )
    else:
        running = ExitStack()
        early_config.add_cleanup(running.close)
        running.enter_context(engines())
