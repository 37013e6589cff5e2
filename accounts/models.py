"""People and offices: who signs in, who they are, where they work."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.numbers import mask_number
from accounts.permissions import GRANTS, REACHES_DOWN, Permission, Role
from accounts.sealing import blind_index, seal_json, unseal_json
from accounts.vietnamese import fold, nfc


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        *,
        full_name: str,
        email: str | None = None,
        phone: str | None = None,
        password: str | None = None,
    ) -> User:
        """Create a person who signs in with e-mail or phone (E.164)."""
        user = User(full_name=full_name, email=email or None)
        user.set_phone(phone)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by e-mail, as log-in does."""
        return self.get(email__iexact=username)

    def with_phone(self, phone: str) -> models.QuerySet[User]:
        """Return who has the phone (E.164), nobody or one."""
        return self.filter(phone_index=blind_index(phone, purpose="phone"))


class User(AbstractBaseUser):
    """A person with an account: citizen, official, or both.

    E-mail stays readable because mail is sent to it; the phone is sealed and found by
    its blind index. Powers come from postings alone, never from flags.
    """

    public_id = models.UUIDField(
        _("mã ngẫu nhiên"), default=uuid.uuid4, unique=True, editable=False
    )
    full_name = models.CharField(_("họ và tên"), max_length=120)
    folded_name = models.CharField(max_length=120, editable=False)
    email = models.EmailField(_("thư điện tử"), unique=True, null=True, blank=True)
    sealed_phone = models.BinaryField(null=True, blank=True, editable=False)
    phone_index = models.BinaryField(null=True, blank=True, editable=False)
    is_phone_verified = models.BooleanField(_("điện thoại đã xác minh"), default=False)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    created_at = models.DateTimeField(_("tạo lúc"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="email_is_unique",
                violation_error_message=_("Thư điện tử này đã có tài khoản."),
            ),
            models.UniqueConstraint(
                fields=["phone_index"],
                name="phone_is_unique",
                violation_error_message=_("Số điện thoại này đã có tài khoản."),
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone_index__isnull=False),
                name="user_can_be_reached",
                violation_error_message=_("Cần thư điện tử hoặc số điện thoại."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, **kwargs: Any) -> None:
        """Keep the name composed, and its folded form equal to it."""
        self.full_name = nfc(self.full_name)
        self.folded_name = fold(self.full_name)
        super().save(**kwargs)

    @property
    def phone(self) -> str | None:
        """The phone as E.164, None if there is none."""
        if self.sealed_phone is None:
            return None
        return str(unseal_json(bytes(self.sealed_phone), context=self._phone_context))

    def set_phone(self, phone: str | None) -> None:
        """Seal the phone (E.164) on the row; the caller saves it."""
        self.is_phone_verified = False
        self.sealed_phone = self.phone_index = None
        if phone:
            self.sealed_phone = seal_json(phone, context=self._phone_context)
            self.phone_index = blind_index(phone, purpose="phone")

    @property
    def _phone_context(self) -> str:
        return f"accounts_user|{self.public_id}|phone"

    @cached_property
    def postings_today(self) -> list[Posting]:
        """The person's valid postings with their agencies; asked once per object."""
        return list(
            self.postings.valid_on(timezone.localdate()).select_related("agency")
        )

    @property
    def is_official(self) -> bool:
        """Say whether the person works at an office today."""
        known = self.__dict__.get("holds_posting")  # accounts.backends asks for it
        return bool(self.postings_today) if known is None else bool(known)

    def has_permission(self, permission: Permission, agency: Agency) -> bool:
        """Say whether a valid posting gives the power at the agency."""
        return self.is_active and any(
            posting.gives(permission, agency) for posting in self.postings_today
        )

    def agencies_with(self, permission: Permission) -> AgencyQuerySet:
        """Return the agencies at which the person holds the power."""
        here = [p for p in self.postings_today if permission in GRANTS[Role(p.role)]]
        if not (self.is_active and here):
            return Agency.objects.none()
        reach = Q(pk__in=[p.agency_id for p in here])
        for posting in here:
            if posting.role in REACHES_DOWN:
                reach |= Q(path__startswith=f"{posting.agency.path}.")
        return Agency.objects.filter(reach)


class Identity(models.Model):
    """A number that the state gave the person; sealed, found by its blind index.

    `is_counted` belongs to the figures: whether they have read that it was verified.
    """

    class Kind(models.TextChoices):
        CITIZEN_NUMBER = "citizen_number", _("Số định danh cá nhân")
        OLD_ID = "old_id", _("Chứng minh nhân dân")
        PASSPORT = "passport", _("Hộ chiếu")

    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=14, choices=Kind)
    sealed_number = models.BinaryField(editable=False)
    number_index = models.BinaryField(editable=False)
    verified_at = models.DateTimeField(_("xác minh lúc"), null=True, blank=True)
    is_counted = models.BooleanField(
        _("đã vào số liệu"), default=False, db_default=False
    )

    class Meta:
        verbose_name = _("giấy tờ tùy thân")
        verbose_name_plural = _("giấy tờ tùy thân")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "number_index"],
                name="identity_is_unique",
                violation_error_message=_("Số giấy tờ này đã thuộc một tài khoản."),
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(is_counted=False, verified_at__isnull=False),
                name="identity_uncounted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {mask_number(self.number)}"

    @property
    def number(self) -> str:
        """The number in clear; show it masked."""
        return str(unseal_json(bytes(self.sealed_number), context=self._context))

    def set_number(self, number: str) -> None:
        """Seal the number on the row; the caller saves it."""
        self.sealed_number = seal_json(number, context=self._context)
        purpose = self.kind.replace("_", "-")
        self.number_index = blind_index(number, purpose=purpose)

    @property
    def _context(self) -> str:
        return f"accounts_identity|{self.public_id}|number"


class AgencyQuerySet(models.QuerySet["Agency"]):
    def valid_on(self, day: date) -> Self:
        """Keep the agencies that exist on the day (local date)."""
        return self.valid_within(day, day)

    def valid_within(self, first: date, last: date) -> Self:
        """Keep the agencies that exist on at least one of the days (local dates)."""
        lasting = Q(valid_to=None) | Q(valid_to__gte=first)
        return self.filter(lasting, valid_from__lte=last)


class Agency(models.Model):
    """A body that receives and decides dossiers, while its dates last.

    Identifiers follow QĐ 20/2020/QĐ-TTg: `H29` is the city, lower levels are appended
    with dots. Merged agencies keep their row and name their successors, so dossiers
    and figures keep the agency of their time.
    """

    class Level(models.TextChoices):
        CITY = "city", _("Cấp tỉnh")
        DEPARTMENT = "department", _("Cấp sở")
        DISTRICT = "district", _("Cấp huyện")
        COMMUNE = "commune", _("Cấp xã")

    identifier = models.CharField(_("mã định danh"), max_length=35, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    folded_name = models.CharField(max_length=200, editable=False)
    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("cơ quan cấp trên"),
    )
    path = models.CharField(_("đường dẫn"), max_length=200, editable=False)
    division = models.CharField(_("mã địa giới"), max_length=5, blank=True)
    opening_hours = models.CharField(
        _("lịch làm việc"), max_length=40, default="default"
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors", blank=True
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan")
        verbose_name_plural = _("cơ quan")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="agency_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            )
        ]
        indexes: ClassVar = [
            # Subtrees are found by prefix.
            models.Index(
                fields=["path"], name="agency_path", opclasses=["varchar_pattern_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.name

    def tree(self, prefix: str = "") -> Q:
        """Return the condition for it and all below it; `prefix` leads to agencies."""
        itself, below = Q((f"{prefix}path", self.path)), f"{self.path}."
        return itself | Q((f"{prefix}path__startswith", below))

    def is_under(self, other: Agency) -> bool:
        """Say whether the agency is the other one or below it."""
        return f"{self.path}.".startswith(f"{other.path}.")


class PostingQuerySet(models.QuerySet["Posting"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Posting(models.Model):
    """A role that a person holds at an agency, while its dates last."""

    user = models.ForeignKey(User, models.CASCADE, related_name="postings")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="postings")
    role = models.CharField(_("vai trò"), max_length=14, choices=Role)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("vị trí công tác")
        verbose_name_plural = _("vị trí công tác")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "agency", "role", "valid_from"],
                name="posting_is_given_once",
                violation_error_message=_("Vị trí này đã được giao."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="posting_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.agency_id}"

    def gives(self, permission: Permission, agency: Agency) -> bool:
        """Say whether the posting gives the power at the agency (dates aside)."""
        role = Role(self.role)
        if permission not in GRANTS[role]:
            return False
        if role in REACHES_DOWN:
            return agency.is_under(self.agency)
        return agency.pk == self.agency_id
