"""What always holds for a dossier's row, and the indexes its lists are read by."""

from typing import Final

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.dossiers import states
from services.dossiers.states import State
from services.procedures.definition import Channel

CONSTRAINTS: Final[list[models.BaseConstraint]] = [
    models.CheckConstraint(
        condition=Q(state=State.DRAFT, submitted_at=None, code=None)
        | ~Q(state=State.DRAFT) & Q(submitted_at__isnull=False, code__isnull=False),
        name="dossier_submitted_iff_not_draft",
        violation_error_message=_("Hồ sơ đã nộp phải có mã và thời điểm nộp."),
    ),
    models.CheckConstraint(
        condition=Q(accepted_at=None, level=None, promised_at=None, mode="")
        | Q(
            accepted_at__isnull=False,
            level__isnull=False,
            promised_at__isnull=False,
            due_at__isnull=False,
        )
        & ~Q(mode=""),
        name="dossier_facts_frozen_iff_accepted",
        violation_error_message=_("Hồ sơ đã tiếp nhận phải có mức độ và ngày hẹn trả."),
    ),
    models.CheckConstraint(
        condition=~Q(state__in=states.ACCEPTED_ALWAYS) | Q(accepted_at__isnull=False),
        name="dossier_accepted_before_processing",
        violation_error_message=_("Hồ sơ chưa được tiếp nhận."),
    ),
    models.CheckConstraint(
        condition=Q(state__in=states.PAUSED, paused_at__isnull=False)
        | ~Q(state__in=states.PAUSED) & Q(paused_at=None),
        name="dossier_paused_iff_waiting",
        violation_error_message=_(
            "Chỉ hồ sơ chờ bổ sung hoặc chờ nộp tiền mới tạm dừng."
        ),
    ),
    models.CheckConstraint(
        condition=Q(state__in=states.RESOLVED, decided_at__isnull=False)
        | ~Q(state__in=states.RESOLVED) & Q(decided_at=None),
        name="dossier_decided_iff_resolved",
        violation_error_message=_("Hồ sơ xử lý xong phải có thời điểm."),
    ),
    models.CheckConstraint(
        condition=Q(state__in=states.FINAL, ended_at__isnull=False)
        | ~Q(state__in=states.FINAL) & Q(ended_at=None),
        name="dossier_ended_iff_final",
        violation_error_message=_("Hồ sơ kết thúc phải có thời điểm."),
    ),
    models.CheckConstraint(
        condition=Q(is_assisted=False)
        | Q(channel=Channel.ONLINE.value, applicant=None),
        name="dossier_assisted_is_online_at_the_counter",
        violation_error_message=_(
            "Chỉ hồ sơ trực tuyến do cán bộ làm giúp mới là có hỗ trợ."
        ),
    ),
    models.CheckConstraint(
        condition=Q(fee_due__gte=0, fee_collected__gte=0),
        name="dossier_money_is_not_negative",
        violation_error_message=_("Số tiền không được âm."),
    ),
]

INDEXES: Final[list[models.Index]] = [
    # The desk's queues: each state of an agency, by what is due first.
    models.Index(
        F("agency"),
        F("state"),
        F("due_at"),
        F("id"),
        condition=Q(state__in=[*states.RUNNING, *states.PAUSED]),
        name="dossier_queue_due",
    ),
    models.Index(
        F("agency"),
        F("state"),
        F("submitted_at"),
        F("id"),
        condition=~Q(state=State.DRAFT),
        name="dossier_queue_filed",
    ),
    # Whose turn it is inside “Đang xử lý”.
    models.Index(
        F("agency"),
        F("step_role"),
        F("due_at"),
        F("id"),
        condition=Q(state=State.IN_PROGRESS),
        name="dossier_queue_step",
    ),
    # What has ended, newest first: of one agency, and of the whole city.
    models.Index(
        F("agency"),
        F("ended_at").desc(),
        F("id").desc(),
        condition=Q(state__in=sorted(states.FINAL)),
        name="dossier_ended",
    ),
    models.Index(
        F("ended_at").desc(),
        F("id").desc(),
        condition=Q(state__in=sorted(states.FINAL)),
        name="dossier_ended_anywhere",
    ),
    # Offices search by a part of the name, with or without diacritics.
    GinIndex(
        fields=["applicant_folded"],
        opclasses=["gin_trgm_ops"],
        condition=~Q(state=State.DRAFT),
        name="dossier_name_trigrams",
    ),
    models.Index(F("applicant"), F("id").desc(), name="dossier_of_applicant"),
    models.Index(
        F("number_index"),
        condition=Q(number_index__isnull=False),
        name="dossier_by_number",
    ),
    models.Index(
        F("saved_at"),
        condition=Q(state=State.DRAFT),
        name="dossier_draft_age",
    ),
]
