"""The leaders' board: the figures of their tree, every number with its list."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from services.desk import narrowing
from services.desk.access import OfficerRequest, only_with
from services.desk.handing import handed_out
from services.statistics.board import Board
from services.statistics.board import board as board_of
from services.statistics.dimensions import told
from services.statistics.freshness import freshness
from services.statistics.predicates import NAMED
from services.statistics.showing import shown

LISTS = (
    *("accepted", "online", "eligible", "eligible_online", "assisted"),
    *("resolved", "in_time", "early", "on_time", "in_hand", "in_hand_late", "paused"),
)
"""What the tiles at the top count."""
NAMES = ("ky", "tu", "den", "co-quan", "linh_vuc", "muc_do", "hinh_thuc", "cap")


@only_with(Permission.SEE_FIGURES)
@require_safe
def board(request: OfficerRequest) -> HttpResponse:
    """Show the board of one of the person's agencies with all below it."""
    today = timezone.localdate()
    asked = _asked(request)
    period, problem = narrowing.period_in(asked, today)
    fields = narrowing.period_fields(asked, today, period)
    if problem:
        asked = narrowing.without_period(asked)
    scope = narrowing.scope_in(asked, request.user, today)
    mine = board_of(scope)
    numbers = _numbers(mine)

    def narrowed(row: Mapping[str, str]) -> dict[str, str]:
        return narrowing.narrowed(asked, row, scope.first, scope.last)

    def narrow(row: Mapping[str, str]) -> str:
        return f"?{urlencode(narrowed(row))}"

    def listed(key: str, row: Mapping[str, str]) -> str:
        return f"{reverse('desk:facts')}?{urlencode({**narrowed(row), 'so_lieu': key})}"

    context = {
        "tabs": narrowing.TABS,
        "problem": problem,
        "scope": scope,
        "about": told(scope),
        "agencies": narrowing.agencies_of(request.user),
        "board": mine,
        "in_time": mine.in_time,
        "exhibits": shown(mine.exhibits, narrow=narrow, listed=listed),
        "lists": [(NAMED[key], numbers[key], listed(key, {})) for key in LISTS],
        "query": urlencode(asked),
        **fields,
        **freshness(),
    }
    return render(request, "desk/board.html", context)


def _numbers(mine: Board) -> dict[str, int]:
    """Return the numbers of the tiles by the keys of their lists."""
    return {
        **mine.total,
        **mine.in_hand,
        "in_time": mine.in_time.online,
        "eligible": mine.share_of_offered.total,
        "eligible_online": mine.share_of_offered.online,
    }


def _asked(request: OfficerRequest) -> dict[str, str]:
    return narrowing.asked_in(request.GET.dict(), NAMES)


@only_with(Permission.SEE_FIGURES)
@require_safe
def board_file(request: OfficerRequest, key: str, kind: str) -> HttpResponse:
    """Hand out an exhibit as CSV or SVG."""
    today = timezone.localdate()
    scope = narrowing.scope_in(_asked(request), request.user, today)
    return handed_out(board_of(scope).exhibits, key, kind)
