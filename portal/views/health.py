"""Health for load balancers: alive (this process answers), ready (so do its engines).

Nobody's data is in the answers; what is wrong stands in the log.
"""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers; it asks nothing of anybody."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """Say whether database and cache answer: 200, or 503 naming which does not."""
    answers = {"database": _database_answers(), "cache": _cache_answers()}
    is_ready = all(answers.values())
    body = {"status": "ok" if is_ready else "unavailable", **answers}
    return JsonResponse(body, status=200 if is_ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("the database does not answer")
        return False
    return True


def _cache_answers() -> bool:
    try:
        cache.get("health")
    except (RedisError, OSError):
        logger.exception("the cache does not answer")
        return False
    return True
