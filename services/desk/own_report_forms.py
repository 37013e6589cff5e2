"""Forms of own reports: what is picked, and under which name it is kept."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.procedures.definition import Channel, Mode
from services.procedures.models import Procedure, Sector
from services.statistics.dimensions import CHANNELS, DIMENSIONS, MODES
from services.statistics.models import Schedule
from services.statistics.own_reading import FILTERS
from services.statistics.own_reports import MEASURES, RELATIVE
from services.statistics.periods import NotAPeriod, period_of, recent

ALL = ("", _("Tất cả"))


class OwnReportForm(forms.Form):
    """What a report counts, by what, of when and of which part."""

    so = forms.MultipleChoiceField(
        label=_("Số liệu"),
        choices=[(key, each.name) for key, each in MEASURES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một số liệu.")},
    )
    theo = forms.ChoiceField(label=_("Chia theo"), choices=list(DIMENSIONS.items()))
    theo_2 = forms.ChoiceField(
        label=_("Rồi chia theo"), choices=[ALL, *DIMENSIONS.items()], required=False
    )
    ky = forms.ChoiceField(label=_("Kỳ"))
    linh_vuc = forms.ModelChoiceField(
        label=_("Lĩnh vực"),
        queryset=Sector.objects.in_order(),
        to_field_name="key",
        required=False,
        empty_label=ALL[1],
    )
    thu_tuc = forms.ModelChoiceField(
        label=_("Thủ tục"),
        queryset=Procedure.objects.order_by("code"),
        to_field_name="code",
        required=False,
        empty_label=ALL[1],
    )
    muc_do = forms.ChoiceField(
        label=_("Mức độ"),
        choices=[ALL, ("2", "2"), ("3", "3"), ("4", "4")],
        required=False,
    )
    hinh_thuc = forms.ChoiceField(
        label=_("Hình thức"),
        choices=[ALL, *((m.value, MODES[m]) for m in Mode)],
        required=False,
    )
    kenh = forms.ChoiceField(
        label=_("Kênh nộp"),
        choices=[ALL, *((c.value, CHANNELS[c]) for c in Channel)],
        required=False,
    )
    ho_tro = forms.ChoiceField(
        label=_("Có hỗ trợ"),
        choices=[ALL, ("1", _("Có hỗ trợ")), ("0", _("Không có hỗ trợ"))],
        required=False,
    )
    cap = forms.ChoiceField(
        label=_("Cấp giải quyết"),
        choices=[ALL, *Agency.Level.choices],
        required=False,
    )

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        choice = self.fields["ky"]
        assert isinstance(choice, forms.ChoiceField)
        fixed = {period.key: period.name for period in recent(today)}
        choice.choices = [*RELATIVE.items(), *(fixed | self._asked()).items()]

    def _asked(self) -> dict[str, str]:
        """Return the period of the address: an older one, or any days, stays open."""
        key = (self.data or {}).get("ky", "")
        try:
            return {key: period_of(key).name}
        except NotAPeriod:
            return {}

    def clean(self) -> dict[str, Any]:
        """Refuse two equal dimensions, beside the second."""
        values = super().clean() or {}
        if values.get("theo_2") and values["theo_2"] == values.get("theo"):
            self.add_error("theo_2", _("Hai cách chia phải khác nhau."))
        return values

    def definition(self) -> dict[str, Any]:
        """Return what is picked as `own_reading.Asked` reads it."""
        values = self.cleaned_data
        dimensions = [values["theo"], values["theo_2"]]
        narrowed = {
            "linh_vuc": values["linh_vuc"].key if values["linh_vuc"] else "",
            "thu_tuc": values["thu_tuc"].code if values["thu_tuc"] else "",
            **{name: values[name] for name in FILTERS[2:]},
        }
        return {
            "so": values["so"],
            "theo": [each for each in dimensions if each],
            "ky": values["ky"],
            **{name: value for name, value in narrowed.items() if value},
        }


class KeepForm(forms.Form):
    """The name under which a report is kept, and whether colleagues find it."""

    name = forms.CharField(
        label=_("Tên báo cáo"),
        max_length=120,
        validators=[
            RegexValidator(r"\A[^\x00-\x1f\x7f]*\Z", _("Tên chỉ có một dòng chữ."))
        ],
        error_messages={"required": _("Hãy đặt tên cho báo cáo.")},
    )
    is_shared = forms.BooleanField(
        label=_("Đồng nghiệp xem được số liệu của cơ quan này cũng thấy báo cáo"),
        required=False,
    )


class ScheduleForm(forms.Form):
    """To whom a report goes, and how often."""

    to = forms.EmailField(
        label=_("Thư điện tử của người nhận"),
        help_text=_("Đồng nghiệp được xem số liệu của cơ quan, hoặc chính Ông/Bà."),
        error_messages={"required": _("Hãy nhập thư điện tử của người nhận.")},
    )
    rhythm = forms.ChoiceField(label=_("Gửi khi nào"), choices=Schedule.Rhythm.choices)
