"""The client and the fake post over real HTTP: each holds the other to account."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from services.gateways.post import (
    Direction,
    NoAnswer,
    Order,
    Party,
    Post,
    Refused,
    Step,
    post_office,
)
from services.gateways.post.vnpost import VNPost
from tests.factories.post import (
    BACK,
    HANDED,
    NOBODY_HOME,
    ON_ROAD,
    FakePost,
    fake_post,
)
from tests.factories.wire import answering

AT = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
DESK = Party("UBND Phường Mẫu", "", "Bộ phận Một cửa, UBND Phường Mẫu", "79")
HOME = Party(
    "Nguyễn Thị Mẫu", "+84901234567", "12 đường Mẫu", "79", email="mau@example.vn"
)
ORDER = Order("H99-260302-0001", Direction.RETURN, DESK, HOME, cod=8_000)


@pytest.fixture
def client(post: FakePost) -> Post:
    return post.client()


def test_an_order_says_what_the_protocol_asks(client: Post, post: FakePost) -> None:
    client.order(ORDER)

    (asked,) = post.behave().values()
    assert asked == {
        "CustomerCode": "MAU",
        "OrderNumber": "H99-260302-0001",
        "ItemCode": "",
        "CODAmount": 8_000,
        "FlagConfig": 2,
        "SenderName": "UBND Phường Mẫu",
        "SenderTel": "",
        "SenderAddress": "Bộ phận Một cửa, UBND Phường Mẫu",
        "SenderEmail": "",
        "SenderProvince": "79",
        "SenderDistrict": "",
        "ReceiverName": "Nguyễn Thị Mẫu",
        "ReceiverTel": "+84901234567",
        "ReceiverAddress": "12 đường Mẫu",
        "ReceiverEmail": "mau@example.vn",
        "ReceiverProvince": "79",
        "ReceiverDistrict": "",
    }


def test_papers_are_fetched_under_the_other_flag(client: Post, post: FakePost) -> None:
    client.order(Order("H99-1", Direction.COLLECT, HOME, DESK, cod=0))

    assert post.behave()["H99-1"]["FlagConfig"] == 1


def test_the_same_number_is_ordered_once(client: Post, post: FakePost) -> None:
    first = client.order(ORDER)

    assert client.order(ORDER) == first
    assert client.order(replace(ORDER, number="H99-260302-0001-2")) != first
    assert len(post.behave()) == 2


def test_what_the_post_refuses_is_refused_for_good(client: Post) -> None:
    with pytest.raises(Refused) as refusal:
        client.order(replace(ORDER, receiver=replace(HOME, address="")))

    assert refusal.value.code == "103"


def test_an_order_is_cancelled_until_it_is_on_its_way(
    client: Post, post: FakePost
) -> None:
    with pytest.raises(Refused, match="101"):
        client.cancel(ORDER.number)
    client.order(ORDER)
    client.cancel(ORDER.number)
    post.happen(ORDER.number, ON_ROAD, AT)

    with pytest.raises(Refused, match="102"):
        client.cancel(ORDER.number)


def test_tracking_is_read_in_our_terms(client: Post, post: FakePost) -> None:
    client.order(ORDER)
    post.happen(ORDER.number, NOBODY_HOME, AT)
    post.happen(ORDER.number, HANDED, AT + timedelta(days=1))
    post.happen(ORDER.number, "77", AT + timedelta(days=2))

    taken, failed, handed, unknown = client.track(ORDER.number)
    assert (taken.step, failed.step) == (Step.ACCEPTED, Step.FAILED)
    assert (handed.step, handed.cod) == (Step.DELIVERED, 8_000)
    assert handed.at == AT + timedelta(days=1)
    assert handed.place == "Bưu cục Mẫu"
    assert (unknown.step, unknown.code) == (None, "77")


def test_a_parcel_that_the_post_does_not_know_has_no_tracking(client: Post) -> None:
    with pytest.raises(Refused, match="101"):
        client.track("H99-0")


def test_a_post_may_repeat_itself_and_begin_at_the_end(
    client: Post, post: FakePost
) -> None:
    client.order(ORDER)
    post.happen(ORDER.number, BACK, AT)
    post.mood(repeat=True, shuffle=True)

    steps = [line.step for line in client.track(ORDER.number)]
    assert steps == [Step.RETURNED, Step.ACCEPTED] * 2


def test_a_token_that_ran_out_is_fetched_anew(client: Post, post: FakePost) -> None:
    first = client.order(ORDER)
    post.mood(forget=True)

    assert client.order(ORDER) == first


def test_a_post_that_is_down_or_slow_is_no_answer(post: FakePost) -> None:
    post.mood(down=True)
    with pytest.raises(NoAnswer):
        post.client().order(ORDER)

    post.mood(slow=2)
    with pytest.raises(NoAnswer):
        post.client(seconds=0.2).order(ORDER)


def test_a_wrong_key_refuses_no_order(post: FakePost) -> None:
    keyless = VNPost(post.url, customer_code="MAU", customer_key="", secret_key="")

    with pytest.raises(NoAnswer, match="no token"):
        keyless.order(ORDER)


TOKEN = (200, b'{"Status": "100", "access_token": "t"}')


@pytest.mark.parametrize(
    "said",
    [
        (401, b"{}"),
        (200, b"{}"),
        (200, b'{"Status": "100"}'),
        (200, b'{"Status": "100", "ItemCode": 7}'),
    ],
    ids=["never admitted", "no status", "no number", "a number that is no text"],
)
def test_a_post_that_breaks_the_protocol_has_taken_no_order(
    said: tuple[int, bytes],
) -> None:
    calls = {"/apiGetToken": TOKEN, "/apiPostOrder": said}

    with answering(calls) as url, pytest.raises(NoAnswer):
        FakePost(url).client().order(ORDER)


@pytest.mark.parametrize(
    "said",
    [
        b'{"Status": "100"}',
        b'{"Status": "100", "Trackings": [7]}',
        b'{"Status": "100", "Trackings": [{"StatusCode": "30", "StatusTime": "now"}]}',
        (
            b'{"Status": "100", "Trackings": [{"StatusCode": "30",'
            b' "StatusTime": "20260302100000", "CODAmount": -1}]}'
        ),
    ],
    ids=["nothing", "no line", "no time", "less than no money"],
)
def test_tracking_that_cannot_be_read_tells_nothing(said: bytes) -> None:
    calls = {"/apiGetToken": TOKEN, "/apiGetOrderTracking": (200, said)}

    with answering(calls) as url, pytest.raises(NoAnswer):
        FakePost(url).client().track(ORDER.number)


@pytest.fixture
def hurried() -> Iterator[FakePost]:
    """A post whose parcels are at home before one has asked."""
    with fake_post("--pace", "0.000001") as running:
        yield running


@pytest.mark.parametrize(
    ("address", "end"), [("12 đường Mẫu", "30"), ("12 đường Vắng Nhà", "50")]
)
def test_parcels_travel_by_themselves_in_the_demo(
    hurried: FakePost, address: str, end: str
) -> None:
    client = hurried.client()
    client.order(replace(ORDER, receiver=replace(HOME, address=address)))

    assert client.track(ORDER.number)[-1].code == end


def test_without_settings_there_is_no_post(settings: Settings) -> None:
    settings.VNPOST = {}

    assert post_office() is None


def test_the_portal_keeps_one_client_of_its_post(connected: FakePost) -> None:
    post = post_office()

    assert post is not None
    assert post is post_office()
    assert post.order(ORDER) == "MC000000001VN"
