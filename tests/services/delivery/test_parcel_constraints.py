"""What the database refuses of a parcel, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from services.delivery.models import Shipment
from services.gateways.post import Direction
from tests.factories.dossiers import WHEN, Office
from tests.factories.post import COPIES, FakePost, answers, came_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def a_parcel(office: Office, **values: object) -> Shipment:
    dossier = office.submitted(answers=dict(answers()))
    parcel = Shipment(
        dossier=dossier,
        **{
            "direction": Direction.RETURN,
            "number": str(dossier.code),
            "price": 0,
            "sealed_parties": b"x",
            "ordered_by": office.receptionist,
            "ordered_at": WHEN,
            "changed_at": WHEN,
            **values,
        },
    )
    parcel.save()
    return parcel


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"direction": Direction.COLLECT, "cod": 1}, "collects_only_at_the_door"),
        ({"cod": -1}, "collects_only_at_the_door"),
        ({"state": "accepted"}, "at_post_has_its_number"),
        ({"state": "delivered", "item_code": "M"}, "takes_money_iff_delivered"),
        ({"cod_taken": 0}, "takes_money_iff_delivered"),
    ],
)
def test_the_database_refuses_a_parcel_that_cannot_be(
    office: Office, values: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_parcel(office, **values)


def test_a_dossier_has_one_open_parcel_a_way(office: Office) -> None:
    parcel = a_parcel(office)

    parcel.pk, parcel._state.adding = None, True
    parcel.number, parcel.public_id = "H99-2", type(parcel)().public_id
    one = pytest.raises(IntegrityError, match="one_open_shipment_a_way")
    with one, transaction.atomic():
        parcel.save()


def test_what_the_post_told_is_never_changed(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = came_back(office, connected)
    assert str(parcel.trackings.get()) == f"{parcel.pk}: 50"

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute("DELETE FROM delivery_tracking")
