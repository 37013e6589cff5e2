"""The post that this portal is connected with, by its settings."""

from functools import cache

from django.conf import settings

from services.gateways.post.base import Post
from services.gateways.post.vnpost import VNPost


def post_office() -> Post | None:
    """Return the post; None where the settings name none."""
    return _vnpost(*settings.VNPOST.values()) if settings.VNPOST else None


@cache
def _vnpost(url: str, customer_code: str, customer_key: str, secret_key: str) -> VNPost:
    # One per process, because it keeps its token.
    return VNPost(
        url,
        customer_code=customer_code,
        customer_key=customer_key,
        secret_key=secret_key,
    )
