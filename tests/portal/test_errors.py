"""Error pages speak to the person, give a number, and lose nothing that was typed."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from portal.middleware import maintenance
from portal.middleware.requests import ALPHABET


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def unreadable(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


for view in (denied, broken, unreadable):
    view.login_required = False  # type: ignore[attr-defined]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
urlpatterns = [
    path("cam/", denied),
    path("hong/", broken),
    path("la/", unreadable),
    path("", include("portal.urls")),
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places_that_fail(settings: Settings, client: Client) -> None:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/la/", 400, "Yêu cầu này không đọc được"),
        ("/cam/", 403, "<h1>"),
        ("/khong-co/", 404, "Không tìm thấy trang này"),
        ("/hong/", 500, "Cổng vừa gặp lỗi"),
    ],
)
def test_an_error_page_is_vietnamese_and_has_the_number_of_the_log(
    client: Client,
    caplog: pytest.LogCaptureFixture,
    address: str,
    status: int,
    heading: str,
) -> None:
    with caplog.at_level(logging.CRITICAL):
        response = client.get(address)

    page = response.content.decode()
    reference = response.headers["X-Request-ID"]
    assert response.status_code == status
    assert heading in page
    assert "Điều đã nhập" in page
    assert reference in page
    assert set(reference) <= set(ALPHABET)


def test_what_is_too_large_is_not_read(client: Client, settings: Settings) -> None:
    settings.REQUEST_LIMIT = 100

    response = client.post("/tra-cuu/", {"code": "x" * 200})

    assert response.status_code == 413
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("length", ["-1", "many", ""])
def test_a_length_that_is_none_counts_as_nothing(client: Client, length: str) -> None:
    response = client.get("/tro-giup/", headers={"Content-Length": length})

    assert response.status_code == 200


def test_maintenance_from_the_environment_closes_all_but_the_health_pages(
    client: Client, settings: Settings
) -> None:
    settings.MAINTENANCE = True

    closed = client.get("/tra-cuu/")

    assert closed.status_code == 503
    assert int(closed.headers["Retry-After"]) > 0
    assert "Cổng đang được bảo trì" in closed.content.decode()
    assert client.get("/suc-khoe/song").status_code == 200


def test_maintenance_can_be_announced_and_ended_while_running(client: Client) -> None:
    maintenance.announce("7 giờ sáng mai", seconds=60)
    try:
        assert "7 giờ sáng mai" in client.get("/tra-cuu/").content.decode()
    finally:
        maintenance.end()

    assert client.get("/tra-cuu/").status_code == 200


def test_a_page_that_lay_open_too_long_gives_back_what_was_typed() -> None:
    strict = Client(enforce_csrf_checks=True)
    typed = {"ho_ten": "Nguyễn Thị Mẫu", "password": "bí mật", "secret": "ABCD2345"}

    response = strict.post("/tra-cuu/?x=1", typed)

    page = response.content.decode()
    assert response.status_code == 403
    assert "Nguyễn Thị Mẫu" in page
    assert 'action="/tra-cuu/?x=1"' in page
    assert "bí mật" not in page
    assert "ABCD2345" not in page


def test_a_post_without_session_gives_back_what_was_typed(client: Client) -> None:
    response = client.post("/ho-so/", {"ho_ten": "Nguyễn Thị Mẫu"})

    assert response.status_code == 401
    assert "Nguyễn Thị Mẫu" in response.content.decode()
