"""Which ways a result may take to its owner, and what the e-form says about it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from services.delivery.models import Choice, Destination
from services.delivery.states import Way
from services.dossiers.actions.processing import FULLY_ONLINE
from services.dossiers.models import Dossier

QUESTIONS = ("hinh_thuc_nhan", "nhan_the")
"""Keys of the questions of the catalogue that ask how the result should arrive."""

ADDRESS = "dia_chi_nhan"

ANSWERS: Mapping[str, Way] = {
    "dien_tu": Way.ELECTRONIC,
    "truc_tiep": Way.COUNTER,
    "buu_chinh": Way.POST,
}


def why_not(dossier: Dossier, way: Way) -> str:
    """Return a sentence why its result cannot take the way; empty where it can."""
    results = dossier.definition.results
    if way is Way.POST and not all(result.posted for result in results):
        return _(
            "Kết quả của thủ tục này phải nhận trực tiếp, không gửi qua bưu chính."
        )
    if way is Way.ELECTRONIC and not all(result.electronic for result in results):
        return _("Kết quả của thủ tục này chỉ có bản giấy, không có bản điện tử.")
    if way is Way.ELECTRONIC and dossier.applicant_id is None:
        return _("Hồ sơ nộp tại quầy chưa gắn tài khoản để nhận bản điện tử.")
    return ""


def ways_for(dossier: Dossier) -> list[Way]:
    """Return the ways that the citizen may choose from."""
    return [way for way in Way if not why_not(dossier, way)]


def current_choice(dossier: Dossier) -> Choice:
    """Return the latest choice; unsaved what the e-form says, or the usual way."""
    kept = dossier.delivery_choices.order_by("-pk").first()
    return kept or choice_in_form(dossier) or new_choice(dossier, _usual(dossier))


def choice_in_form(dossier: Dossier) -> Choice | None:
    """Return what the e-form says, unsaved; None where it does not ask.

    Also None where it asks for what the result cannot do: then the usual way holds.
    """
    answers = dossier.answers
    said = next((str(answers[key]) for key in QUESTIONS if answers.get(key)), "")
    way, address = ANSWERS.get(said), answers.get(ADDRESS) or {}
    if way is None or why_not(dossier, way) or (way is Way.POST and not address):
        return None
    return new_choice(dossier, way, Destination(address))


def _usual(dossier: Dossier) -> Way:
    """Electronic at level 4 (NĐ 43/2011/NĐ-CP Đ.3 k.4), else at the counter."""
    if dossier.level == FULLY_ONLINE and not why_not(dossier, Way.ELECTRONIC):
        return Way.ELECTRONIC
    return Way.COUNTER


def new_choice(
    dossier: Dossier, way: Way, destination: Destination | None = None
) -> Choice:
    """Return an unsaved choice; without a phone it is the applicant's."""
    choice = Choice(dossier=dossier, way=way, chosen_at=dossier.saved_at)
    if way is Way.POST and destination is not None:
        phone = destination.phone or dossier.contact.get("phone", "")
        choice.write_destination(Destination(destination.address, phone))
    return choice
