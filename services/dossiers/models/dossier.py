"""A dossier (hồ sơ) and its append-only, hash-chained events."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from accounts.permissions import Role
from accounts.sealing import seal_json, unseal_json
from accounts.vietnamese import fold
from services.dossiers import chain, states
from services.dossiers.bill import FeeLine
from services.dossiers.models import invariants
from services.dossiers.states import Act, State
from services.procedures.definition import (
    Applicant,
    Channel,
    Definition,
    Mode,
    PaymentMoment,
    RouteStep,
)
from services.procedures.models import Revision

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def _codes(choices: type[Channel] | type[Mode] | type[Applicant]) -> list[Any]:
    return [(each.value, each.value) for each in choices]


class DossierQuerySet(models.QuerySet["Dossier"]):
    def filed_by(self, citizen: User) -> Self:
        """Keep what the person files or filed for themselves, drafts included."""
        return self.filter(applicant=citizen)

    def drafts(self) -> Self:
        return self.filter(state=State.DRAFT)

    def submitted(self) -> Self:
        """Leave out drafts, which nobody but their writer may see."""
        return self.exclude(state=State.DRAFT)

    def at_agencies(self, agencies: models.QuerySet[Agency]) -> Self:
        """Keep the dossiers that the agencies handle, drafts left out."""
        return self.submitted().filter(agency__in=agencies)


class Dossier(models.Model):
    """One filing, from its draft to its result.

    `move()` alone assigns the state and writes the event in the same breath. What
    the figures are made of (channel, level, mode, agency, revision, case …) is frozen
    at acceptance; it is never recomputed from today's catalogue.
    """

    public_id = models.UUIDField(
        _("mã ngẫu nhiên"), default=uuid.uuid4, unique=True, editable=False
    )
    code = models.CharField(
        _("mã hồ sơ"), max_length=60, unique=True, null=True, blank=True
    )
    state = models.PositiveSmallIntegerField(
        _("trạng thái"), choices=State, default=State.DRAFT, db_default=State.DRAFT
    )
    version = models.PositiveIntegerField(_("phiên bản"), default=0, db_default=0)

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="dossiers", verbose_name=_("bản thủ tục")
    )
    case = models.CharField(_("trường hợp"), max_length=63)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="dossiers", verbose_name=_("cơ quan")
    )
    root = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="bundle",
        null=True,
        blank=True,
        verbose_name=_("hồ sơ gốc"),
    )

    applicant = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="dossiers",
        null=True,
        blank=True,
        verbose_name=_("người nộp"),
    )
    applicant_name = models.CharField(_("họ tên"), max_length=120)
    applicant_folded = models.CharField(max_length=120, editable=False)
    applicant_kind = models.CharField(
        _("đối tượng"),
        max_length=12,
        choices=_codes(Applicant),
        default=Applicant.CITIZEN,
    )
    number_index = models.BinaryField(null=True, blank=True, editable=False)
    sealed_contact = models.BinaryField(default=b"", editable=False)
    sealed_answers = models.BinaryField(default=b"", editable=False)

    channel = models.CharField(_("kênh"), max_length=8, choices=_codes(Channel))
    is_assisted = models.BooleanField(_("có hỗ trợ tại quầy"), default=False)
    level = models.PositiveSmallIntegerField(_("mức độ"), null=True, blank=True)
    mode = models.CharField(
        _("hình thức"), max_length=12, choices=_codes(Mode), blank=True
    )
    is_test = models.BooleanField(_("hồ sơ thử"), default=False)
    is_invented = models.BooleanField(_("số liệu mô phỏng"), default=False)

    created_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người lập"),
    )
    created_at = models.DateTimeField(_("lập lúc"))
    saved_at = models.DateTimeField(_("lưu lúc"))
    submitted_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)
    intake_due_at = models.DateTimeField(_("hạn tiếp nhận"), null=True, blank=True)
    expected_at = models.DateTimeField(_("dự kiến trả"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("tiếp nhận lúc"), null=True, blank=True)
    promised_at = models.DateTimeField(_("hẹn trả"), null=True, blank=True)
    due_at = models.DateTimeField(_("hạn hiện tại"), null=True, blank=True)
    paused_at = models.DateTimeField(_("tạm dừng từ"), null=True, blank=True)
    decided_at = models.DateTimeField(_("xử lý xong lúc"), null=True, blank=True)
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)

    step = models.CharField(_("bước"), max_length=63, blank=True)
    step_role = models.CharField(
        _("vai trò của bước"),
        max_length=14,
        choices=Role,
        default="",
        db_default="",
        blank=True,
    )
    step_entered_at = models.DateTimeField(_("vào bước lúc"), null=True, blank=True)

    fee_lines = models.JSONField(_("các khoản phí, lệ phí"), default=list)
    fee_due = models.BigIntegerField(_("phí, lệ phí (đồng)"), default=0)
    fee_collected = models.BigIntegerField(_("đã thu (đồng)"), default=0)

    events_count = models.PositiveIntegerField(default=0)
    last_hash = models.BinaryField(default=chain.GENESIS, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        constraints = invariants.CONSTRAINTS
        indexes = invariants.INDEXES

    def __str__(self) -> str:
        return self.code or str(self.public_id)

    def save(self, **kwargs: Any) -> None:
        """Keep the folded name, which offices search by, equal to the name."""
        self.fold_name()
        super().save(**kwargs)

    def fold_name(self) -> None:
        """Bring the folded name in step with the name, in memory."""
        self.applicant_folded = fold(self.applicant_name)

    # What it says

    @property
    def definition(self) -> Definition:
        """The definition it was filed under; parsed once per process."""
        return self.revision.read()

    @property
    def answers(self) -> dict[str, Any]:
        """The answers in clear; empty before the first page was saved."""
        if not self.sealed_answers:
            return {}
        return dict(unseal_json(bytes(self.sealed_answers), context=self._seal("a")))

    def write_answers(self, answers: Mapping[str, Any]) -> None:
        """Seal the answers on the row; the caller saves it."""
        self.sealed_answers = seal_json(dict(answers), context=self._seal("a"))

    @property
    def contact(self) -> dict[str, str]:
        """Where the applicant is reached: email, phone, number; sealed at rest."""
        if not self.sealed_contact:
            return {}
        return dict(unseal_json(bytes(self.sealed_contact), context=self._seal("c")))

    def write_contact(self, contact: Mapping[str, str]) -> None:
        """Seal the contact on the row; the caller saves it."""
        self.sealed_contact = seal_json(dict(contact), context=self._seal("c"))

    def _seal(self, field: str) -> str:
        return f"dossiers_dossier|{self.public_id}|{field}"

    @property
    def facts(self) -> dict[str, str]:
        """The three facts that conditions may speak of beside the answers."""
        return {
            "$case": self.case,
            "$channel": self.channel,
            "$applicant": self.applicant_kind,
        }

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_final(self) -> bool:
        return self.state in states.FINAL

    @property
    def route_step(self) -> RouteStep | None:
        """The step of its route where it stands, None outside “Đang xử lý”."""
        if not self.step:
            return None
        steps = self.definition.route
        return next((step for step in steps if step.key == self.step), None)

    # What it costs

    @property
    def fee_owed(self) -> int:
        """VND still to be paid; nothing where more was paid than is due."""
        return max(0, self.fee_due - self.fee_collected)

    @property
    def waits_for_fee(self) -> bool:
        """Say whether it must be paid before the office receives it (thu trước)."""
        return (
            self.state == State.SUBMITTED
            and self.fee_owed > 0
            and self.definition.payment is PaymentMoment.BEFORE
        )

    def write_bill(self, lines: Sequence[FeeLine]) -> None:
        """Freeze what is due, line by line, on the row; the caller saves it."""
        self.fee_lines = [asdict(line) for line in lines]
        self.fee_due = sum(line.amount for line in lines)

    @property
    def bill(self) -> tuple[FeeLine, ...]:
        """The lines that make up what is due, in whole VND."""
        return tuple(FeeLine(**line) for line in self.fee_lines)

    # How it moves

    def allows(self, act: Act) -> bool:
        """Say whether the act is possible in its state, whoever asks."""
        return State(self.state) in states.MOVES[act].sources

    def move(
        self,
        act: Act,
        *,
        by: User | None,
        at: datetime,
        note: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Event:
        """Assign the state that the act leads to and write its event; the one door.

        Raises ValueError where MOVES forbids it. The row must be locked by the
        caller, so that numbers and hashes of events follow one another.
        """
        event = self.advance(act, by=by, at=at, note=note, data=data)
        self.save()
        event.dossier = self
        event.save()
        return event

    def advance(
        self,
        act: Act,
        *,
        by: User | None,
        at: datetime,
        note: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> Event:
        """Do in memory what `move` writes, for those who write many rows at once."""
        before = State(self.state)
        self.state = states.after(act, before)
        self.version += 1
        self.events_count += 1
        # Whose turn it is, so that each role finds its own dossiers by an index.
        self.step_role = step.role if (step := self.route_step) else ""
        if self.state in states.FINAL - {before}:
            self.ended_at = at
        if self.state not in states.PAUSED:
            self.paused_at = None
        event = Event(
            dossier=self,
            seq=self.events_count,
            act=act,
            from_state=before,
            to_state=self.state,
            at=at,
            by=by,
            note=note,
            data=dict(data or {}),
            previous_hash=bytes(self.last_hash),
        )
        event.hash = chain.digest(bytes(event.previous_hash), event.record())
        self.last_hash = event.hash
        return event


class Event(models.Model):
    """What happened: one act on one dossier; the rows are the house's outbox.

    The database refuses to change or delete it (trigger `event_is_append_only`).
    `position` alone is filled in later, once: the order in which subscribers read
    committed events, without a gap (see services.dossiers.feed).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField(_("thứ tự"))
    act = models.CharField(_("thao tác"), max_length=20, choices=Act)
    from_state = models.PositiveSmallIntegerField(_("từ trạng thái"), choices=State)
    to_state = models.PositiveSmallIntegerField(_("đến trạng thái"), choices=State)
    at = models.DateTimeField(_("lúc"))
    by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("người thực hiện"),
    )
    note = models.TextField(_("ghi chú"), blank=True)
    data = models.JSONField(_("dữ liệu"), default=dict)
    previous_hash = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)
    position = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("sự kiện hồ sơ")
        verbose_name_plural = _("sự kiện hồ sơ")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "seq"],
                name="event_number_is_unique",
                violation_error_message=_("Sự kiện này đã được ghi."),
            ),
            models.UniqueConstraint(
                fields=["position"],
                name="event_position_is_unique",
                violation_error_message=_("Vị trí này đã có sự kiện."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(position=None),
                name="event_unsequenced",
            ),
            models.Index(
                fields=["by", "at"],
                condition=Q(by__isnull=False),
                name="event_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.seq} {self.act}"

    def record(self) -> chain.Record:
        """Return the part that the hash covers; reads dossier and actor."""
        return chain.Record(
            dossier=self.dossier.public_id,
            seq=self.seq,
            act=str(self.act),
            from_state=int(self.from_state),
            to_state=int(self.to_state),
            at=self.at,
            by=self.by.public_id if self.by else None,
            note=self.note,
            data=self.data,
        )
