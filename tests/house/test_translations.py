"""Two languages, whole: English for our sentences, Vietnamese for the libraries'."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import allauth
import django
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext

from tests.factories.dossiers import BIRTH, Office

LOCALE = Path(settings.LOCALE_PATHS[0])
PLACE = re.compile(r"%\(\w+\)[sdr]|%[sd%]|\{\w+\}")
PROPER_NAMES = (
    "Một Cửa",  # what the software is called
    "Nguyễn Thị Mẫu",  # the visibly invented person
    "Lê Thánh Tôn",  # a street
    "QĐ-TTg",  # in the number of a decision
)


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as text:
        return read_po(text)


def library(package: str, *inside: str) -> Catalog:
    root = Path(package).parent.joinpath(*inside)
    return catalogue(root / "locale/en/LC_MESSAGES/django.po")


def sentences(kept: Catalog) -> list[Message]:
    return [message for message in kept if message.id]


def forms(words: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return the plural forms, or the one form."""
    return (words or "",) if isinstance(words, str | None) else tuple(words)


def places(words: str) -> list[str]:
    return sorted(PLACE.findall(words))


def is_foreign(words: str) -> bool:
    """Say whether a letter is not English once the proper names are left out."""
    for name in PROPER_NAMES:
        words = words.replace(name, "")
    return any(letter.isalpha() and not letter.isascii() for letter in words)


ENGLISH_FILE = LOCALE / "en/LC_MESSAGES/django.po"
VIETNAMESE_FILE = LOCALE / "vi/LC_MESSAGES/django.po"
ENGLISH = catalogue(ENGLISH_FILE)
VIETNAMESE = catalogue(VIETNAMESE_FILE)


def test_every_sentence_has_its_english() -> None:
    empty = [m.id for m in sentences(ENGLISH) if not all(forms(m.string))]

    assert len(sentences(ENGLISH)) > 800
    assert empty == []


def test_no_translation_is_a_machine_guess_or_a_leftover() -> None:
    for file, kept in ((ENGLISH_FILE, ENGLISH), (VIETNAMESE_FILE, VIETNAMESE)):
        assert [m.id for m in sentences(kept) if m.fuzzy] == []
        assert not kept.fuzzy
        assert "\n#~" not in file.read_text()


@pytest.mark.parametrize("kept", [ENGLISH, VIETNAMESE], ids=["en", "vi"])
def test_a_translation_fills_the_same_places(kept: Catalog) -> None:
    wrong = [
        (words, said)
        for message in sentences(kept)
        for words in forms(message.id)[-1:]
        for said in forms(message.string)
        if places(said) != places(words) and words not in NAMELESS
    ]

    assert wrong == []


# The name of the site is its address here, and people are greeted by no address.
NAMELESS = {
    "Hello from %(site_name)s!",
    "Thank you for using %(site_name)s!\n%(site_domain)s",
}


def test_no_percent_sign_of_a_sentence_begins_a_line() -> None:
    said = [
        words
        for message in sentences(ENGLISH)
        for words in (*forms(message.id), *forms(message.string))
    ]

    # `vietnamese.percent` writes number and sign, with a space that does not break.
    assert [words for words in said if re.search(r"[0-9s] %(?!\()", words)] == []


def test_the_english_is_english() -> None:
    foreign = [
        said
        for message in sentences(ENGLISH)
        for said in forms(message.string)
        if is_foreign(said)
    ]

    assert foreign == []


def test_the_vietnamese_catalogue_speaks_for_the_libraries_of_today() -> None:
    known = {
        message.id
        for kept in (
            library(allauth.__file__),
            library(django.__file__, "conf"),
            library(django.__file__, "contrib", "auth"),
        )
        for message in sentences(kept)
    }

    gone = [m.id for m in sentences(VIETNAMESE) if m.id not in known]
    assert gone == []


def test_every_vietnamese_sentence_stands_before_the_librarys_own() -> None:
    with translation.override("vi"):
        for message in sentences(VIETNAMESE):
            assert now_said(message) == forms(message.string)[0]


def now_said(message: Message) -> str:
    """Return what the portal makes of a message in the language of the moment."""
    first, *plural = forms(message.id)
    if plural:
        return ngettext(first, plural[0], 2)
    return pgettext(message.context, first) if message.context else gettext(first)


SAID_BY_ALLAUTH = [
    "Successfully signed in as %(name)s.",
    "You have signed out.",
    "Confirmation email sent to %(email)s.",
    "You have confirmed %(email)s.",
    "Removed email address %(email)s.",
    "You cannot remove your primary email address (%(email)s).",
    "Primary email address set.",
    "Password successfully changed.",
    "Password successfully set.",
    "Authenticator app activated.",
    "Authenticator app deactivated.",
    "A new set of recovery codes has been generated.",
    "You must type the same password each time.",
    "Forgot your password?",
    "Email or phone",
    "Remember Me",
    "Password",
    "Password (again)",
    "Current Password",
    "New Password",
    "New Password (again)",
    "Code",
    "Sign In",
    "Sign Up",
    "Sign Out",
    "Password Reset",
    "Two-Factor Authentication",
    "Recovery Codes",
    "Sessions",
    "Please Confirm Your Email Address",
    "Password Reset Email",
    "Account Already Exists",
]
SAID_BY_DJANGO = [
    "This field is required.",
    "Enter a valid value.",
    "Enter a valid email address.",
    "Enter a valid date.",
    "Enter a valid date/time.",
    "Enter a valid time.",
    "Enter a number.",
    "Enter a whole number.",
    "Enter a complete value.",
    "Enter a list of values.",
    "Null characters are not allowed.",
    "No file was submitted.",
    "The submitted file is empty.",
    "Select a valid choice. That choice is not one of the available choices.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    "The password is too similar to the %(verbose_name)s.",
    "This password is too common.",
    "Constraint “%(name)s” is violated.",
]


# Of what allauth can refuse, what our settings never let it say.
UNSAID = {"username_blacklisted", "username_taken"}
REFUSALS = {
    key: refusal
    for adapter in (DefaultAccountAdapter, DefaultMFAAdapter)
    for key, refusal in adapter.error_messages.items()
    if key not in UNSAID
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_allauth_refuses_in_vietnamese(refusal: Promise) -> None:
    with translation.override("en"):
        english = str(refusal)
    with translation.override("vi"):
        vietnamese = str(refusal)

    assert vietnamese != english


@pytest.mark.parametrize("sentence", [*SAID_BY_ALLAUTH, *SAID_BY_DJANGO])
def test_a_library_says_it_in_vietnamese(sentence: str) -> None:
    with translation.override("vi"):
        assert gettext(sentence) != sentence


def test_a_password_that_is_too_short_is_refused_in_vietnamese() -> None:
    known = (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    )

    with translation.override("vi"):
        said = ngettext(*known, 8) % 8

    assert said == "Mật khẩu quá ngắn. Hãy dùng ít nhất 8 ký tự."


def test_the_libraries_keep_their_own_english() -> None:
    with translation.override("en"):
        assert gettext("This field is required.") == "This field is required."
        assert gettext("Hãy nhập mã hồ sơ.") == "Enter the dossier code."


PAGES = {
    "home": "Which procedure do you need?",
    "search": "Online level",
    "lookup": "You do not need an account.",
    "figures": "How we count",
    "definitions": "Each figure has one definition",
    "help": "Common questions",
    "preferences": "Display settings",
    "account_login": "Sign In",
    "account_signup": "As on your identity card",
    "account_reset_password": "Reset My Password",
}


def in_english(address: str, client: Client) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Language"] == "en"
    return response.content.decode()


def texts(page: str) -> Iterator[str]:
    """Yield what is read on a page: texts, and the words of labels and hints."""
    page = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", "", page)
    yield from (unescape(text).strip() for text in re.split(r"<[^>]*>", page))
    said = re.findall(r'\b(?:aria-label|placeholder|title|alt)="([^"]*)"', page)
    yield from (unescape(text).strip() for text in said)


def left_in_vietnamese(page: str) -> set[str]:
    ours = {forms(m.id)[0] for m in sentences(ENGLISH) if m.id != m.string}
    return ours & set(texts(page))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "sentence"), PAGES.items(), ids=PAGES)
def test_a_page_asked_for_in_english_is_english(
    name: str, sentence: str, client: Client
) -> None:
    page = in_english(reverse(name), client)

    assert '<html lang="en"' in page
    assert sentence in page
    assert "Skip to main content" in page
    assert left_in_vietnamese(page) == set()


@pytest.mark.django_db
def test_a_procedure_asked_for_in_english_is_framed_in_english(client: Client) -> None:
    Office(BIRTH)

    page = in_english(reverse("procedure", args=[BIRTH]), client)

    assert '<html lang="en"' in page
    assert "Documents you need" in page
    assert "1 receiving agency" in page
    assert left_in_vietnamese(page) == set()


@pytest.mark.django_db
def test_the_language_of_the_browser_alone_changes_nothing(client: Client) -> None:
    page = client.get(reverse("home"), headers={"accept-language": "en"})

    assert '<html lang="vi"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_english_words_stay_out_of_vietnamese_pages(name: str, client: Client) -> None:
    said = set(texts(client.get(reverse(name)).content.decode()))

    assert said & {m.id for m in sentences(VIETNAMESE)} == set()
