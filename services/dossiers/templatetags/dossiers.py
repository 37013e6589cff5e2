"""Tags that show a dossier the same way on every face; none of them queries."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts import vietnamese
from accounts.numbers import show_phone
from services.dossiers.due import due_of
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.procedures.definition import Channel

register = template.Library()

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = (
    _("thứ Hai"),
    _("thứ Ba"),
    _("thứ Tư"),
    _("thứ Năm"),
    _("thứ Sáu"),
    _("thứ Bảy"),
    _("Chủ nhật"),
)


@register.inclusion_tag("components/state_badge.html")
def state_badge(state: int) -> dict[str, object]:
    """Show a national state with its icon, words and colour."""
    return {"state": int(state), "label": State(state).label}


@register.inclusion_tag("components/due_badge.html")
def due_badge(dossier: Dossier, today: date) -> dict[str, object]:
    """Show how the dossier stands to its due date; nothing where nothing is due."""
    due = due_of(dossier, today)
    return {"tone": due.tone if due else "", "text": due.text if due else ""}


@register.filter
def channel_name(dossier: Dossier) -> str:
    """Show how the filing came: online, by post, over the counter."""
    if dossier.is_assisted:
        return str(_("Trực tuyến, có cán bộ hỗ trợ"))
    names = {
        Channel.ONLINE: _("Trực tuyến"),
        Channel.POST: _("Bưu chính công ích"),
        Channel.COUNTER: _("Tại quầy"),
    }
    return str(names[Channel(dossier.channel)])


@register.filter
def phone(number: str) -> str:
    """Show an E.164 number as people read it: `0901 234 567`."""
    return show_phone(number)


@register.filter
def moment(at: datetime | None) -> str:
    """Show a time as `thứ Hai, 01/02/2021, 10:00` in local time."""
    if at is None:
        return "—"
    local = at.astimezone(VIETNAM)
    name = WEEKDAYS[local.weekday()]
    return f"{name}, {date_format(local, 'd/m/Y')}, {date_format(local, 'H:i')}"


@register.filter
def vnd(amount: int) -> str:
    """Show whole VND as `8.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"


@register.filter
def percent(share: Decimal | None) -> str:
    """Show a percent as `41,5 %`, on one line, and “—” where there is none."""
    return "—" if share is None else vietnamese.percent(share)


@register.filter
def decimal(number: Decimal) -> str:
    """Show a number with its decimals as `41,5`."""
    return vietnamese.written(number)


@register.filter
def whole(number: int) -> str:
    """Show a count as `20.000`."""
    return vietnamese.written(number)
