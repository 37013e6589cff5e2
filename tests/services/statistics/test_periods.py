"""Periods of reports, read from an address and named as reports name them."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.statistics.periods import NotAPeriod, period_of, period_until, recent
from services.statistics.scope import shortest, spans

PERIODS = [
    ("2026-03", date(2026, 3, 1), date(2026, 3, 31), "Tháng 3 năm 2026"),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "Tháng 2 năm 2024"),
    ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "Quý IV năm 2026"),
    ("2026", date(2026, 1, 1), date(2026, 12, 31), "Năm 2026"),
    (
        "2026-03-05..2026-04-10",
        date(2026, 3, 5),
        date(2026, 4, 10),
        "Từ 05/03/2026 đến 10/04/2026",
    ),
]


@pytest.mark.parametrize(("key", "first", "last", "name"), PERIODS)
def test_a_period_is_read_and_named(
    key: str, first: date, last: date, name: str
) -> None:
    period = period_of(key)

    assert (period.first, period.last, period.name) == (first, last, name)


@pytest.mark.parametrize(
    "key",
    [
        *("", "2026-13", "2026-Q5", "٢٠٢٦", "1999", "9999", "9999-12", "hôm qua"),
        *("2026-03-05", "2200"),
    ],
)
def test_what_is_no_period_is_asked_about_again(key: str) -> None:
    with pytest.raises(NotAPeriod, match="2026-Q1"):
        period_of(key)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("2026-04-10..2026-03-05", r"\(05/03/2026\) đứng trước ngày đầu \(10/04/2026"),
        ("2026-03-05..", "cả ngày đầu và ngày cuối"),
        ("..2026-03-05", "cả ngày đầu và ngày cuối"),
        ("1999-01-01..2026-01-01", "từ 01/01/2000 đến 31/12/2199"),
        ("2026-01-01..9999-12-31", "từ 01/01/2000 đến 31/12/2199"),
        ("20260305..20260410", "“20260305” không phải là một ngày"),
        ("2026-W05-1..2026-W06-1", "“2026-W05-1” không phải là một ngày"),
        ("2026-02-01..2026-02-30", "“2026-02-30” không phải là một ngày"),
    ],
)
def test_days_without_sense_are_told_what_mends_them(key: str, sentence: str) -> None:
    with pytest.raises(NotAPeriod, match=sentence):
        period_of(key)


def test_what_has_not_begun_has_no_figures() -> None:
    today = date(2026, 3, 31)

    assert period_until("2026-03-31..2026-09-01", today).first == today
    for key in ("2026-04", "2027", "2026-04-01..2026-04-02"):
        with pytest.raises(NotAPeriod, match="chưa bắt đầu"):
            period_until(key, today)


def test_periods_to_choose_from_have_begun() -> None:
    keys = [period.key for period in recent(date(2026, 5, 3), years=1)]

    assert keys == [
        *("2026", "2026-Q2", "2026-Q1"),
        *("2026-05", "2026-04", "2026-03", "2026-02", "2026-01"),
    ]


DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS)
def test_a_period_is_split_into_months_and_their_edges(one: date, other: date) -> None:
    first, last = sorted((one, other))

    parts = list(spans(first, last))

    assert parts[0].first == first
    assert parts[-1].last == last
    for before, after in pairwise(parts):
        assert (after.first - before.last).days == 1
    for part in parts:
        if part.grain == "month":
            assert part.first.day == 1
            assert date.fromordinal(part.last.toordinal() + 1).day == 1
        else:
            assert (part.last - part.first).days < 62


def test_no_days_are_no_spans() -> None:
    assert list(spans(date(2026, 2, 1), date(2026, 1, 31))) == []


@example(date(2026, 1, 1), date(2026, 3, 31))
@example(date(2026, 1, 20), date(2026, 3, 10))
@example(date(2026, 1, 10), date(2026, 3, 20))
@example(date(2026, 1, 1), date(2026, 1, 31))
@example(date(2026, 1, 3), date(2026, 1, 28))
@example(date(2026, 1, 3), date(2026, 1, 4))
@example(date(2026, 1, 20), date(2026, 2, 10))
@given(DAYS, DAYS)
def test_the_shortest_spans_add_up_to_each_day_of_the_period_once(
    one: date, other: date
) -> None:
    first, last = sorted((one, other))

    counted: Counter[int] = Counter()
    for part in shortest(first, last):
        for day in range(part.first.toordinal(), part.last.toordinal() + 1):
            counted[day] += part.sign
        if part.grain == "month":
            assert part.first.day == 1
            assert date.fromordinal(part.last.toordinal() + 1).day == 1
        else:
            assert (part.last - part.first).days < 16
    days = range(first.toordinal(), last.toordinal() + 1)

    assert {day: count for day, count in counted.items() if count} == dict.fromkeys(
        days, 1
    )
    assert list(shortest(last, first)) == [] or first == last
