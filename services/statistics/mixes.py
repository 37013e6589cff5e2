"""Lists behind numbers that several figures make up, each dossier once."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.procedures.definition import ONLINE_FROM

EVERY = Q()


@dataclass(frozen=True, slots=True)
class Mix:
    """Facts that one of some figures counts: keys of `predicates.FLOWS` and `STOCKS`.

    `flows` count in the period, `at_end` on its last day, `before` on the day before
    the first; `where` narrows all of them.
    """

    name: Promise
    words: Promise
    flows: tuple[str, ...] = ()
    at_end: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    where: Q = EVERY


FROM_LEVEL_3 = Q(level__gte=ONLINE_FROM)

MIXES: Mapping[str, Mix] = {
    "carried_over": Mix(
        _("Từ kỳ trước chuyển sang"),
        _("Hồ sơ đang giải quyết vào cuối ngày trước ngày đầu kỳ."),
        before=("in_hand",),
    ),
    "received": Mix(
        _("Tiếp nhận và từ kỳ trước chuyển sang"),
        _("Hồ sơ từ kỳ trước chuyển sang và hồ sơ tiếp nhận trong kỳ."),
        ("accepted",),
        before=("in_hand",),
    ),
    "eligible": Mix(
        _("Tiếp nhận ở mức độ 3, 4"),
        _("Hồ sơ tiếp nhận trong kỳ của dịch vụ mức độ 3, 4, mọi kênh."),
        ("accepted",),
        where=FROM_LEVEL_3,
    ),
    "eligible_online": Mix(
        _("Nộp trực tuyến ở mức độ 3, 4"),
        _("Hồ sơ tiếp nhận trong kỳ của dịch vụ mức độ 3, 4 mà nộp qua mạng."),
        ("online",),
        where=FROM_LEVEL_3,
    ),
    "in_time": Mix(
        _("Giải quyết trước hạn, đúng hạn"),
        _("Hồ sơ giải quyết trong kỳ trước hoặc đúng ngày hẹn trả."),
        ("early", "on_time"),
    ),
    "handled": Mix(
        _("Đã và đang giải quyết"),
        _("Hồ sơ giải quyết trong kỳ hoặc đang giải quyết cuối kỳ."),
        ("resolved",),
        ("in_hand",),
    ),
    "handled_in_time": Mix(
        _("Đã và đang giải quyết, trong hạn"),
        _("Hồ sơ giải quyết trước hạn, đúng hạn hoặc đang giải quyết trong hạn."),
        ("early", "on_time"),
        ("in_hand_in_time",),
    ),
}
"""By key, for addresses of lists."""
