"""What every test finds."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings

# How busy the machine is says nothing about the code: no test fails for being slow.
settings.register_profile(
    "patient",
    settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def nothing_in_the_cache() -> Iterator[None]:
    """Let no test live on what another one has counted or kept."""
    yield
    cache.clear()
