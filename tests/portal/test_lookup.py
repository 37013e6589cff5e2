"""Looking a dossier up: two secrets open it, tries are counted, names are masked."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.throttle import Limit
from portal.views.lookup import PER_ADDRESS, PER_CODE, masked
from services.dossiers import lookup
from services.dossiers.models import Dossier
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import Office

pytestmark = pytest.mark.django_db

PAGE = "/tra-cuu/"


@pytest.fixture
def filed() -> Dossier:
    return Office().submitted(make_citizen("Nguyễn Thị Kín Mẫu"))


def ask(client: Client, filed: Dossier, secret: str) -> str:
    answer = client.post(PAGE, {"code": str(filed.code), "secret": secret})
    return answer.content.decode()


def test_code_and_secret_show_the_progress_and_no_full_name(
    client: Client, filed: Dossier
) -> None:
    page = ask(client, filed, lookup.secret_of(filed.public_id))

    assert "Mới đăng ký" in page
    assert "Nguyễn T*** K*** M***" in page
    assert "Nguyễn Thị Kín Mẫu" not in page


def test_small_letters_and_spaces_do_not_matter(client: Client, filed: Dossier) -> None:
    secret = lookup.secret_of(filed.public_id)

    answer = client.post(
        PAGE,
        {
            "code": f" {str(filed.code).lower()} ",
            "secret": f"{secret[:4]} {secret[4:].lower()}",
        },
    )

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"


def test_a_wrong_secret_and_an_unknown_code_get_the_same_answer(
    client: Client, filed: Dossier
) -> None:
    wrong = client.post(PAGE, {"code": str(filed.code), "secret": "AAAAAAAA"})
    unknown = client.post(PAGE, {"code": "H29.X-1", "secret": "AAAAAAAA"})

    assert wrong.status_code == unknown.status_code == 422
    assert [str(e) for e in wrong.context["form"].non_field_errors()] == [
        str(e) for e in unknown.context["form"].non_field_errors()
    ]


def test_an_empty_form_says_what_to_type(client: Client) -> None:
    page = client.post(PAGE, {"code": "", "secret": ""}).content.decode()

    assert "Hãy nhập mã hồ sơ." in page
    assert "Hãy nhập mã tra cứu" in page


def test_a_secret_cannot_be_tried_out(client: Client, filed: Dossier) -> None:
    for _try in range(PER_CODE.tries):
        ask(client, filed, "AAAAAAAA")

    answer = client.post(
        PAGE,
        {"code": str(filed.code), "secret": lookup.secret_of(filed.public_id)},
    )

    assert answer.status_code == 429
    assert "Mới đăng ký" not in answer.content.decode()


def test_the_square_on_the_paper_opens_the_progress(
    client: Client, filed: Dossier
) -> None:
    token = lookup.token_of(filed.public_id)

    right = client.get(reverse("scanned", args=[filed.code, token]))
    wrong = client.get(reverse("scanned", args=[filed.code, "x" * len(token)]))
    unknown = client.get(reverse("scanned", args=["H29.X-1", token]))

    assert "Mới đăng ký" in right.content.decode()
    assert (wrong.status_code, unknown.status_code) == (404, 404)


def test_squares_cannot_be_tried_out_either(client: Client, filed: Dossier) -> None:
    path = reverse("scanned", args=[filed.code, "x"])
    for _try in range(PER_ADDRESS.tries):
        client.get(path)

    assert client.get(path).status_code == 429


def test_each_address_has_its_own_tries() -> None:
    limit = Limit("test", tries=1, seconds=60)

    assert not limit.is_used_up("a")
    assert limit.is_used_up("a")
    assert not limit.is_used_up("b")


def test_a_count_that_runs_out_between_two_calls_is_no_refusal() -> None:
    assert not Limit("test", tries=1, seconds=0).is_used_up("a")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nguyễn Thị Mẫu", "Nguyễn T*** M***"),
        ("H'Hen Niê", "H'Hen N***"),
        ("Mẫu", "Mẫu"),
        ("", ""),
    ],
)
def test_a_masked_name_is_recognised_by_its_bearer_alone(name: str, shown: str) -> None:
    assert masked(name) == shown
