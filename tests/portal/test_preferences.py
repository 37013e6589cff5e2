"""Text size and colours: chosen without an account, kept in a harmless cookie."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.context import TEXT_SIZES, THEMES

pytestmark = pytest.mark.django_db


def test_the_page_of_choices_is_open_to_everybody(client: Client) -> None:
    response = client.get(reverse("preferences"))

    assert response.status_code == 200
    assert 'name="text_size" value="150"' in response.content.decode()


@pytest.mark.parametrize("size", TEXT_SIZES)
def test_a_chosen_text_size_is_on_every_page_after(client: Client, size: str) -> None:
    client.post(reverse("preferences"), {"text_size": size})

    page = client.get(reverse("preferences")).content.decode()
    assert f'data-text="{size}"' in page


@pytest.mark.parametrize("theme", THEMES)
def test_a_chosen_colour_set_is_on_every_page_after(client: Client, theme: str) -> None:
    client.post(reverse("preferences"), {"theme": theme})

    page = client.get(reverse("preferences")).content.decode()
    assert f'data-theme="{theme}"' in page


def test_one_choice_leaves_the_other_as_it_was(client: Client) -> None:
    client.post(reverse("preferences"), {"text_size": "150"})
    client.post(reverse("preferences"), {"theme": "dark"})

    page = client.get(reverse("preferences")).content.decode()
    assert 'data-text="150" data-theme="dark"' in page


def test_a_choice_returns_to_the_page_it_was_made_on(client: Client) -> None:
    response = client.post(
        reverse("preferences"), {"theme": "dark", "next": "/thu-tuc/?q=khai+sinh"}
    )

    assert response["Location"] == "/thu-tuc/?q=khai+sinh"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil", "https:evil"]
)
def test_a_choice_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    response = client.post(reverse("preferences"), {"theme": "dark", "next": elsewhere})

    assert response["Location"] == reverse("preferences")


def test_a_choice_that_does_not_exist_changes_nothing(client: Client) -> None:
    client.post(reverse("preferences"), {"theme": "dark"})
    client.post(reverse("preferences"), {"theme": "neon", "text_size": "9000"})

    page = client.get(reverse("preferences")).content.decode()
    assert 'data-text="100" data-theme="dark"' in page


def test_looking_at_the_choices_changes_nothing(client: Client) -> None:
    response = client.get(reverse("preferences"), {"theme": "dark"})

    assert "theme" not in response.cookies


@pytest.mark.parametrize("cookie", ["neon", "150;", "<script>", "%E1%BB%86", ""])
def test_a_cookie_that_says_nonsense_is_not_believed(
    client: Client, cookie: str
) -> None:
    client.cookies["theme"] = cookie
    client.cookies["text_size"] = cookie

    page = client.get(reverse("preferences")).content.decode()
    assert 'data-text="100" data-theme="auto"' in page


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(client: Client) -> None:
    cookie = client.post(reverse("preferences"), {"theme": "dark"}).cookies["theme"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_cookie_travels_over_https_alone_where_there_is_https(
    client: Client, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE, settings.COOKIE_PREFIX = True, "__Host-"

    response = client.post(reverse("preferences"), {"theme": "dark"}, secure=True)

    cookie = response.cookies["__Host-theme"]
    assert cookie["secure"]
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert 'data-theme="dark"' in client.get("/tro-giup/", secure=True).text
