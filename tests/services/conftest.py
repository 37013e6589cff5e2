"""The post's process and the providers of payment, for whoever needs them."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from services.payments.gateways.registry import gateways
from tests.factories import providers
from tests.factories.post import FakePost, fake_post


@pytest.fixture
def post() -> Iterator[FakePost]:
    """A post of one's own, where nothing has happened yet."""
    with fake_post() as running:
        yield running


@pytest.fixture
def connected(post: FakePost, settings: Settings) -> FakePost:
    """The portal is connected with that post."""
    settings.VNPOST = {
        "VNPOST_URL": post.url,
        "VNPOST_CUSTOMER_CODE": "MAU",
        "VNPOST_CUSTOMER_KEY": "mau",
        "VNPOST_SECRET_KEY": "khong-that",
    }
    return post


@pytest.fixture
def online(settings: Settings) -> Iterator[None]:
    """Money is taken by VNPAY, the Platform and transfers, in this order."""
    settings.VNPAY, settings.PLATFORM = providers.VNPAY, providers.PLATFORM
    settings.VIETQR = providers.VIETQR
    gateways.cache_clear()
    yield
    gateways.cache_clear()
