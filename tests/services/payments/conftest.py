"""The two remote providers, each a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.payments.gateways.bench import Bench, bench_of


@pytest.fixture
def vnpay(tmp_path: Path) -> Iterator[Bench]:
    with bench_of("vnpay", tmp_path) as bench:
        yield bench


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Bench]:
    with bench_of("platform", tmp_path) as bench:
        yield bench


@pytest.fixture(params=["vnpay", "platform"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Each of them: whatever is claimed with it is claimed of both."""
    with bench_of(request.param, tmp_path) as found:
        yield found
