"""Forms of the citizen's face; text into values, nothing is saved here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from services.delivery.states import Way
from services.eforms.kinds.compound import AddressField
from services.payments.models import Invoice


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do rút hồ sơ"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy cho biết lý do rút hồ sơ.")},
    )

    def clean_reason(self) -> str:
        """Return the reason without stray spaces."""
        return " ".join(self.cleaned_data["reason"].split())


class DeclarationForm(forms.Form):
    """The last page before filing: the declaration, never ticked beforehand."""

    declared = forms.BooleanField(
        label=_(
            "Tôi xin chịu trách nhiệm trước pháp luật về lời khai và giấy tờ trên."
        ),
        error_messages={
            "required": _("Hãy đọc và đánh dấu vào lời cam đoan trước khi nộp.")
        },
    )


class PayForm(forms.Form):
    """Which of the open invoices are paid, and how."""

    invoices = forms.TypedMultipleChoiceField(
        label=_("Khoản phải nộp"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Hãy chọn ít nhất một khoản để thanh toán."),
            "invalid_choice": _(
                "Khoản đã chọn vừa được nộp hoặc thay đổi. Hãy xem lại rồi chọn."
            ),
        },
    )
    means = forms.ChoiceField(
        label=_("Cách thanh toán"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn cách thanh toán.")},
    )

    def __init__(
        self,
        *args: Any,
        owed: Sequence[Invoice],
        offered: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        invoices, means = self.fields["invoices"], self.fields["means"]
        assert isinstance(invoices, forms.TypedMultipleChoiceField)
        assert isinstance(means, forms.ChoiceField)
        invoices.choices = [(str(i.public_id), i.dossier.code or "") for i in owed]
        means.choices = list(offered)


class ProofForm(forms.Form):
    """A picture or PDF of the transfer."""

    proof = forms.FileField(
        label=_("Ảnh hoặc tệp chứng từ chuyển khoản"),
        error_messages={
            "required": _("Hãy chọn tệp chứng từ."),
            "empty": _("Tệp rỗng. Hãy chọn tệp khác."),
        },
    )


class FetchForm(forms.Form):
    """Where the post fetches papers for the office."""

    address = AddressField(
        label=_("Địa chỉ bưu tá đến nhận giấy tờ"),
        error_messages={"required": _("Hãy nhập địa chỉ bưu tá đến nhận giấy tờ.")},
    )
    phone = forms.CharField(
        label=_("Số điện thoại người giao"),
        required=False,
        max_length=15,
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "size": 15, "autocomplete": "tel"}
        ),
    )


class DeliveryForm(forms.Form):
    """How the result should arrive; the address counts for the post alone."""

    way = forms.ChoiceField(
        label=_("Cách nhận kết quả"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn cách nhận kết quả.")},
    )
    address = AddressField(label=_("Địa chỉ nhận qua bưu chính"), required=False)
    phone = forms.CharField(
        label=_("Số điện thoại người nhận"),
        required=False,
        max_length=15,
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "size": 15, "autocomplete": "tel"}
        ),
    )

    def __init__(self, *args: Any, offered: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(each.value, each.label) for each in offered]
        if Way.POST not in offered:
            del self.fields["address"], self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        """Return every value; nothing of an address where none is asked."""
        return {"address": None, "phone": "", **self.cleaned_data}
