"""The registers as pages show them: their names, their forms, their columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import IntegerField, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, AgencyQuerySet, User
from accounts.permissions import Permission
from services.desk.blaming import blamed
from services.eforms.kinds.numbers import DecimalField, WholeField
from services.procedures.models import Procedure
from services.statistics.models import (
    Entry,
    Integration,
    OfficeSystem,
    Petitions,
    Population,
    Target,
    WorkFiles,
)
from services.statistics.rounding import plain
from services.statistics.sheets import EARLIEST

MOST = 10**9
"""More than this of anything is a slip of the keys."""
_MONTH = _("Hãy ghi tháng như 2026-03.")


class DayInput(forms.DateInput):
    """A day, picked or typed; browsers want it as ISO 8601 writes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MonthField(forms.DateField):
    """A month, named by its first day."""

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m", "%m/%Y"],
            error_messages={"invalid": _MONTH, "required": _MONTH},
            **kwargs,
        )


class MonthsForm(forms.Form):
    """A form with a month that has begun, since there are such counts."""

    def clean_month(self) -> date:
        """Refuse a month that lies ahead or long ago: a slip, not a count."""
        month: date = self.cleaned_data["month"]
        if month > timezone.localdate():
            raise forms.ValidationError(_("Tháng không được ở tương lai."))
        if month < EARLIEST:
            raise forms.ValidationError(
                _("Hãy ghi tháng từ năm %(year)d.") % {"year": EARLIEST.year}
            )
        return month


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript when run
    """An entry of a register; the person's own agencies alone can be chosen.

    Numbers are read as people write them here: `9.000` is nine thousand, `50,5` a half.
    """

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_as_written(self._meta.model, self.fields))
        for field in self.fields.values():
            if isinstance(field.widget, forms.DateInput) and not isinstance(
                field, MonthField
            ):
                field.widget = DayInput()
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("Chọn trong danh sách")
        if "agency" in self.fields:
            choice = self.fields["agency"]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = kept_by(user)

    def validate_constraints(self) -> None:
        """Put what the database would refuse beside the field that mends it."""
        model = self._meta.model
        left_out = {f.name for f in model._meta.fields} - set(self.cleaned_data)
        for constraint in model._meta.constraints:
            try:
                constraint.validate(model, self.instance, exclude=left_out)
            except forms.ValidationError as problem:
                self.blame(constraint.name, problem)

    def blame(self, constraint: str, problem: str | forms.ValidationError) -> None:
        """Put what broke a constraint beside the field that mends it."""
        self.add_error(blamed(constraint, self.instance), problem)


def _as_written(
    model: type[Entry], fields: Mapping[str, forms.Field]
) -> dict[str, forms.Field]:
    """Return fields of numbers that read dots between thousands and a decimal comma.

    A number input would drop both without a word.
    """
    found: dict[str, forms.Field] = {}
    for name, field in fields.items():
        if isinstance(field, forms.DecimalField):
            found[name] = DecimalField(
                low=Decimal(0), high=Decimal(100), **_base(field)
            )
        elif isinstance(field, forms.IntegerField):
            low, high = _range(model, name)
            found[name] = WholeField(low=low, high=min(high, MOST), **_base(field))
    return found


def _range(model: type[Entry], name: str) -> tuple[int, int]:
    """Return the least and the most that the model takes, its own rules included."""
    field = model._meta.get_field(name)
    assert isinstance(field, IntegerField)
    rules = field.validators
    lows = [rule.limit_value for rule in rules if isinstance(rule, MinValueValidator)]
    highs = [rule.limit_value for rule in rules if isinstance(rule, MaxValueValidator)]
    return max(lows), min(highs)


def _base(field: forms.Field) -> dict[str, Any]:
    names = ("label", "help_text", "required", "initial")
    return {name: getattr(field, name) for name in names}


def kept_by(user: User) -> AgencyQuerySet:
    """Return the agencies whose registers the person keeps."""
    mine = user.agencies_with(Permission.KEEP_REGISTERS)
    return mine.order_by("path")


class IntegrationForm(EntryForm):
    class Meta:
        model = Integration
        fields = ("procedure", "since", "until", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["procedure"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Procedure.objects.order_by("code")


class SystemForm(EntryForm):
    class Meta:
        model = OfficeSystem
        fields = (
            *("agency", "name", "in_use_since", "connected_since"),
            *("platform", "retired_on", "note"),
        )


class PopulationForm(EntryForm):
    class Meta:
        model = Population
        fields = ("agency", "as_of", "residents", "enterprises", "source")

    def clean_agency(self) -> Agency:
        """Refuse an agency below another: accounts belong to the whole city.

        The share of identified people is read at the top alone (`identified`), so what
        is written elsewhere would never be used.
        """
        agency: Agency = self.cleaned_data["agency"]
        if agency.parent_id is not None:
            raise forms.ValidationError(
                _(
                    "Chỉ tiêu định danh chỉ tính cho toàn Thành phố,"
                    " nên sổ chỉ nhận dân số của Thành phố."
                )
            )
        return agency

    def clean_as_of(self) -> date:
        """Refuse a day that lies ahead or long ago: a slip, not a count."""
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ngày không được ở tương lai."))
        if day < EARLIEST:
            raise forms.ValidationError(
                _("Hãy ghi ngày từ %(day)s trở đi.") % {"day": f"{EARLIEST:%d/%m/%Y}"}
            )
        return day


class WorkFilesForm(MonthsForm, EntryForm):
    month = MonthField(label=_("Tháng"))

    class Meta:
        model = WorkFiles
        fields = ("agency", "month", "online", "total")


class PetitionsForm(MonthsForm, EntryForm):
    month = MonthField(label=_("Tháng"))

    class Meta:
        model = Petitions
        fields = ("agency", "month", "received", "in_time", "satisfied", "source")


class TargetForm(EntryForm):
    class Meta:
        model = Target
        fields = ("indicator", "level", "year", "percent", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["level"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Mọi cấp")), *Agency.Level.choices]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register's table: its head, and what stands in it."""

    head: str | Promise
    of: Callable[[Any], Any]
    kind: str = "text"
    """How it is written: text, day, month, count, percent."""


@dataclass(frozen=True, slots=True)
class Register:
    """A register: what it is for, its form, its table."""

    key: str
    name: Promise
    words: Promise
    model: type[Entry]
    form: type[EntryForm]
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    joins: tuple[str, ...] = ()
    is_imported: bool = False

    @property
    def is_of_agencies(self) -> bool:
        """Say whether each entry belongs to an agency."""
        return "agency" in self.form.base_fields

    def entries(self, agencies: QuerySet[Agency]) -> QuerySet[Any]:
        """Return its entries, those of the agencies where they belong to some."""
        rows = self.model._default_manager.select_related(
            "entered_by", "replaced_by", *self.joins
        )
        if self.is_of_agencies:
            rows = rows.filter(agency__in=agencies)
        return rows.order_by(*self.order)


AGENCY = Column(_("Cơ quan"), lambda row: row.agency.name)
MONTH = Column(_("Tháng"), lambda row: row.month, "month")

REGISTERS: Mapping[str, Register] = {
    register.key: register
    for register in (
        Register(
            "tich-hop",
            _("Dịch vụ tích hợp Cổng quốc gia"),
            _("Thủ tục có dịch vụ mở được từ Cổng Dịch vụ công quốc gia, từ ngày nào."),
            Integration,
            IntegrationForm,
            (
                Column(_("Thủ tục"), lambda row: str(row.procedure)),
                Column(_("Từ ngày"), lambda row: row.since, "day"),
                Column(_("Đến hết ngày"), lambda row: row.until, "day"),
                Column(_("Ghi chú"), lambda row: row.note),
            ),
            ("procedure__code", "-pk"),
            ("procedure",),
        ),
        Register(
            "he-thong",
            _("Hệ thống của sở, ngành"),
            _("Hệ thống thông tin của từng cơ quan, và kết nối dữ liệu của nó."),
            OfficeSystem,
            SystemForm,
            (
                AGENCY,
                Column(_("Hệ thống"), lambda row: row.name),
                Column(_("Sử dụng từ"), lambda row: row.in_use_since, "day"),
                Column(_("Kết nối từ"), lambda row: row.connected_since, "day"),
                Column(_("Qua"), lambda row: row.get_platform_display()),
                Column(_("Ngừng từ"), lambda row: row.retired_on, "day"),
            ),
            ("agency__folded_name", "name", "-pk"),
            ("agency",),
        ),
        Register(
            "dan-so",
            _("Dân số, doanh nghiệp"),
            _(
                "Mẫu số của chỉ tiêu định danh, chỉ tính cho toàn Thành phố;"
                " mỗi số phải có nguồn."
            ),
            Population,
            PopulationForm,
            (
                Column(_("Địa bàn"), lambda row: row.agency.name),
                Column(_("Tính đến"), lambda row: row.as_of, "day"),
                Column(_("Số dân"), lambda row: row.residents, "count"),
                Column(_("Số doanh nghiệp"), lambda row: row.enterprises, "count"),
                Column(_("Nguồn"), lambda row: row.source),
            ),
            ("agency__folded_name", "-as_of", "-pk"),
            ("agency",),
        ),
        Register(
            "ho-so-cong-viec",
            _("Hồ sơ công việc"),
            _("Hồ sơ công việc của từng cơ quan theo tháng, nhập tay hoặc từ bảng."),
            WorkFiles,
            WorkFilesForm,
            (
                AGENCY,
                MONTH,
                Column(_("Trên mạng"), lambda row: row.online, "count"),
                Column(_("Tổng số"), lambda row: row.total, "count"),
                Column(_("Cách nhập"), lambda row: row.get_origin_display()),
            ),
            ("-month", "agency__folded_name", "-pk"),
            ("agency",),
            is_imported=True,
        ),
        Register(
            "phan-anh",
            _("Phản ánh, kiến nghị"),
            _("Phản ánh xử lý trên hệ thống quốc gia (PAKN), mỗi tháng một dòng."),
            Petitions,
            PetitionsForm,
            (
                AGENCY,
                MONTH,
                Column(_("Tiếp nhận"), lambda row: row.received, "count"),
                Column(_("Đúng hạn"), lambda row: row.in_time, "count"),
                Column(_("Hài lòng"), lambda row: row.satisfied, "count"),
                Column(_("Nguồn"), lambda row: row.source),
            ),
            ("-month", "agency__folded_name", "-pk"),
            ("agency",),
        ),
        Register(
            "muc-tieu",
            _("Mục tiêu"),
            _(
                "Tỷ lệ phải đạt theo chỉ tiêu, cấp và năm; giữ đến khi có mục tiêu mới."
                " Chưa nhập thì dùng kế hoạch năm 2021."
            ),
            Target,
            TargetForm,
            (
                Column(_("Chỉ tiêu"), lambda row: row.get_indicator_display()),
                Column(_("Cấp"), lambda row: row.get_level_display() or _("Mọi cấp")),
                Column(_("Từ năm"), lambda row: str(row.year)),
                Column(_("Mục tiêu"), lambda row: plain(row.percent), "percent"),
                Column(_("Văn bản"), lambda row: row.source),
            ),
            ("indicator", "level", "-year", "-pk"),
        ),
    )
}
