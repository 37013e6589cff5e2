"""Sums typed at the desk: “8.000” is eight thousand in every form of money."""

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services.desk import money
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.eforms.kinds.numbers import AmountField
from services.payments.models import CashDay, Refund
from tests.factories.accounts import sign_in
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, owing
from tests.factories.refunds import in_cash

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def act(client: Client, dossier: Dossier, act: Act, **typed: str) -> int:
    path = reverse("desk:act", args=[dossier.code, act.value])
    form = {"version": dossier.version, "reason": "Nộp thừa một bản", **typed}
    return client.post(path, form).status_code


def test_an_adjustment_to_8_000_is_to_eight_thousand(office: Office) -> None:
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    dossier = actions.forward(dossier, by=office.receptionist, at=WHEN)
    line = dossier.bill[0].key

    act(sign_in(office.officer), dossier, Act.ADJUST_FEE, line=line, amount="8.000")

    dossier.refresh_from_db()
    assert dossier.fee_due == 8_000


def test_a_refund_of_8_000_d_is_of_eight_thousand(office: Office) -> None:
    dossier = in_cash(office)
    line, client = dossier.bill[0].key, sign_in(office.receptionist)

    unclear = act(client, dossier, Act.REFUND, line=line, amount="8.00")
    act(client, dossier, Act.REFUND, line=line, amount="8 000 đ")

    assert unclear == 422
    assert Refund.objects.get().amount == 8_000


def test_a_drawer_counted_with_dots_balances(office: Office) -> None:
    today = timezone.now()
    dossier = in_cash(office)
    day = f"{dossier.events.latest('seq').at.astimezone():%Y-%m-%d}"
    path = reverse("desk:till_close", args=[office.agency.identifier, day])

    answer = sign_in(office.receptionist).post(path, {"cash": "24.000", "card": "0"})

    assert answer.status_code == 302
    assert CashDay.objects.get(closed_at__gte=today).counted_cash == 24_000


def test_what_cannot_be_read_is_given_back_as_it_was_typed(office: Office) -> None:
    day = f"{timezone.localdate():%Y-%m-%d}"
    path = reverse("desk:till_close", args=[office.agency.identifier, day])

    answer = sign_in(office.receptionist).post(path, {"cash": "24,5", "card": "0"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="24,5"' in page
    assert "Hãy nhập số tiền chẵn đồng, ví dụ 8000 hoặc 8.000." in page


def test_every_number_of_the_money_forms_is_read_this_way() -> None:
    found = [
        (form.__name__, name)
        for form in vars(money).values()
        if isinstance(form, type) and issubclass(form, forms.Form)
        for name, field in form.base_fields.items()
        if isinstance(field, forms.IntegerField) and name != "version"
        if not isinstance(field, AmountField)
    ]

    assert found == []
