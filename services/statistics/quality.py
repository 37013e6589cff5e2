"""Dossiers that distort figures: found from facts, each kind with who must mend it.

They are counted like all others until somebody mends them; this page says how many.
Tests and the parts of a bundle are no figures, so they distort none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.dossiers.states import ACCEPTED_ALWAYS
from services.procedures.definition import Channel
from services.procedures.models import Offering
from services.statistics.models import Fact
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
    facts = facts_of(scope).filter(is_test=False, root=None)
    if key == "not_offered":
        return _not_offered(facts)
    return facts.filter(_conditions(today)[key])


def _conditions(today: date) -> dict[str, Q]:
    accepted = Q(accepted_date__isnull=False)
    return {
        "level_2_online": Q(channel=Channel.ONLINE, level__lt=3),
        "no_acceptance": Q(accepted_date=None, state__in=sorted(ACCEPTED_ALWAYS)),
        "ended_before_accepted": Q(resolved_date__lt=F("accepted_date")),
        "in_the_future": Q(submitted_date__gt=today)
        | Q(accepted_date__gt=today)
        | Q(resolved_date__gt=today),
        "agency_not_there": accepted
        & (
            Q(agency__valid_from__gt=F("accepted_date"))
            | Q(agency__valid_to__lt=F("accepted_date"))
        ),
        "accepted_before_filed": Q(accepted_date__lt=F("submitted_date")),
    }


def _not_offered(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    day = OuterRef("accepted_date")
    covering = Offering.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        agency=OuterRef("agency"),
        procedure=OuterRef("procedure"),
        valid_from__lte=day,
    )
    return facts.filter(~Exists(covering), accepted_date__isnull=False)


def counts(scope: Scope, *, today: date) -> list[tuple[Flaw, int]]:
    """Return how many facts have each flaw."""
    return [
        (flaw, flawed(scope, key, today=today).count()) for key, flaw in FLAWS.items()
    ]
