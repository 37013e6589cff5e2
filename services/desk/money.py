"""Forms of money at the desk: text into sums; the actions decide and book."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from services.desk.forms import ActForm, ReasonForm
from services.dossiers.bill import FeeLine
from services.dossiers.models import Dossier
from services.eforms.kinds.numbers import AmountField
from services.payments.actions import propose
from services.payments.actions.billing import lines_owed, paid_by_line
from services.payments.actions.collecting import AT_COUNTER
from services.payments.actions.refunding import Source
from services.payments.models import Means, Refund
from services.payments.states import RefundState
from services.procedures.definition import FeeType
from services.procedures.wording import money

MOST_VND = 10**12


def _amount(*, least: int) -> AmountField:
    """Return the field of a sum in whole VND."""
    return AmountField(label=_("Số tiền (đồng)"), min_value=least, max_value=MOST_VND)


class CollectForm(ActForm):
    """Money at the counter: exactly what is owed, and how it came."""

    amount = _amount(least=1)
    means = forms.TypedChoiceField(
        label=_("Cách thu"),
        choices=[(means.value, means.label) for means in Means if means in AT_COUNTER],
        coerce=Means,
        initial=Means.CASH,
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=_("Số chứng từ"),
        help_text=_("Số phiếu quẹt thẻ hoặc giấy nộp tiền; tiền mặt thì để trống."),
        required=False,
        max_length=40,
    )


class PaymentRequestForm(ReasonForm):
    amount = _amount(least=1)
    fee_type = forms.TypedChoiceField(
        label=_("Loại khoản thu"),
        choices=[(FeeType.CHARGE, _("Lệ phí")), (FeeType.FEE, _("Phí"))],
        coerce=FeeType,
        initial=FeeType.CHARGE,
        widget=forms.RadioSelect,
    )


class AdjustForm(ReasonForm):
    """One line of the bill gets another amount."""

    line = forms.ChoiceField(label=_("Khoản"), widget=forms.RadioSelect)
    amount = _amount(least=0)

    def __init__(self, *args: Any, bill: tuple[FeeLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)
        line.choices = [
            (each.key, f"{each.name}: {money(each.amount)}") for each in bill
        ]


class RefundForm(ReasonForm):
    """A proposal to pay back a part of one line, or all of it."""

    line = forms.ChoiceField(label=_("Khoản được hoàn"), widget=forms.RadioSelect)
    amount = _amount(least=1)
    field_order = ("version", "line", "amount", "reason")

    def __init__(
        self,
        *args: Any,
        bill: tuple[FeeLine, ...],
        sources: Sequence[Source],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        most: Counter[str] = Counter()
        for source in sources:
            most[source.line] += source.most
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)
        line.choices = [
            (
                each.key,
                gettext("%(name)s: hoàn được đến %(most)s")
                % {"name": each.name, "most": money(most[each.key])},
            )
            for each in bill
            if most[each.key]
        ]


def propose_refund(
    dossier: Dossier, *, by: User, at: datetime, version: int, **values: Any
) -> Dossier:
    """Propose it as an act of the desk does; raises what `propose` raises."""
    propose(dossier, by=by, at=at, version=version, **values)
    return dossier


@dataclass(frozen=True, slots=True)
class Billed:
    """A line of the bill, with the VND that came in for it and that are still owed."""

    line: FeeLine
    type_name: str
    paid: int
    owed: int


def billed(dossier: Dossier) -> list[Billed]:
    """Return the bill line by line: what is free stays and says why."""
    paid = paid_by_line(dossier) if dossier.fee_collected else Counter()
    owed = lines_owed(dossier) if dossier.fee_owed else []
    left = {line.key: line.amount for line in owed}
    names = {FeeType.FEE: gettext("Phí"), FeeType.CHARGE: gettext("Lệ phí")}
    return [
        Billed(line, names[FeeType(line.type)], paid[line.key], left.get(line.key, 0))
        for line in dossier.bill
    ]


class CloseForm(forms.Form):
    """What was counted; the ledger's sums stand beside it, not in it."""

    cash = _amount(least=0)
    card = _amount(least=0)
    reason = forms.CharField(
        label=_("Lý do chênh lệch"),
        help_text=_("Chỉ cần ghi khi số kiểm đếm khác số theo sổ."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cash"].label = _("Tiền mặt kiểm đếm (đồng)")
        self.fields["card"].label = _("Tổng phiếu quẹt thẻ (đồng)")


class ConfirmForm(forms.Form):
    """What the officer reads on the account's statement; nothing is filled in."""

    amount = _amount(least=1)
    bank_number = forms.CharField(
        label=_("Số giao dịch của ngân hàng"),
        help_text=_("Ghi đúng như trên sao kê tài khoản của cơ quan."),
        max_length=64,
        error_messages={
            "required": _("Hãy ghi số giao dịch trên sao kê của ngân hàng.")
        },
    )


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do không duyệt"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Hãy ghi lý do không duyệt.")},
    )


class OtherWayForm(forms.Form):
    """How a person pays back what the provider refuses to."""

    instead = forms.TypedChoiceField(
        label=_("Hoàn bằng cách khác"),
        help_text=_("Tiền chỉ được chi sau khi người khác duyệt cách hoàn này."),
        choices=[
            (Means.VIETQR.value, _("Chuyển khoản từ tài khoản của cơ quan")),
            (Means.CASH.value, _("Tiền mặt tại quầy, người nhận ký phiếu chi")),
        ],
        coerce=Means,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn tiền mặt hoặc chuyển khoản.")},
    )


class PayOutForm(forms.Form):
    reference = forms.CharField(
        label=_("Số chứng từ hoàn tiền"),
        help_text=_(
            "Số phiếu chi, ủy nhiệm chi hoặc giấy của bưu điện. "
            "Chỉ để trống khi tiền nộp bằng tiền mặt và trả bằng tiền mặt."
        ),
        required=False,
        max_length=64,
    )


class ExcessForm(forms.Form):
    amount = _amount(least=1)
    reason = forms.CharField(
        label=_("Lý do hoàn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Hãy ghi lý do hoàn tiền.")},
    )


class SettleForm(forms.Form):
    note = forms.CharField(
        label=_("Đã xử lý thế nào"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy ghi chênh lệch được xử lý thế nào.")},
    )


class CancelReceiptForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do hủy"),
        help_text=_("In trên biên lai đã hủy; ai kiểm tra biên lai cũng đọc được."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Hãy ghi lý do hủy biên lai.")},
    )
    payer_name = forms.CharField(
        label=_("Tên người nộp trên biên lai mới"),
        help_text=_("Để trống nếu tên đã đúng."),
        required=False,
        max_length=120,
    )


def refund_sentence(refund: Refund, reader: User) -> str:
    """Say where the refund stands, and who does what next."""
    match RefundState(refund.state):
        case RefundState.PROPOSED:
            return _proposed(refund, reader)
        case RefundState.APPROVED if refund.is_by_hand:
            return gettext(
                "Đã duyệt. Kế toán trả tiền cho người nộp, rồi ghi lại ở đây."
            )
        case RefundState.APPROVED:
            return gettext(
                "Đã duyệt. Cổng đang yêu cầu bên thu trả lại, năm phút một lần."
            )
        case RefundState.DONE:
            return gettext(
                "Tiền đã hoàn, biên lai đã được hủy hoặc thay theo số còn lại."
            )
        case RefundState.REFUSED:
            given_up = refund.approved_by_id is not None
            said = gettext("Thôi hoàn: %(why)s") if given_up else NOT_APPROVED
            return str(said) % {"why": refund.refusal}
    # Failed: the provider has said no for good.
    return gettext(
        "Bên thu không chuyển được (mã %(code)s). Người có quyền duyệt có thể "
        "duyệt lại để chuyển lần nữa hoặc thôi hoàn; người thu tiền có thể đề "
        "nghị trả bằng cách khác."
    ) % {"code": refund.reply_code or "—"}


NOT_APPROVED = _("Không duyệt: %(why)s")


def _proposed(refund: Refund, reader: User) -> str:
    if _is_own(refund, reader):
        return gettext(
            "Ông/Bà đã đề nghị khoản này nên người khác phải duyệt: "
            "mỗi khoản hoàn cần hai người."
        )
    if refund.instead:
        return gettext(
            "Bên thu không chuyển được nên khoản này được đề nghị trả bằng cách khác: "
            "%(way)s. Khoản hoàn chờ người có quyền duyệt."
        ) % {"way": refund.goes_by.label}
    if refund.proposed_by_id is None:
        return gettext(
            "Cổng tự đề nghị hoàn vì không hồ sơ nào nhận khoản này. "
            "Khoản hoàn chờ người có quyền duyệt."
        )
    return gettext("Khoản hoàn chờ người có quyền duyệt.")


def _is_own(refund: Refund, reader: User) -> bool:
    mine = refund.proposed_by_id == reader.pk
    return mine and reader.has_permission(Permission.APPROVE_REFUND, refund.agency)
