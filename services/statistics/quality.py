"""Dossiers that distort figures: found from facts, each kind with who must mend it.

They are counted like all others until somebody mends them; this page says how many.
Tests and the parts of a bundle are no figures, so they distort none. No kind reads all
facts: the cost grows with what is wrong, and with how much is offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, Func, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.statistics.models import IMPLAUSIBLE, LATEST, Fact, Misplaced
from services.statistics.scope import Scope, facts_of


@dataclass(frozen=True, slots=True)
class Flaw:
    """A kind of distortion: what it is, what it does to figures, who mends it."""

    key: str
    name: Promise
    words: Promise
    mender: Promise


FLAWS: Mapping[str, Flaw] = {
    flaw.key: flaw
    for flaw in (
        Flaw(
            "level_2_online",
            _("Nộp trực tuyến thủ tục chưa tới mức độ 3"),
            _("Hồ sơ ghi là trực tuyến nhưng dịch vụ lúc tiếp nhận ở mức độ 1, 2."),
            _("Quản trị thủ tục của đơn vị: kiểm tra mức độ đang cung cấp."),
        ),
        Flaw(
            "no_acceptance",
            _("Đang xử lý mà không có ngày tiếp nhận"),
            _("Hồ sơ không vào số liệu nào, dù đã được xử lý."),
            _("Quản trị hệ thống: đối chiếu sự kiện của hồ sơ."),
        ),
        Flaw(
            "ended_before_accepted",
            _("Giải quyết trước ngày tiếp nhận"),
            _("Thời gian giải quyết ra số âm, làm sai trung bình."),
            _("Quản trị hệ thống: kiểm tra đồng hồ máy chủ và sự kiện."),
        ),
        Flaw(
            "in_the_future",
            _("Ngày ở tương lai"),
            _("Ngày nộp, tiếp nhận hoặc giải quyết sau hôm nay."),
            _("Quản trị hệ thống: kiểm tra đồng hồ máy chủ."),
        ),
        Flaw(
            "agency_not_there",
            _("Cơ quan không còn hoặc chưa có vào ngày tiếp nhận"),
            _("Hồ sơ tính cho cơ quan ngoài thời gian hoạt động của cơ quan ấy."),
            _("Quản trị đơn vị: kiểm tra ngày hiệu lực và đơn vị kế thừa."),
        ),
        Flaw(
            "not_offered",
            _("Thủ tục không được cung cấp tại cơ quan vào ngày tiếp nhận"),
            _("Không có bản ghi cung cấp nào phủ ngày tiếp nhận."),
            _("Quản trị thủ tục của đơn vị: bổ sung thời gian cung cấp."),
        ),
        Flaw(
            "accepted_before_filed",
            _("Tiếp nhận trước ngày nộp"),
            _("Nhịp nộp hồ sơ và hạn tám giờ tính sai."),
            _("Quản trị hệ thống: kiểm tra đồng hồ máy chủ và sự kiện."),
        ),
    )
}


def flawed(scope: Scope, key: str, *, today: date) -> QuerySet[Fact]:
    """Return the facts of the scope's offices with the flaw, whatever the period.

    KeyError for what is no flaw.
    """
    facts = _counted(scope)
    if key in IMPLAUSIBLE:
        return facts.filter(IMPLAUSIBLE[key], is_implausible=True)
    if key == "in_the_future":
        return facts.alias(latest=LATEST).filter(latest__gt=today)
    keys = ArraySubquery(_misplaced(scope, Misplaced.Kind(key)))
    return facts.filter(_IsAmong("pk", keys))


class _IsAmong(Func):
    """Say whether a key is in an array: that is read first, and then only its rows."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = BooleanField()


def _counted(scope: Scope) -> QuerySet[Fact]:
    return facts_of(scope).filter(is_test=False, root=None)


def _misplaced(scope: Scope, kind: Misplaced.Kind) -> QuerySet[Misplaced, Any]:
    places = scope.agency.tree() if scope.agency else Q()
    return Misplaced.objects.filter(places, kind=kind).values("fact")


def counts(scope: Scope, *, today: date) -> list[tuple[Flaw, int]]:
    """Return how many facts have each flaw."""
    odd = _counted(scope).filter(is_implausible=True)
    found = odd.aggregate(
        **{key: Count("pk", filter=each) for key, each in IMPLAUSIBLE.items()}
    )
    for key in FLAWS.keys() - IMPLAUSIBLE.keys():
        found[key] = flawed(scope, key, today=today).count()
    return [(flaw, found[key]) for key, flaw in FLAWS.items()]
