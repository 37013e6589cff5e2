"""Powers as code: what a role may do changes by a reviewed commit, never by a click."""

from collections.abc import Mapping
from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    SEE_DOSSIERS = auto()
    RECEIVE = auto()
    REFUSE = auto()
    COUNTER_INTAKE = auto()
    PROCESS = auto()
    DECIDE = auto()
    COLLECT_FEE = auto()
    APPROVE_REFUND = auto()
    RECONCILE = auto()
    HAND_OVER = auto()
    SEE_FIGURES = auto()
    CLOSE_FORMS = auto()
    KEEP_REGISTERS = auto()
    MANAGE_PROCEDURES = auto()
    MANAGE_POSTINGS = auto()


class Role(models.TextChoices):
    RECEPTIONIST = "receptionist", _("Cán bộ một cửa")
    OFFICER = "officer", _("Chuyên viên thụ lý")
    LEADER = "leader", _("Lãnh đạo")
    CLERK = "clerk", _("Văn thư")
    CASHIER = "cashier", _("Kế toán")
    AGENCY_ADMIN = "agency_admin", _("Quản trị đơn vị")
    SYSTEM_ADMIN = "system_admin", _("Quản trị hệ thống")
    AUDITOR = "auditor", _("Giám sát, thanh tra")


GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.RECEPTIONIST: frozenset(
        {
            Permission.SEE_DOSSIERS,
            Permission.RECEIVE,
            Permission.REFUSE,
            Permission.COUNTER_INTAKE,
            Permission.COLLECT_FEE,
            Permission.HAND_OVER,
        }
    ),
    Role.OFFICER: frozenset({Permission.SEE_DOSSIERS, Permission.PROCESS}),
    Role.LEADER: frozenset(
        {
            Permission.SEE_DOSSIERS,
            Permission.PROCESS,
            Permission.DECIDE,
            # The second pair of eyes: never of whoever collects and proposes.
            Permission.APPROVE_REFUND,
            Permission.RECONCILE,
            Permission.SEE_FIGURES,
            Permission.CLOSE_FORMS,
        }
    ),
    Role.CLERK: frozenset({Permission.SEE_DOSSIERS, Permission.HAND_OVER}),
    Role.CASHIER: frozenset(
        {Permission.SEE_DOSSIERS, Permission.COLLECT_FEE, Permission.RECONCILE}
    ),
    Role.AGENCY_ADMIN: frozenset(
        {
            Permission.SEE_FIGURES,
            Permission.CLOSE_FORMS,
            Permission.KEEP_REGISTERS,
            Permission.MANAGE_POSTINGS,
        }
    ),
    Role.SYSTEM_ADMIN: frozenset(
        {
            Permission.MANAGE_PROCEDURES,
            Permission.MANAGE_POSTINGS,
            Permission.KEEP_REGISTERS,
        }
    ),
    Role.AUDITOR: frozenset({Permission.SEE_DOSSIERS, Permission.SEE_FIGURES}),
}
"""What each role may do at the agency of its posting."""

REACHES_DOWN = frozenset({Role.AUDITOR, Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN})
"""Roles whose powers hold at every agency below that of their posting too."""
