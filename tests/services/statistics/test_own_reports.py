"""Own reports: what can be picked, what it counts, who may keep and get it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.statistics import own_reports
from services.statistics.dimensions import DIMENSIONS
from services.statistics.models import SavedReport
from services.statistics.online_share import Share
from services.statistics.own_reading import Asked, query_of, read
from services.statistics.own_reports import (
    MEASURES,
    MOST_MEASURES,
    NotAReport,
    OwnReport,
    exhibit_of,
    period_in,
)
from services.statistics.scope import Scope, counted_by
from tests.factories.dossiers import BIRTH, make_procedure
from tests.factories.facts import make_facts
from tests.factories.own_reports import MARCH, NOW, SIMPLE, Town
from tests.factories.transactions import undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def rows(measures: list[str], by: list[str], scope: Scope = MARCH) -> dict[str, Any]:
    exhibit = exhibit_of(OwnReport(tuple(measures), tuple(by), "2026"), scope)
    return {row.name: row.values for row in exhibit.rows}


def test_counts_and_shares_by_one_dimension(town: Town) -> None:
    scope = Scope(MARCH.first, MARCH.last, town.district)

    found = rows(["accepted", "online_share", "mean_days"], ["agency"], scope)

    assert found == {
        "Phường Khác Mẫu": (4, Decimal("25.0"), None),
        "Phường Mẫu": (3, Decimal("33.3"), Decimal("12.3")),
    }


def test_what_is_an_agencys_own_has_a_row_of_its_own(town: Town) -> None:
    make_facts(town.district, make_procedure(BIRTH), level=3, count=5)
    scope = Scope(MARCH.first, MARCH.last, town.district)
    ward = Scope(MARCH.first, MARCH.last, town.ward)

    assert next(iter(rows(["accepted", "in_hand"], ["agency"], scope).items())) == (
        "Quận Mẫu, riêng",
        (5, 5),
    )
    assert rows(["accepted"], ["level", "agency"], scope)[
        "Mức độ 3 · Quận Mẫu, riêng"
    ] == (5,)
    assert rows(["accepted"], ["agency"], ward) == {"Phường Mẫu, riêng": (3,)}


def test_days_are_days_and_no_more_than_a_year_of_them(town: Town) -> None:
    birth = make_procedure(BIRTH)
    make_facts(town.ward, birth, day=date(2026, 3, 30), count=2)

    found = rows(["accepted"], ["day", "agency"], replace(MARCH, agency=town.district))

    assert found["30/03/2026 · Phường Mẫu"] == (2,)
    assert sum(values[0] for values in found.values()) == 9
    with pytest.raises(NotAReport, match="366 ngày"):
        rows(["accepted"], ["day"], replace(MARCH, first=date(2025, 3, 30)))
    leap = replace(MARCH, first=date(2025, 3, 31))
    assert rows(["accepted"], ["day"], leap)["30/03/2026"] == (2,)


def test_a_report_says_what_it_is_about(town: Town) -> None:
    birth = make_procedure(BIRTH)
    narrowed = replace(
        MARCH,
        sector=birth.sector,
        level=4,
        mode="toan_trinh",
        channel="online",
        is_assisted=False,
        tier="commune",
    )

    said = exhibit_of(OwnReport(("accepted",), ("agency",), "2026"), narrowed).words

    assert said.startswith(
        f"Từ 01/03/2026 đến 31/03/2026 · {birth.sector.name} · Mức độ 4 · Toàn trình"
        " · Trực tuyến · Không có hỗ trợ · Cấp xã. "
    )


def test_two_dimensions_name_their_groups(town: Town) -> None:
    found = rows(["accepted"], ["channel", "assisted"])

    assert found == {
        "Tại quầy · Không có hỗ trợ": (2,),
        "Trực tuyến · Có hỗ trợ": (1,),
        "Trực tuyến · Không có hỗ trợ": (1,),
        "Bưu chính · Không có hỗ trợ": (3,),
    }


def test_stocks_stand_at_the_end(town: Town) -> None:
    found = rows(["in_hand", "in_time_share"], ["tier"])

    assert found == {"Cấp xã": (4, Decimal("33.3"))}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_names_its_groups(town: Town, dimension: str) -> None:
    scope = Scope(MARCH.first, MARCH.last, town.district)

    found = rows(["accepted"], [dimension], scope)

    assert sum(values[0] for values in found.values()) == 7
    assert all(found)


BAD: list[tuple[list[str], list[str], str]] = [
    ([], ["agency"], "ít nhất một số liệu"),
    (["gi-do"], ["agency"], "không có trong danh sách"),
    (["days"], ["agency"], "không có trong danh sách"),
    (["accepted"], [], "Hãy chọn chia theo gì"),
    (["accepted"], ["gi-do"], "Hãy chọn chia theo gì"),
    (["accepted"], ["agency", "agency"], "phải khác nhau"),
    (["in_hand"], ["month"], "không chia theo tháng"),
    (["paused"], ["day"], "không chia theo tháng"),
    (["accepted"], ["day", "month"], "không cả hai"),
    (list(MEASURES)[: MOST_MEASURES + 1], ["agency"], "nhiều nhất"),
]


@pytest.mark.parametrize(("measures", "by", "said"), BAD)
def test_what_makes_no_report_says_why(
    measures: list[str], by: list[str], said: str
) -> None:
    with pytest.raises(NotAReport, match=said):
        OwnReport(tuple(measures), tuple(by), "2026")


def test_too_long_a_report_is_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_reports, "MOST_ROWS", 1)

    with pytest.raises(NotAReport, match="nhiều hơn 1"):
        rows(["accepted"], ["channel"])


def test_a_long_report_is_a_table_without_a_chart(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_reports, "MOST_BARS", 1)
    report = OwnReport(("accepted",), ("channel",), "2026")

    assert exhibit_of(report, MARCH).drawing is None


PERIODS = {
    "thang-nay": (date(2026, 2, 1), date(2026, 2, 28)),
    "thang-truoc": (date(2026, 1, 1), date(2026, 1, 31)),
    "quy-nay": (date(2026, 1, 1), date(2026, 3, 31)),
    "quy-truoc": (date(2025, 10, 1), date(2025, 12, 31)),
    "nam-nay": (date(2026, 1, 1), date(2026, 12, 31)),
    "nam-truoc": (date(2025, 1, 1), date(2025, 12, 31)),
    "12-thang": (date(2025, 3, 1), date(2026, 2, 28)),
    "2025-Q2": (date(2025, 4, 1), date(2025, 6, 30)),
}


@pytest.mark.parametrize("key", PERIODS)
def test_a_relative_period_moves_on(key: str) -> None:
    period = period_in(key, date(2026, 2, 10))

    assert (period.first, period.last) == PERIODS[key]


@settings(max_examples=8)
@given(
    last=st.dates(MARCH.first, MARCH.last),
    dimension=st.sampled_from(["channel", "level", "assisted"]),
)
def test_every_number_is_what_its_facts_say(last: date, dimension: str) -> None:
    with undone():
        scope = Scope(MARCH.first, last, Town().district)
        field = {"assisted": "is_assisted"}.get(dimension, dimension)
        keys = ("accepted", "online", "resolved", "early", "on_time", "in_hand")
        shares = ("online_share", "in_time_share")
        report = OwnReport((*keys, *shares), (dimension,), "2026")
        behind = {key: list(counted_by(scope, key)) for key in keys}

        for row in exhibit_of(report, scope).rows:
            value = next(iter(row.narrowing.values()))
            mine = {
                key: sum(_narrowed(field, fact) == value for fact in facts)
                for key, facts in behind.items()
            }
            done = mine["early"] + mine["on_time"]
            assert dict(zip(report.measures, row.values, strict=True)) == {
                **mine,
                "online_share": Share(mine["online"], mine["accepted"]).percent,
                "in_time_share": Share(done, mine["resolved"]).percent,
            }


def _narrowed(field: str, fact: Any) -> str:
    value = getattr(fact, field)
    return str(int(value)) if isinstance(value, bool) else str(value)


def test_a_saved_report_is_read_as_it_was_kept(town: Town) -> None:
    filters = {"kenh": "online", "muc_do": "4", "ho_tro": "0", "cap": "commune"}
    sector = make_procedure(BIRTH).sector
    kept = town.keep(
        definition={**SIMPLE, **filters, "thu_tuc": BIRTH, "linh_vuc": sector.key}
    )

    exhibit = read(Asked.of(kept), today=NOW.date())

    assert [row.values for row in exhibit.rows] == [(1, Decimal("100.0"))]
    assert Asked.of(kept).data() == kept.definition
    assert "thu_tuc" in query_of(kept)
    assert query_of(SavedReport(agency=town.ward)).startswith("theo=&")
    gone = Asked.from_data({**SIMPLE, "linh_vuc": "khong-co"}, town.district)
    with pytest.raises(NotAReport, match="Không có lĩnh vực"):
        read(gone, today=NOW.date())
