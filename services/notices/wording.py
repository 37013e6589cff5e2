"""What each event says to the applicant, in plain Vietnamese.

A message names the dossier by its code and the procedure, and what happens next; it
carries nothing else about the person, because mail and screens are seen by others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.dossiers.models import Dossier, Event
from services.dossiers.states import Act, State
from services.notices.models import Notice

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Message:
    """A subject of one line and a few sentences."""

    subject: str
    sentences: tuple[str, ...]


type Words = str | Promise
type Teller = Callable[[Event, Dossier], Message]


def moment(at: datetime) -> str:
    """Return a local time in words: `10:00 ngày 01/02/2021`."""
    local = at.astimezone(VIETNAM)
    return _("%(time)s ngày %(date)s") % {
        "time": date_format(local, "H:i"),
        "date": date_format(local, "d/m/Y"),
    }


def _about(dossier: Dossier) -> dict[str, str]:
    return {"code": dossier.code or "", "name": dossier.revision.procedure.name}


def _submitted(event: Event, dossier: Dossier) -> Message:
    assert dossier.intake_due_at is not None
    assert dossier.expected_at is not None
    return Message(
        _("Đã nhận hồ sơ nộp trực tuyến %(code)s") % _about(dossier),
        (
            _("Cổng đã ghi nhận hồ sơ “%(name)s” của Ông/Bà.") % _about(dossier),
            _("Cơ quan sẽ trả lời về việc tiếp nhận trước %(limit)s.")
            % {"limit": moment(dossier.intake_due_at)},
            _("Nếu được tiếp nhận đúng hạn, dự kiến có kết quả %(expected)s.")
            % {"expected": moment(dossier.expected_at)},
        ),
    )


def _accepted(event: Event, dossier: Dossier) -> Message:
    assert dossier.promised_at is not None
    return Message(
        _("Hồ sơ %(code)s đã được tiếp nhận") % _about(dossier),
        (
            _("%(agency)s đã tiếp nhận hồ sơ “%(name)s”.")
            % {"agency": dossier.agency.name, **_about(dossier)},
            _("Hẹn trả kết quả: %(promised)s.")
            % {"promised": moment(dossier.promised_at)},
        ),
    )


def _refused(event: Event, dossier: Dossier) -> Message:
    return Message(
        _("Hồ sơ %(code)s không được tiếp nhận") % _about(dossier),
        (
            _("Lý do: %(reason)s") % {"reason": event.note},
            _("Ông/Bà có thể sửa theo lý do trên rồi nộp hồ sơ mới."),
        ),
    )


def _supplement_asked(event: Event, dossier: Dossier) -> Message:
    until = datetime.fromisoformat(event.data["until"])
    return Message(
        _("Hồ sơ %(code)s cần bổ sung") % _about(dossier),
        (
            _("Có %(count)d mục cần bổ sung, được liệt kê đầy đủ một lần.")
            % {"count": event.data["faults"]},
            _("Hãy bổ sung trước %(until)s. Thời gian chờ không tính vào thời hạn.")
            % {"until": moment(until)},
        ),
    )


def _supplemented(event: Event, dossier: Dossier) -> Message:
    due = datetime.fromisoformat(event.data["due"])
    return Message(
        _("Đã nhận phần bổ sung của hồ sơ %(code)s") % _about(dossier),
        (_("Hạn trả kết quả mới: %(due)s.") % {"due": moment(due)},),
    )


def _payment_asked(event: Event, dossier: Dossier) -> Message:
    return Message(
        _("Hồ sơ %(code)s: cần thực hiện nghĩa vụ tài chính") % _about(dossier),
        (
            _("Nội dung: %(reason)s") % {"reason": event.note},
            _("Số tiền: %(amount)s đồng.") % _sum(event),
            _("Thanh toán trực tuyến ở trang của hồ sơ, hoặc nộp tại quầy."),
        ),
    )


def _sum(event: Event) -> dict[str, str]:
    return {"amount": f"{event.data['amount']:,}".replace(",", ".")}


PAID_BACK_BY = {
    "cash": gettext_lazy("Tiền mặt được trả tại Bộ phận Một cửa."),
    "vietqr": gettext_lazy("Cơ quan đã chuyển khoản trả Ông/Bà."),
    "treasury": gettext_lazy("Cơ quan đã chuyển khoản trả Ông/Bà."),
    "cod": gettext_lazy("Tiền được trả qua bưu điện."),
}
"""How money goes back by hand; else by the account that it came from."""

RECEIPT = gettext_lazy("Tải biên lai điện tử ở trang của hồ sơ.")


def _paid(event: Event, dossier: Dossier) -> Message:
    sentences = [
        _("Cơ quan đã nhận phí, lệ phí của hồ sơ “%(name)s”.") % _about(dossier),
        str(RECEIPT),
    ]
    if event.to_state == State.SUBMITTED and dossier.intake_due_at is not None:
        sentences.append(
            _("Cơ quan sẽ trả lời về việc tiếp nhận trước %(limit)s.")
            % {"limit": moment(dossier.intake_due_at)}
        )
    return Message(
        _("Hồ sơ %(code)s: đã nhận %(amount)s đồng")
        % {**_about(dossier), **_sum(event)},
        tuple(sentences),
    )


def _settled(event: Event, dossier: Dossier) -> Message:
    due = datetime.fromisoformat(event.data["due"])
    return Message(
        _("Hồ sơ %(code)s: đã nhận %(amount)s đồng")
        % {**_about(dossier), **_sum(event)},
        (
            _("Cơ quan tiếp tục xử lý hồ sơ."),
            _("Hạn trả kết quả mới: %(due)s.") % {"due": moment(due)},
            str(RECEIPT),
        ),
    )


def _paid_back(event: Event, dossier: Dossier) -> Message:
    how = PAID_BACK_BY.get(
        event.data["means"],
        _("Tiền về tài khoản đã dùng để nộp, thường sau vài ngày làm việc."),
    )
    sentences = [_("Lý do: %(reason)s") % {"reason": event.note}, str(how)]
    return Message(
        _("Hồ sơ %(code)s: đã hoàn %(amount)s đồng")
        % {**_about(dossier), **_sum(event)},
        tuple(sentences),
    )


def _fee_adjusted(event: Event, dossier: Dossier) -> Message:
    amounts = {
        name: f"{event.data[name]:,}".replace(",", ".") for name in ("from", "to")
    }
    return Message(
        _("Hồ sơ %(code)s: phí, lệ phí được điều chỉnh") % _about(dossier),
        (
            _("Từ %(from)s đồng thành %(to)s đồng.") % amounts,
            _("Lý do: %(reason)s") % {"reason": event.note},
        ),
    )


def _decided(event: Event, dossier: Dossier) -> Message:
    return Message(
        _("Hồ sơ %(code)s đã có kết quả") % _about(dossier),
        (_("Hồ sơ “%(name)s” đã được xử lý xong.") % _about(dossier),),
    )


def _stopped(event: Event, dossier: Dossier) -> Message:
    return Message(
        _("Hồ sơ %(code)s dừng xử lý") % _about(dossier),
        (_("Lý do: %(reason)s") % {"reason": event.note},),
    )


def _withdrawn(event: Event, dossier: Dossier) -> Message:
    return Message(
        _("Đã xác nhận rút hồ sơ %(code)s") % _about(dossier),
        (_("Hồ sơ kết thúc theo yêu cầu của Ông/Bà."),),
    )


def _handed_over(event: Event, dossier: Dossier) -> Message:
    return Message(
        _("Đã trả kết quả hồ sơ %(code)s") % _about(dossier),
        (_("Cảm ơn Ông/Bà đã sử dụng dịch vụ công."),),
    )


TELLERS: Mapping[Act, Teller] = {
    Act.SUBMIT: _submitted,
    Act.TAKE_IN: _accepted,
    Act.RECEIVE: _accepted,
    Act.REFUSE: _refused,
    Act.ASK_SUPPLEMENT: _supplement_asked,
    Act.SUPPLEMENT: _supplemented,
    Act.ASK_PAYMENT: _payment_asked,
    Act.SETTLE: _settled,
    Act.PAY: _paid,
    Act.COLLECT_FEE: _paid,
    Act.REFUND: _paid_back,
    Act.ADJUST_FEE: _fee_adjusted,
    Act.DECIDE: _decided,
    Act.STOP: _stopped,
    Act.CONFIRM_WITHDRAWAL: _withdrawn,
    Act.HAND_OVER: _handed_over,
}
"""Acts the applicant hears of; the others are the office's own business."""


def message(event: Event, dossier: Dossier) -> Message:
    """Return what the event says to the applicant; KeyError for a silent act."""
    return TELLERS[Act(event.act)](event, dossier)


FOLLOW = gettext_lazy("Theo dõi bưu gửi ở trang của hồ sơ.")

NEWS: Mapping[str, tuple[Words, Words]] = {
    "return.accepted": (
        gettext_lazy("Kết quả hồ sơ %(code)s được gửi qua bưu điện"),
        gettext_lazy("Bưu điện đã nhận đơn chuyển kết quả đến địa chỉ Ông/Bà đã chọn."),
    ),
    "return.in_transit": (
        gettext_lazy("Kết quả hồ sơ %(code)s đang trên đường đến"),
        gettext_lazy("Hãy để ý điện thoại để bưu tá liên hệ khi đến nơi."),
    ),
    "return.failed": (
        gettext_lazy("Bưu điện chưa phát được kết quả hồ sơ %(code)s"),
        gettext_lazy(
            "Bưu tá chưa gặp được Ông/Bà. Bưu điện sẽ phát lại hoặc trả về cơ quan."
        ),
    ),
    "return.returned": (
        gettext_lazy("Kết quả hồ sơ %(code)s đã về lại cơ quan"),
        gettext_lazy(
            "Ông/Bà có thể đổi địa chỉ hoặc cách nhận, hoặc đến nhận tại Bộ phận Một "
            "cửa."
        ),
    ),
    "collect.accepted": (
        gettext_lazy("Bưu điện sẽ đến lấy giấy tờ của hồ sơ %(code)s"),
        gettext_lazy("Hãy chuẩn bị sẵn giấy tờ và để ý điện thoại."),
    ),
    "collect.in_transit": (
        gettext_lazy("Giấy tờ của hồ sơ %(code)s đang trên đường đến cơ quan"),
        gettext_lazy("Ông/Bà chưa phải làm gì."),
    ),
    "collect.failed": (
        gettext_lazy("Bưu điện chưa giao được giấy tờ của hồ sơ %(code)s"),
        gettext_lazy("Bưu điện sẽ thử lại; Ông/Bà chưa phải làm gì."),
    ),
    "collect.returned": (
        gettext_lazy("Giấy tờ của hồ sơ %(code)s không đến được cơ quan"),
        gettext_lazy(
            "Bưu điện không giao được giấy tờ. Hãy liên hệ Bộ phận Một cửa, đặt bưu "
            "điện lần nữa hoặc mang giấy tờ đến."
        ),
    ),
    "collect.delivered": (
        gettext_lazy("Cơ quan đã nhận giấy tờ của hồ sơ %(code)s"),
        gettext_lazy("Giấy tờ gửi qua bưu điện đã đến Bộ phận Một cửa."),
    ),
}
"""What each news of a parcel says, by its direction and state: subject, what comes."""


def message_of(notice: Notice) -> Message:
    """Return what the notice says: of its event, or of its parcel."""
    if notice.event is not None:
        return message(notice.event, notice.dossier)
    subject, sentence = NEWS[notice.news]
    about = _about(notice.dossier)
    return Message(str(subject) % about, (str(sentence), str(FOLLOW)))
