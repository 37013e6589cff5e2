"""A procedure's definition in plain Vietnamese, for pages and papers."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.eforms.conditions import APPLICANT, CASE, CHANNEL, Condition, in_words
from services.procedures.definition import (
    Amount,
    Applicant,
    Channel,
    Definition,
    DocumentKind,
    FeeRule,
    FlatAmount,
    PricedWhen,
    RequiredDocument,
    TermRule,
    TieredAmount,
    UnitAmount,
)
from services.workdays.terms import Unit

type Words = str | Promise

APPLICANTS: Mapping[Applicant, Words] = {
    Applicant.CITIZEN: gettext_lazy("Công dân"),
    Applicant.BUSINESS: gettext_lazy("Doanh nghiệp, hộ kinh doanh"),
    Applicant.AGENCY: gettext_lazy("Cơ quan nhà nước"),
    Applicant.ORGANISATION: gettext_lazy("Tổ chức khác"),
}

CHANNELS: Mapping[Channel, Words] = {
    Channel.COUNTER: gettext_lazy("Nộp trực tiếp"),
    Channel.ONLINE: gettext_lazy("Nộp trực tuyến"),
    Channel.POST: gettext_lazy("Nộp qua bưu chính công ích"),
}

UNITS: Mapping[Unit, Words] = {
    Unit.HOUR: gettext_lazy("giờ làm việc"),
    Unit.WORKING_DAY: gettext_lazy("ngày làm việc"),
    Unit.CALENDAR_DAY: gettext_lazy("ngày"),
    Unit.MONTH: gettext_lazy("tháng"),
}


def money(amount: int) -> str:
    """Return whole VND as `8.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"


def how_given(document: RequiredDocument) -> str:
    """Say whether a paper is handed in, shown, filled in here, or only guidance."""
    if document.replaced_by_form:
        return _("Khai trực tiếp trên biểu mẫu điện tử")
    match document.kind:
        case DocumentKind.HAND_IN:
            return _("Nộp")
        case DocumentKind.SHOW:
            return _("Xuất trình")
        case _:
            return _("Lưu ý")


def copies(document: RequiredDocument) -> str:
    """Return `1 bản chính, 2 bản sao`; a dash where none is counted."""
    counts = (
        (document.originals, _("bản chính")),
        (document.certified, _("bản chứng thực")),
        (document.copies, _("bản sao")),
    )
    return ", ".join(f"{n} {name}" for n, name in counts if n) or "—"


def label_of(definition: Definition, key: str) -> str:
    """Return what a question or fact is called in a sentence."""
    facts = {
        CASE: _("trường hợp"),
        CHANNEL: _("cách nộp"),
        APPLICANT: _("đối tượng"),
    }
    if key in facts:
        return facts[key]
    labels = {q.key: q.label for q in definition.form.questions()}
    labels |= {s.key: s.title for s in definition.form.sections}
    return labels[key]


def condition_in_words(condition: Condition, definition: Definition) -> str:
    """Return a condition as people read it, keys replaced by their labels."""
    sentence = in_words(condition, lambda key: label_of(definition, key))
    for key, name in _names(definition).items():
        sentence = sentence.replace(f"“{key}”", f"“{name}”")
    return sentence


def _names(definition: Definition) -> dict[str, str]:
    names = {str(c.value): str(words) for c, words in CHANNELS.items()}
    names |= {str(a.value): str(words) for a, words in APPLICANTS.items()}
    names |= {case.key: case.label for case in definition.cases}
    for question in definition.form.questions():
        names |= {option.key: option.label for option in question.options}
    return names


def when_needed(document: RequiredDocument, definition: Definition) -> str:
    """Return “Chỉ cần khi …”, or nothing for a paper that is always needed."""
    if document.when is None:
        return ""
    condition = condition_in_words(document.when, definition)
    return _("Chỉ cần khi %(condition)s.") % {"condition": condition}


def applies_to(term: TermRule, definition: Definition) -> str:
    """Return the cases and channels that a term is for."""
    parts = [definition.case(key).label for key in term.cases]
    parts += [str(CHANNELS[channel]) for channel in term.channels]
    if parts:
        return "; ".join(parts)
    return _("Mọi trường hợp") if len(definition.terms) == 1 else _("Còn lại")


def term_in_words(term: TermRule) -> str:
    """Return `2,5 ngày làm việc`, with the hour of the same-day rule."""
    number = f"{term.value.normalize():f}".replace(".", ",")
    words = f"{number} {UNITS[term.unit]}"
    if term.same_day_until is None:
        return words
    return _("Ngay trong ngày; nhận sau %(hour)s giờ thì ngày làm việc tiếp theo") % {
        "hour": term.same_day_until.hour
    }


def amounts_in_words(fee: FeeRule, definition: Definition) -> list[str]:
    """Return each amount of a fee, with the condition under which it holds."""
    return [_priced_in_words(priced, definition) for priced in fee.amounts]


def _priced_in_words(priced: PricedWhen, definition: Definition) -> str:
    amount = amount_in_words(priced.amount)
    if priced.when is None:
        return amount
    return f"{condition_in_words(priced.when, definition)}: {amount}"


def amount_in_words(amount: Amount) -> str:
    """Return an amount as `8.000 đ/bản`."""
    match amount:
        case FlatAmount(amount=0):
            return _("Không thu")
        case FlatAmount(amount=vnd):
            return money(vnd)
        case UnitAmount(amount=vnd, unit=unit):
            return f"{money(vnd)}/{unit}"
        case TieredAmount(tiers=tiers, unit=unit, cap=cap):
            steps = [
                _("từ %(unit)s thứ %(first)d: %(amount)s")
                % {"unit": unit, "first": tier.above + 1, "amount": money(tier.amount)}
                for tier in tiers
            ]
            if cap is not None:
                steps.append(_("tối đa %(cap)s") % {"cap": money(cap)})
            return "; ".join(steps)
        case _:
            return amount.basis
