"""Pages for machines: they are known by a signature, never by a cookie.

VNPAY's protocol tells of money by GET. That is the one exception to "nothing changes
by GET": the signature stands in the address, and telling twice changes nothing.
"""

import json
from collections.abc import Callable, Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.addresses import ip_of
from services.api.notices import Notice, answer_to
from services.payments.gateways import notifying
from services.payments.gateways.platform import CONFIRM, HASH
from services.payments.models import Means

LARGEST = 64 * 1024


@login_not_required
@never_cache
@require_GET
def vnpay_ipn(request: HttpRequest) -> JsonResponse:
    """Take VNPAY's IPN in; it repeats itself until it is answered 00 or 02."""
    return _take(
        request, Means.VNPAY, request.GET.dict(), lambda k: k.startswith("vnp_")
    )


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def platform_confirm(request: HttpRequest) -> JsonResponse:
    """Take the national Platform's CONFIRM in, from JSON or from a form."""
    return _take(
        request,
        Means.PLATFORM,
        _sent(request),
        frozenset({*CONFIRM, HASH}).__contains__,
    )


def _sent(request: HttpRequest) -> Mapping[str, object]:
    """Return the fields; what is none of our protocol's has none."""
    if request.content_type != "application/json":
        return request.POST.dict()
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return {}
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _take(
    request: HttpRequest,
    means: Means,
    message: Mapping[str, object],
    is_kept: Callable[[str], bool],
) -> JsonResponse:
    gateway = notifying(means)
    if gateway is None:
        raise Http404
    notice = Notice(means, message, ip_of(request), is_kept)
    return JsonResponse(dict(answer_to(notice, gateway, at=timezone.now())))
