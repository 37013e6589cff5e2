"""What a parcel's state means for the desk and for the citizen, in a sentence."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.delivery.models import Shipment
from services.delivery.states import ShipmentState

FOR_DESK: Mapping[ShipmentState, str | Promise] = {
    ShipmentState.ORDERED: _("Đơn đang chờ gửi cho bưu điện; cổng tự gửi lại."),
    ShipmentState.ACCEPTED: _("Bưu điện đã nhận đơn, chờ bưu tá đến lấy."),
    ShipmentState.IN_TRANSIT: _("Bưu gửi đang trên đường."),
    ShipmentState.FAILED: _(
        "Bưu điện chưa phát được. Bưu điện sẽ phát lại hoặc chuyển hoàn."
    ),
    ShipmentState.DELIVERED: _("Bưu gửi đã đến tay người nhận."),
    ShipmentState.RETURNED: _(
        "Bưu gửi không phát được và đã về quầy. "
        "Hãy liên hệ người nộp, rồi gửi lại hoặc giữ lại để trả tại quầy."
    ),
    ShipmentState.CANCELLING: _("Đang chờ bưu điện trả lời việc hủy đơn."),
    ShipmentState.CANCELLED: _("Đơn đã hủy, bưu gửi còn ở quầy."),
    ShipmentState.REPLACED: _("Đã gửi lại bằng một đơn khác."),
    ShipmentState.KEPT: _("Giữ lại ở quầy, chờ người nộp đến."),
}

FOR_CITIZEN: Mapping[ShipmentState, str | Promise] = {
    **FOR_DESK,
    ShipmentState.ORDERED: _("Cơ quan đã đặt bưu điện, đang chờ bưu điện nhận đơn."),
    ShipmentState.FAILED: _(
        "Bưu tá chưa gặp được Ông/Bà. Bưu điện sẽ phát lại hoặc trả về cơ quan."
    ),
    ShipmentState.RETURNED: _(
        "Bưu điện không phát được nên đã trả về cơ quan. Ông/Bà có thể đổi địa chỉ, "
        "hoặc đến nhận tại Bộ phận Một cửa."
    ),
    ShipmentState.KEPT: _("Mời Ông/Bà đến Bộ phận Một cửa."),
}

REFUSED = _("Bưu điện không nhận đơn (mã %(code)s). Hãy xem lại địa chỉ, rồi gửi lại.")


def for_desk(shipment: Shipment) -> str:
    """Return what the desk should know and do."""
    if shipment.state == ShipmentState.RETURNED and not shipment.item_code:
        return str(REFUSED) % {"code": shipment.reply_code}
    return str(FOR_DESK[ShipmentState(shipment.state)])


def for_citizen(shipment: Shipment) -> str:
    """Return what the citizen should know."""
    return str(FOR_CITIZEN[ShipmentState(shipment.state)])
