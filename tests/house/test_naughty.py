"""What people type stays what they typed: text, on every page that shows it."""

from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.template import Context
from django.test import Client
from django.urls import reverse

from services.documents.actions import store_upload
from services.dossiers import actions, lookup
from services.dossiers.actions import FaultFound
from services.dossiers.models import Dossier, Fault
from services.eforms.building import PageForm
from services.eforms.schema import Kind, Question
from services.notices.actions import send, tell_new_events
from services.notices.models import Channel, Notice
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.answers import TODAY, sample_answers
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.services.dossiers.test_life import pdf

pytestmark = pytest.mark.django_db

HARMLESS = "Nguyễn Thị Mẫu"
NAUGHTY = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea></select></title><svg/onload=alert(1)>",
    "</p></div><form action=https://evil.example><input name=a>",
    "<!-- không đóng",
    "<![CDATA[ x ]]> <?php echo 1 ?>",
    "&lt;b&gt;đậm&lt;/b&gt; &#x3C;i&#x3E;",
    "javascript:alert(1)",
    "{{ 7|add:7 }} {% now 'Y' %} {% load static %} {# x #}",
    "${7*7} #{7*7} <%= 7*7 %> [[7*7]]",
    '#H[Hen] $x^2$ @nhãn #import "x"',
    "'; DROP TABLE dossiers_dossier; --",
    "%s %d %n %(x)s {0} {x} {x.__class__}",
    "../../../../etc/passwd",
    "=1+1 @SUM(A1) +1 -1",
    "NULL undefined None NaN true 0",
    "Y Bhăm Êban H'Hen Niê 👩🏽‍🌾 ﷽ 𝕏 漢字",
    "a" * 100,
]


class Skeleton(HTMLParser):
    """Elements with the names of their attributes, in order; words left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.bones: list[tuple[str, ...]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bones.append((tag, *(name for name, _value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.bones.append((f"/{tag}",))

    def handle_comment(self, data: str) -> None:
        self.bones.append(("comment",))


def told_in(words: str) -> tuple[Office, Dossier]:
    """Tell a story in which everybody who can type types the words."""
    office = Office(BIRTH)
    citizen = make_citizen(words)
    draft = office.draft(citizen)
    texts = {q.key: words for q in draft.definition.form.questions() if is_text(q)}
    said = {"giay_chung_sinh": "giay", **texts}
    answers = sample_answers(draft.definition, draft.case, answers=said)
    draft = actions.save_draft(draft, by=citizen, at=WHEN, answers=answers)
    _answers, problems = actions.problems_of(draft, at=WHEN)
    for problem in problems:
        if problem.document:
            document = store_upload(pdf(f"{words}.pdf"), by=citizen, at=WHEN)
            actions.attach(
                draft, document, by=citizen, at=WHEN, requirement=problem.document
            )
    filed = actions.submit(draft, by=citizen, at=WHEN)
    received = actions.receive(filed, by=office.receptionist, at=WHEN)
    fault = FaultFound(Fault.Target.DOCUMENT, problems[-1].document, words)
    asked = actions.ask_supplement(
        received, by=office.officer, at=WHEN, faults=[fault], note=words
    )
    return office, actions.ask_withdraw(asked, by=citizen, at=WHEN, reason=words)


def is_text(question: Question) -> bool:
    return question.kind in {Kind.TEXT, Kind.LONG_TEXT} and (
        question.max_length is None or question.max_length >= 100
    )


def shown_of(office: Office, dossier: Dossier) -> dict[str, str]:
    """Return every page that shows what was typed, by its name."""
    tell_new_events()
    assert dossier.applicant
    citizen, desk = sign_in(dossier.applicant), sign_in(office.receptionist)
    officer = sign_in(office.officer)
    found = {
        name: citizen.get(reverse(f"citizen:{name}", args=[dossier.public_id]))
        for name in ("dossier", "receipt", "supplement", "withdraw")
    }
    found["list"] = citizen.get(reverse("citizen:dossiers"))
    found["notices"] = citizen.get(reverse("citizen:notices"))
    found["desk"] = officer.get(reverse("desk:dossier", args=[dossier.code]))
    found["queue"] = desk.get(reverse("desk:queue", args=["cho-cong-dan"]))
    secret = {"code": dossier.code, "secret": lookup.secret_of(dossier.public_id)}
    found["lookup"] = Client().post(reverse("lookup"), secret)
    assert {name: page.status_code for name, page in found.items()} == dict.fromkeys(
        found, 200
    )
    return {name: page.content.decode() for name, page in found.items()}


@cache
def harmless() -> dict[str, list[Any]]:
    pages = shown_of(*told_in(HARMLESS))
    return {name: Skeleton(page).bones for name, page in pages.items()}


@pytest.mark.parametrize("words", NAUGHTY)
def test_no_text_becomes_markup_or_is_evaluated(words: str) -> None:
    pages = shown_of(*told_in(words))

    for name, page in pages.items():
        assert Skeleton(page).bones == harmless()[name], name
    for name in ("dossier", "supplement", "desk"):
        assert words in unescape(pages[name]), name


def test_an_explanation_is_no_template() -> None:
    said = Question(key="a", kind=Kind.EXPLANATION, label="{{ 7|add:7 }}{% now 'Y' %}")
    form = PageForm([said], known={}, today=TODAY)

    page = form.helper.render_layout(form, Context())

    assert "{{ 7|add:7 }}{% now &#x27;Y&#x27; %}" in page


def test_a_line_end_in_a_name_adds_no_header_to_a_mail(
    mailoutbox: list[EmailMessage],
) -> None:
    filed = Office().submitted(make_citizen("Mẫu\r\nBcc: khac@mau.test"))
    tell_new_events()

    send(Notice.objects.get(dossier=filed, channel=Channel.EMAIL).pk)

    (mail,) = mailoutbox
    assert mail.recipients() == [filed.contact["email"]]
    assert "\n" not in mail.subject


ODD = ["", "²", "١", "-1", "9" * 40, "1e999", "'", "%", "\\", "a" * 300, "nan_1"]
GET = {
    "search": ("q", "linh-vuc", "su-kien", "muc-do", "trang"),
    "figures": ("ky", "co_quan", "linh_vuc", "muc_do", "hinh_thuc"),
    "indicators": ("nam",),
    "citizen:dossiers": ("truoc",),
    "citizen:notices": ("truoc",),
    "desk:home": ("sau", "q"),
    "desk:counter": ("q",),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", GET)
def test_an_odd_question_is_no_error_of_ours(name: str, odd: str) -> None:
    client = sign_in(Office().receptionist)

    alone = client.get(reverse(name), dict.fromkeys(GET[name], odd))
    twice = client.get(reverse(name), {key: [odd, "x"] for key in GET[name]})

    assert (alone.status_code, twice.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/thu-tuc/%00/", 400),
        ("/thu-tuc/?linh-vuc=%00", 400),
        (f"/ho-so/?truoc={'1' * 5000}", 414),
    ],
)
def test_what_no_page_of_ours_looks_like_is_turned_away(
    address: str, status: int
) -> None:
    answer = sign_in(make_citizen()).get(address)

    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
