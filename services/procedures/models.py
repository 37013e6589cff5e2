"""The catalogue: sectors, life events, procedures, their revisions and offerings."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.procedures.availability import highest_offered
from services.procedures.definition import ONLINE_FROM, Definition, Mode


class Fold(Func):
    """Lower case without diacritics, as `accounts.vietnamese.fold` does in Python."""

    function = "portal_fold"
    arity = 1
    output_field = models.TextField()


class SectorQuerySet(models.QuerySet["Sector"]):
    def in_order(self) -> Self:
        """Order by name as the alphabet goes, Đ beside D; bytes would put it last."""
        return self.order_by(Fold("name"), "name")


class Sector(models.Model):
    """A field of administration (lĩnh vực), as “Hộ tịch”."""

    key = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=200, unique=True)

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("lĩnh vực")
        verbose_name_plural = _("lĩnh vực")

    def __str__(self) -> str:
        return self.name


class LifeEvent(models.Model):
    """An event in a life or a business that leads people to procedures."""

    class Audience(models.TextChoices):
        CITIZEN = "citizen", _("Công dân")
        BUSINESS = "business", _("Doanh nghiệp")

    key = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    audience = models.CharField(_("dành cho"), max_length=10, choices=Audience)
    icon = models.CharField(_("biểu tượng"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("sự kiện")
        verbose_name_plural = _("sự kiện")

    def __str__(self) -> str:
        return self.name


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def published(self) -> Self:
        """Keep the procedures that people can read: those with a current revision."""
        return self.filter(current__isnull=False)


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính) of the national catalogue.

    The code is free text: the city's own procedures have codes of other shapes than
    the national `1.001193`.
    """

    code = models.CharField(_("mã thủ tục"), max_length=40, unique=True)
    name = models.CharField(_("tên thủ tục"), max_length=500)
    sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="procedures", verbose_name=_("lĩnh vực")
    )
    life_events = models.ManyToManyField(
        LifeEvent, related_name="procedures", blank=True, verbose_name=_("sự kiện")
    )
    keywords = models.TextField(_("từ khóa"), blank=True)
    is_common = models.BooleanField(_("thủ tục phổ biến"), default=False)
    is_eligible = models.BooleanField(
        _("đủ điều kiện trực tuyến mức 3, 4"), default=True
    )
    current = models.OneToOneField(
        "Revision",
        models.PROTECT,
        related_name="current_of",
        null=True,
        blank=True,
        verbose_name=_("bản đang dùng"),
    )
    folded = models.GeneratedField(
        expression=Fold(
            Concat(
                F("name"),
                Value(" "),
                F("keywords"),
                Value(" "),
                F("code"),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("thủ tục hành chính")
        verbose_name_plural = _("thủ tục hành chính")
        indexes = [
            GinIndex(SearchVector("folded", config="simple"), name="procedure_words"),
            GinIndex(
                fields=["folded"],
                opclasses=["gin_trgm_ops"],
                name="procedure_trigrams",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@lru_cache(maxsize=512)
def _published_definition(revision: int) -> Definition:
    """Read a published definition once per process: it can never change."""
    kept = Revision.objects.values_list("definition", flat=True).get(pk=revision)
    return Definition.model_validate(kept)


class Revision(models.Model):
    """One version of what a procedure asks; frozen once it is published.

    A dossier keeps the revision it was filed under for its whole life. The database
    refuses any change to a published row (trigger `revision_is_frozen`).
    """

    procedure = models.ForeignKey(
        Procedure,
        models.PROTECT,
        related_name="revisions",
        verbose_name=_("thủ tục"),
    )
    number = models.PositiveIntegerField(_("lần sửa"))
    definition = models.JSONField(_("nội dung"))
    decision = models.CharField(_("quyết định công bố"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("công bố lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("bản thủ tục")
        verbose_name_plural = _("bản thủ tục")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"],
                name="revision_number_is_unique",
                violation_error_message=_("Lần sửa này đã có."),
            ),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(published_at=None),
                name="one_draft_revision",
                violation_error_message=_("Thủ tục này đang có một bản nháp."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"

    def clean(self) -> None:
        """Refuse a definition that does not keep its promises."""
        try:
            Definition.model_validate(self.definition)
        except ValueError as problem:
            raise ValidationError({"definition": str(problem)}) from problem

    def read(self) -> Definition:
        """Return the typed definition; a published one is parsed once per process."""
        if self.published_at is None:
            return Definition.model_validate(self.definition)
        return _published_definition(self.pk)


class OfferingQuerySet(models.QuerySet["Offering"]):
    def valid_on(self, day: date) -> Self:
        """Keep the offerings in force on the day (local date)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def online(self) -> Self:
        """Keep the offerings that can be filed online: level 3 or 4 (NĐ 43/2011)."""
        return self.filter(level__gte=ONLINE_FROM)


class Offering(models.Model):
    """An agency provides a procedure at a service level, since a day."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="offerings", verbose_name=_("cơ quan")
    )
    procedure = models.ForeignKey(
        Procedure,
        models.PROTECT,
        related_name="offerings",
        verbose_name=_("thủ tục"),
    )
    level = models.PositiveSmallIntegerField(_("mức độ"))
    mode = models.CharField(
        _("hình thức"), max_length=12, choices=[(m.value, m.value) for m in Mode]
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        verbose_name = _("nơi thực hiện")
        verbose_name_plural = _("nơi thực hiện")
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=4),
                name="offering_level_is_1_to_4",
                violation_error_message=_("Mức độ dịch vụ là 1, 2, 3 hoặc 4."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="offering_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            ),
            models.UniqueConstraint(
                fields=["procedure", "agency", "valid_from"],
                name="one_offering_per_day",
                violation_error_message=_("Cơ quan đã cung cấp thủ tục từ ngày này."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} @ {self.agency_id}: {self.level}"

    def clean(self) -> None:
        """Refuse a level for which something is missing, and say what."""
        if self.procedure.current is None:
            raise ValidationError({"procedure": _("Thủ tục này chưa được công bố.")})
        definition = self.procedure.current.read()
        highest = highest_offered(
            definition, self.valid_from, online_payment=settings.ONLINE_PAYMENT
        )
        if self.level > highest.level:
            raise ValidationError(
                {
                    "level": _("Thủ tục này chỉ được đến mức độ %(level)d. %(missing)s")
                    % {"level": highest.level, "missing": highest.missing}
                }
            )


def definition_json(definition: Definition) -> dict[str, Any]:
    """Return the definition as the JSON that a revision keeps."""
    return definition.model_dump(mode="json", exclude_none=True)
