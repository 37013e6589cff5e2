"""What the post tells moves the parcel, books the money and ends the dossier, once."""

import json
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.conf import settings as settings_of_portal
from pytest_django import DjangoAssertNumQueries, Settings
from redis import Redis

from services.delivery import tasks, wording
from services.delivery.actions import ask_about, hand_over, record, send
from services.delivery.cashier import Till, till
from services.delivery.models import Shipment
from services.delivery.states import ShipmentState, Way
from services.dossiers import actions as dossiers
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State
from services.gateways.post import Step, Track
from services.payments import auditing
from services.payments.actions import take_notice
from services.payments.models import (
    Account,
    Difference,
    Entry,
    EntryLine,
    Invoice,
    Refund,
)
from services.payments.states import InvoiceState
from tests.factories.dossiers import Office
from tests.factories.money import billed, make_attempt, told
from tests.factories.post import (
    BACK,
    COPIES,
    DECIDED,
    HANDED,
    NOBODY_HOME,
    ON_ROAD,
    FakePost,
    decided,
    with_post,
)

pytestmark = pytest.mark.django_db

LATER = DECIDED + timedelta(days=1)
HOUR = timedelta(hours=1)

CARRIED = Track("20", Step.CARRIED, DECIDED + HOUR, "Bưu cục Mẫu")
FAILED = Track("40", Step.FAILED, DECIDED + 2 * HOUR)
CARRIED_AGAIN = Track("20", Step.CARRIED, DECIDED + 3 * HOUR)
DELIVERED = Track("30", Step.DELIVERED, DECIDED + 4 * HOUR, cod=8_000)


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def ordered(office: Office, *, paid: bool = True) -> Shipment:
    """An order that waits for the post to be told."""
    dossier = decided(office, paid=paid)
    hand_over(dossier, by=office.receptionist, at=DECIDED)
    return dossier.shipments.get()


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def balance(account: Account) -> int:
    return EntryLine.objects.filter(account=account).balance()


def test_the_whole_way_by_tasks_alone(office: Office, connected: FakePost) -> None:
    parcel = ordered(office, paid=False)

    assert tasks.send_orders() == 1
    assert tasks.send_orders() == 0
    connected.happen(parcel.number, ON_ROAD, LATER)
    assert tasks.follow_parcels() == 1
    parcel.refresh_from_db()
    assert (parcel.state, parcel.item_code) == ("in_transit", "MC000000001VN")
    connected.happen(parcel.number, HANDED, LATER + HOUR)
    assert tasks.follow_parcels() == 1
    assert tasks.follow_parcels() == 0

    parcel.refresh_from_db()
    done = fresh(parcel.dossier)
    assert (parcel.state, parcel.cod_taken) == ("delivered", 8_000)
    assert done.state == State.HANDED_OVER
    event = done.events.order_by("-seq")[0]
    assert (event.act, event.by) == (Act.HAND_OVER, None)
    assert event.data == {
        "receiver": "",
        "way": Way.POST,
        "reference": "MC000000001VN",
    }


@pytest.mark.usefixtures("connected")
def test_a_post_that_is_down_hears_of_the_order_later(
    office: Office, connected: FakePost
) -> None:
    parcel = ordered(office)
    connected.mood(down=True)

    assert tasks.send_orders() == 0
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.ORDERED
    assert "tự gửi lại" in wording.for_desk(parcel)
    connected.mood()
    assert tasks.send_orders() == 1

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.ACCEPTED


def test_an_order_that_the_post_refuses_is_back_at_the_desk(
    office: Office, connected: FakePost
) -> None:
    parcel = ordered(office)
    sender, receiver = parcel.parties
    parcel.write_parties(sender, type(receiver)("", "", "", ""))
    parcel.save()

    tasks.send_orders()

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.RETURNED
    assert wording.for_desk(parcel).startswith("Bưu điện không nhận đơn (mã 103)")
    assert tasks.follow_parcels() == 0


def test_what_is_told_twice_counts_once(office: Office, connected: FakePost) -> None:
    parcel = ordered(office)
    client = connected.client()

    assert send(parcel.pk, post=client, at=LATER)
    assert not send(parcel.pk, post=client, at=LATER)

    assert len(connected.behave()) == 1


def test_in_whatever_order_it_is_heard_the_parcel_is_where_it_is(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)
    last = Track("40", Step.FAILED, DECIDED + 5 * HOUR)

    for order in permutations([CARRIED, FAILED, CARRIED_AGAIN, last]):
        Shipment.objects.filter(pk=parcel.pk).update(state="accepted")
        for line in order:
            record(parcel, [line, line], at=LATER)
        assert record(parcel, order, at=LATER).state == ShipmentState.FAILED

    assert parcel.trackings.count() == 4


def test_a_word_that_nobody_knows_is_kept_and_moves_nothing(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)

    after = record(parcel, [Track("77", None, LATER)], at=LATER)

    assert after.state == ShipmentState.ACCEPTED
    assert after.trackings.get().step == ""


def test_a_moody_post_hands_over_once(office: Office, connected: FakePost) -> None:
    dossier, parcel = with_post(office, connected)
    connected.mood(repeat=True, shuffle=True, forget=True)
    connected.happen(parcel.number, HANDED, LATER + HOUR)
    connected.happen(parcel.number, NOBODY_HOME, LATER)

    for _again in range(2):
        ask_about(parcel, post=connected.client(), at=LATER)

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.DELIVERED
    assert dossier.events.filter(act=Act.HAND_OVER).count() == 1


def test_a_failed_delivery_comes_back_to_the_desk(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected)
    connected.happen(parcel.number, NOBODY_HOME, LATER)
    tasks.follow_parcels()
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.FAILED
    assert "chưa gặp được" in wording.for_citizen(parcel)
    connected.happen(parcel.number, BACK, LATER + HOUR)

    tasks.follow_parcels()

    assert Shipment.objects.back_at_desk().get() == parcel
    assert fresh(dossier).state == State.DECIDED


def test_a_post_that_forgot_the_order_is_asked_again(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)
    Shipment.objects.filter(pk=parcel.pk).update(number="H99-0")

    assert tasks.follow_parcels() == 1

    parcel.refresh_from_db()
    assert (parcel.state, parcel.reply_code) == (ShipmentState.ACCEPTED, "101")


def test_papers_that_arrive_move_no_dossier(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected)
    Shipment.objects.filter(pk=parcel.pk).update(direction="collect")

    assert record(parcel, [DELIVERED], at=LATER).state == ShipmentState.DELIVERED
    assert fresh(dossier).state == State.DECIDED


# Money at the door


def test_the_money_of_the_door_pays_the_dossier(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected, paid=False)

    record(parcel, [DELIVERED], at=LATER)

    assert fresh(dossier).fee_owed == 0
    assert Invoice.objects.get().state == InvoiceState.PAID
    assert (balance(Account.COD), balance(Account.FEES)) == (8_000, -8_000)
    assert not Shipment.objects.with_money_open().exists()


def test_a_delivered_parcel_has_its_money_though_the_post_does_not_say_so(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected, paid=False)

    after = record(parcel, [Track("30", Step.DELIVERED, LATER)], at=LATER)

    assert after.cod_taken == 8_000
    assert fresh(dossier).fee_owed == 0


def test_the_same_money_is_booked_once(office: Office, connected: FakePost) -> None:
    dossier, parcel = with_post(office, connected, paid=False)
    record(parcel, [DELIVERED], at=LATER)

    till.book(dossier, at=LATER, amount=8_000, reference=parcel.item_code or "MC")

    reference = f"cod:{Shipment.objects.get().item_code}"
    assert Entry.objects.get().reference == reference


def test_who_paid_online_meanwhile_gets_the_money_of_the_door_back(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected, paid=False)
    attempt = make_attempt([billed(dossier, at=LATER)], at=LATER)
    take_notice(told(attempt), at=LATER)

    record(parcel, [DELIVERED], at=LATER)

    assert fresh(dossier).state == State.HANDED_OVER
    assert (balance(Account.COD), balance(Account.EXCESS)) == (8_000, -8_000)
    assert balance(Account.VNPAY) == -balance(Account.FEES) == 8_000
    assert Refund.objects.get().amount == 8_000


def test_another_sum_than_was_ordered_is_an_open_question(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected, paid=False)
    lied = Track("30", Step.DELIVERED, LATER, cod=5_000)

    record(parcel, [lied], at=LATER)

    assert Shipment.objects.with_money_open().get() == parcel
    assert fresh(dossier).fee_owed == 8_000
    assert Refund.objects.get().amount == 5_000
    difference = Difference.objects.open().get()
    assert (difference.ours, difference.theirs) == (8_000, 5_000)
    assert (difference.agency, difference.reference) == (office.agency, dossier.code)
    assert auditing.faults() == []


def test_a_postman_who_took_nothing_is_asked_why(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected, paid=False)

    record(parcel, [Track("30", Step.DELIVERED, LATER, cod=0)], at=LATER)

    assert not Entry.objects.exists()
    assert fresh(dossier).state == State.HANDED_OVER
    difference = Difference.objects.open().get()
    assert (difference.ours, difference.theirs) == (8_000, 0)


def test_money_without_a_cashier_is_a_mistake_of_the_portal(office: Office) -> None:
    with pytest.raises(AssertionError, match="no cashier"):
        Till().book(decided(office), at=LATER, amount=1, reference="M")


def test_a_dossier_that_was_handed_over_meanwhile_stays_so(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected)
    dossiers.hand_over(dossier, by=office.receptionist, at=LATER)

    assert record(parcel, [DELIVERED], at=LATER).state == ShipmentState.DELIVERED
    assert dossier.events.filter(act=Act.HAND_OVER).count() == 1


# The runs


def test_without_a_post_the_tasks_rest(settings: Settings) -> None:
    settings.VNPOST = {}

    assert tasks.send_orders() == tasks.follow_parcels() == 0


def test_a_silent_post_is_left_alone_and_the_silent_parcels_go_to_the_end(
    office: Office, connected: FakePost
) -> None:
    parcels = [ordered(office) for _i in range(4)]
    connected.mood(down=True)

    assert tasks.send_orders() == 0

    tried = Shipment.objects.filter(asked_at__isnull=False)
    assert set(tried) == set(parcels[:3])
    connected.mood()
    assert tasks.send_orders() == 4


def test_a_run_ends_in_time(
    office: Office, connected: FakePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered(office)
    monkeypatch.setattr(tasks, "LONGEST", timedelta(0))

    assert tasks.send_orders() == 0


def test_new_choices_are_read_by_the_task(office: Office) -> None:
    dossier = decided(office)

    assert tasks.read_new_choices() > 0
    assert dossier.delivery_choices.get().way == Way.POST


@pytest.mark.parametrize("lines", [1, 20])
def test_a_parcel_costs_the_same_however_much_is_told(
    office: Office,
    connected: FakePost,
    django_assert_num_queries: DjangoAssertNumQueries,
    lines: int,
) -> None:
    _dossier, parcel = with_post(office, connected)
    heard = [Track("20", Step.CARRIED, DECIDED + i * HOUR) for i in range(lines)]

    # Savepoint, dossier, parcel, savepoint, lines written, released, read, parcel,
    # notices.
    with django_assert_num_queries(9):
        record(parcel, heard, at=LATER)


def waiting_tasks() -> list[str]:
    """Return the names of the tasks that wait for a worker, and forget them."""
    queue = Redis.from_url(settings_of_portal.REDIS_URL)
    waiting = [json.loads(kept) for kept in queue.lrange("celery", 0, -1)]
    queue.delete("celery")
    return [message["headers"]["task"].rsplit(".", 1)[-1] for message in waiting]


@pytest.mark.usefixtures("connected")
def test_filing_and_ordering_wake_the_worker(
    office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    waiting_tasks()
    with django_capture_on_commit_callbacks(execute=True):
        ordered(office)

    woken = waiting_tasks()
    assert "read_new_choices" in woken
    assert woken.count("send_orders") == 1
