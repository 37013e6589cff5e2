"""One small write transaction, by which measurements are compared (demo only).

Milliseconds of a shared machine say little; milliseconds divided by this view's, in
the same process and the same minute, say how much work a page is. It asks for no
session and no person, so that it stays what it is when pages grow.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from services.dossiers.models import Subscription


@csrf_exempt
@login_not_required
@require_POST
def calibrate(_request: HttpRequest) -> HttpResponse:
    """Write one row and commit; exists in the demo alone."""
    if not settings.DEMO:
        raise Http404
    with transaction.atomic():
        row = Subscription.objects.filter(name="calibrator")
        if not row.update(position=F("position") + 1):
            Subscription.objects.create(name="calibrator")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
