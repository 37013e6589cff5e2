"""Money at the door: whatever the postman took is booked and owed to somebody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from services.dossiers import actions
from services.dossiers.models import Dossier
from services.payments import auditing
from services.payments.actions import (
    collect_at_door,
    pay_out,
    propose_door_excess,
    refuse,
)
from services.payments.actions.refunding import approve, door_excess_of
from services.payments.errors import RefundRefused
from services.payments.models import Account, Difference, Entry, Refund
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, owing
from tests.factories.refunds import LATER, balance


def taken(office: Office, amount: int) -> tuple[Dossier, Entry | None]:
    """Let a postman take `amount` VND where 24,000 are owed."""
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    entry = collect_at_door(dossier, at=LATER, amount=amount, reference="MC1VN")
    dossier.refresh_from_db()
    return dossier, entry


class AnySum(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(st.one_of(st.integers(0, 60_000), st.sampled_from([0, 24_000, 24_001])))
    def test_it_pays_the_fee_or_goes_back_and_a_difference_is_never_hidden(
        self, amount: int
    ) -> None:
        dossier, entry = taken(Office(COPIES), amount)

        excess = amount - 24_000 if amount >= 24_000 else amount
        assert dossier.fee_collected == amount - excess
        assert balance(Account.COD) == amount
        assert balance(Account.EXCESS) == -excess
        assert sum(r.amount for r in Refund.objects.all()) == excess
        assert (entry is None) == (amount == 0)
        assert Difference.objects.open().exists() == (amount != 24_000)
        assert auditing.faults() == []


@pytest.mark.django_db
def test_told_twice_it_is_booked_and_noted_once() -> None:
    office = Office(COPIES)
    dossier, entry = taken(office, 30_000)

    assert collect_at_door(dossier, at=LATER, amount=1, reference="MC1VN") == entry

    assert Refund.objects.get().amount == 6_000
    assert Difference.objects.count() == 1


@pytest.mark.django_db
def test_nothing_taken_and_told_twice_is_one_difference() -> None:
    dossier, _none = taken(Office(COPIES), 0)

    assert collect_at_door(dossier, at=LATER, amount=0, reference="MC1VN") is None

    assert Difference.objects.get().theirs == 0


@pytest.mark.django_db
def test_what_was_refused_is_proposed_again_and_never_exceeded() -> None:
    office = Office(COPIES)
    _dossier, entry = taken(office, 30_000)
    assert entry

    def again(amount: int, reason: str = "Thu thừa") -> Refund:
        return propose_door_excess(
            entry, amount=amount, reason=reason, by=office.receptionist, at=LATER
        )

    with pytest.raises(RefundRefused, match="vượt quá"):
        again(1)
    refuse(Refund.objects.get(), by=office.leader, at=LATER, reason="Chưa rõ")
    with pytest.raises(RefundRefused, match="lý do"):
        again(1, " ")
    with pytest.raises(RefundRefused, match="không có quyền"):
        propose_door_excess(entry, amount=1, reason="x", by=office.leader, at=LATER)
    part = approve(again(5_000), by=office.leader, at=LATER)
    pay_out(part, by=office.receptionist, at=LATER, reference="BĐ-1")

    assert door_excess_of(entry) == 1_000
    with pytest.raises(RefundRefused, match="vượt quá"):
        again(1_001)
    assert balance(Account.EXCESS) == -1_000
    assert balance(Account.COD) == 25_000
    assert auditing.faults() == []
