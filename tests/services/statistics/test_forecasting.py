"""Forecasts: what can be done by hand, within what is possible."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.statistics.forecasting import FEWEST, of_flow, of_stock
from services.statistics.online_share import Share


@st.composite
def shares(draw: st.DrawFn) -> Share:
    total = draw(st.integers(0, 1000))
    return Share(draw(st.integers(0, total)), total)


MONTHS = st.lists(shares(), max_size=24)
REMAINING = st.integers(0, 12)


@given(MONTHS, REMAINING)
def test_a_forecast_is_a_percent_or_nothing(months: list[Share], left: int) -> None:
    enough = sum(1 for month in months if month.total) >= FEWEST

    for found in (of_flow(months, left), of_stock(months, left)):
        assert (found is not None) == enough
        assert found is None or 0 <= found <= 100


@given(shares().filter(lambda share: share.total), st.integers(FEWEST, 12), REMAINING)
def test_what_never_changes_stays(share: Share, months: int, left: int) -> None:
    kept = [share] * months

    assert of_flow(kept, left) == of_stock(kept, left) == share.percent


@given(MONTHS)
def test_when_nothing_is_left_a_flow_is_what_it_is(months: list[Share]) -> None:
    whole = Share(sum(m.online for m in months), sum(m.total for m in months))

    assert of_flow(months, 0) in (None, whole.percent)


@given(MONTHS, shares(), REMAINING)
def test_what_is_known_already_stays_in_the_forecast(
    months: list[Share], running: Share, left: int
) -> None:
    if sum(1 for month in months if month.total) < FEWEST:
        return
    part = sum(m.online for m in months) + running.online
    whole = sum(m.total for m in months) + running.total

    assert of_flow(months, 0, running) == Share(part, whole).percent
    assert of_flow(months, left) == of_flow(months, left, Share())


def test_a_flow_goes_on_like_its_last_three_months() -> None:
    months = [Share(0, 100), Share(30, 100), Share(60, 100), Share(90, 100)]

    # 180 of 400 so far, and 60 of 100 in each of the two months to come
    assert of_flow(months, 2) == Decimal("50.0")


def test_a_stock_goes_on_at_its_pace_and_stops_at_the_whole() -> None:
    months = [Share(10 * n, 100) for n in range(1, 5)]

    assert of_stock(months, 2) == Decimal("60.0")
    assert of_stock(months, 12) == Decimal("100.0")
    assert of_stock(list(reversed(months)), 12) == Decimal("0.0")


def test_the_pace_of_a_stock_is_that_of_the_calendar() -> None:
    nothing = Share()
    months = [Share(10, 100), nothing, nothing, nothing, Share(20, 100), Share(30, 100)]

    # 20 points in five months, six months to come
    assert of_stock(months, 6) == Decimal("54.0")
    assert of_stock([*months, nothing], 5) == Decimal("54.0")
