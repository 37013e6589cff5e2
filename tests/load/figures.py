"""Figures at size: what boards and forms cost with one and with ten million facts.

    python3 run.py bench figures [--sizes 1000000 10000000]

Facts are made set-based, without the dossiers behind them, over 730 days and every
offering of the seed catalogue, of the agencies before the merger of July 2025 and of
those since; a third of the procedures have three quarters of the dossiers, and one in
50,000 is wrong in each of three ways. Beside them stand filings begun online, ratings
(a fifth of what is resolved) and identified people (half as many as facts). All sums
are rebuilt as `rebuild_figures` does it. Each board and form is then read once to warm
up and five times to be measured: the median of the time spent in the database, its
queries, and the bytes of its page; lists are measured, and not judged. The exit is 1
where a reading takes more than 50 ms of database time, or grows by more than 1.3.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import django

django.setup()

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.models import Agency
from services.desk.numbered import numbered
from services.desk.views.facts import ordered
from services.dossiers.models import FilingProgress
from services.feedback.models import Rating
from services.statistics import (
    form_06,
    funnel,
    identified,
    judging,
    opinions,
    qd766,
    satisfied,
)
from services.statistics.applying import SUMS as FROM_FACTS
from services.statistics.applying import apply_new_events, rebuild_sums
from services.statistics.board import board
from services.statistics.indicators import measured
from services.statistics.models import (
    Fact,
    Funnel,
    Identification,
    Identified,
    Opinion,
)
from services.statistics.opendata import records
from services.statistics.own_reports import OwnReport, exhibit_of
from services.statistics.periods import period_of
from services.statistics.quality import counts, flawed
from services.statistics.reports import Kind, fill
from services.statistics.satisfaction import criteria
from services.statistics.scope import Scope, counted_by
from services.statistics.showing import shown

MOST_MS, MOST_GROWTH = 50, 1.3
REPEATS, DAYS = 5, 730
TODAY, MERGER = date(2026, 11, 26), date(2025, 7, 1)
ONE_WRONG_IN = 50_000

OFFERS = """
    CREATE TEMP TABLE IF NOT EXISTS bench_offer AS
    SELECT era, agency_id, procedure_id, level, mode, row_number() OVER (
            PARTITION BY era ORDER BY hashint8(procedure_id), offering.id
        ) - 1 AS place, count(*) OVER (PARTITION BY era) AS places
    FROM procedures_offering AS offering
    CROSS JOIN (VALUES (1, %s::date - 1), (2, %s::date)) AS known (era, day)
    WHERE valid_from <= day AND (valid_to IS NULL OR valid_to >= day)
"""
FACTS = """
    INSERT INTO statistics_fact (dossier, seq, state, channel, is_assisted, agency_id,
        procedure_id, revision, "case", is_test, is_invented, submitted_date,
        submitted_hour, level, mode, fee, accepted_date, due_date, resolved_date,
        timing, days, since, supplements, bears_fee, paid, means, is_paid_online,
        is_digitised, has_result_file)
    SELECT n, 3, CASE WHEN resolved THEN 9 ELSE 4 END,
        CASE WHEN is_online THEN 'online' WHEN r < 95 THEN 'counter' ELSE 'post' END,
        is_online AND r < 5, agency_id, procedure_id, 1, 'x', false, true,
        accepted + CASE n %% %s WHEN 0 THEN 1 ELSE 0 END, 8 + n %% 9,
        level, mode, 0, accepted, accepted + 5,
        CASE WHEN resolved THEN accepted + took END,
        CASE WHEN NOT resolved THEN '' WHEN took < 5 THEN 'early'
            WHEN took = 5 THEN 'on_time' ELSE 'late' END,
        CASE WHEN resolved THEN took END, accepted, 0, r %% 3 = 0, 0, '',
        r %% 3 = 0 AND is_online, r < 40, resolved AND r < 50
    FROM (
        SELECT n, r, took, accepted, accepted + 8 < %s::date AS resolved,
            agency_id, procedure_id, level, mode, r < 30 AND level > 2 AS is_online
        FROM (
            SELECT n, (hashint8(n) & 1023) %% 100 AS r,
                (hashint8(n * 7) & 1023) %% 8 AS took,
                power((hashint8(n * 31) & 1048575) / 1048576.0, 4) AS chosen,
                %s::date - (hashint8(n * 13) & 1048575) %% %s AS accepted
            FROM generate_series(1, %s::bigint) AS n
        ) AS drawn
        JOIN (SELECT DISTINCT era, places FROM bench_offer) AS known
            ON era = CASE WHEN (accepted < %s) = (n %% %s <> 1) THEN 1 ELSE 2 END
        JOIN bench_offer AS offer
            ON offer.era = known.era AND place = floor(chosen * known.places)::bigint
    ) AS made
"""
SPELLS = """
    INSERT INTO statistics_spell (fact_id, kind, first, until)
    SELECT dossier, 'late', due_date + 1, resolved_date FROM statistics_fact
    WHERE timing = 'late' AND resolved_date > due_date + 1 OR resolved_date IS NULL
"""
FILINGS = """
    INSERT INTO dossiers_filingprogress
        (dossier, agency_id, procedure_id, begun_on, stage, counted, is_test)
    SELECT dossier, agency_id, procedure_id, accepted_date,
        CASE WHEN resolved_date IS NULL THEN 6 ELSE 7 END,
        CASE WHEN resolved_date IS NULL THEN 6 ELSE 7 END, false
    FROM statistics_fact WHERE channel = 'online'
    UNION ALL
    SELECT -dossier, agency_id, procedure_id, accepted_date, 1 + dossier % 4,
        1 + dossier % 4, false
    FROM statistics_fact WHERE channel = 'online' AND dossier % 9 < 4
"""
RATINGS = """
    INSERT INTO feedback_rating (dossier, agency_id, procedure_id, given_on,
        satisfaction, organisation, publicity, attitude, comment, is_test, is_counted)
    SELECT dossier, agency_id, procedure_id, resolved_date, dossier % 3,
        dossier % 2, 1, 2, CASE WHEN dossier % 50 = 0 THEN 'Mẫu' ELSE '' END,
        false, true
    FROM statistics_fact WHERE dossier % 5 = 0 AND resolved_date IS NOT NULL
"""
PEOPLE = """
    INSERT INTO statistics_identification (person, day)
    SELECT n, %s::date - (hashint8(n) & 1048575) %% %s
    FROM generate_series(1, %s::bigint / 2) AS n
"""
EMPTY = """
    TRUNCATE statistics_spell, statistics_fact, statistics_dailyfigure,
        statistics_monthlyfigure, statistics_dailyintake, statistics_monthlyintake,
        statistics_duration, statistics_usage, statistics_rhythm, statistics_funnel,
        statistics_opinion,
        statistics_identified, statistics_identification, dossiers_filingprogress,
        feedback_rating
"""
SUMS: tuple[type[Model], ...] = (
    *FROM_FACTS,
    *(Funnel, Opinion, Identified),
)
BESIDE: tuple[type[Model], ...] = (Fact, FilingProgress, Rating, Identification)


def run(statement: str, values: list[Any] | None = None) -> float:
    """Run the statement; return the seconds it took."""
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    return time.perf_counter() - begun


def make(count: int) -> None:
    """Fill the tables with so many facts and their sums; say what it cost."""
    apply_new_events()  # or the worker adds those of the demo's own dossiers meanwhile
    run(EMPTY)
    run(OFFERS, [MERGER, TODAY])
    values = [ONE_WRONG_IN, TODAY, TODAY, DAYS, count, MERGER, ONE_WRONG_IN]
    facts = run(FACTS, values) + run(SPELLS)
    beside = run(FILINGS) + run(RATINGS) + run(PEOPLE, [TODAY, DAYS, count])
    for model in BESIDE:
        run(f"VACUUM ANALYZE {model._meta.db_table}")
    rebuilt = {
        name: timed(rebuild)
        for name, rebuild in (
            ("sums of dossiers", rebuild_sums),
            ("funnel", funnel.rebuild),
            ("ratings", opinions.rebuild),
            ("identified people", identified.rebuild),
        )
    }
    for model in (*SUMS, *BESIDE):
        run(f"VACUUM ANALYZE {model._meta.db_table}")
    run("ANALYZE")  # offers and registers too, as autovacuum does it in a minute
    print(f"{count:,} facts made in {facts:.0f} s, what is beside in {beside:.0f} s")
    for name, seconds in rebuilt.items():
        print(f"  rebuilt: {name} in {seconds:.0f} s")
    for model in (*BESIDE, *SUMS):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table])
            (size,) = cursor.fetchone()
        rows = model._default_manager.count()
        print(f"  {table}: {rows:,} rows, {size / 2**20:,.0f} MiB", flush=True)


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that the act took."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


class Spent:
    """What the database was asked, and how long it took."""

    def __init__(self) -> None:
        self.seconds, self.queries = 0.0, 0

    def __call__(self, execute: Callable[..., Any], *how: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*how)
        finally:
            self.seconds += time.perf_counter() - begun
            self.queries += 1


@contextmanager
def watched() -> Iterator[Spent]:
    spent = Spent()
    with connection.execute_wrapper(spent):
        yield spent


def city_and_ward() -> tuple[Agency, Agency]:
    wards = Agency.objects.filter(level=Agency.Level.COMMUNE, valid_to=None)
    return Agency.objects.get(identifier="H29"), wards.earliest("pk")


def readings() -> dict[str, Callable[[], object]]:
    """Return what is read, by name: the city and a ward, whole months and edges."""
    city, ward = city_and_ward()
    two_years = Scope(date(2024, 12, 1), TODAY, city)
    edges = replace(two_years, first=date(2025, 1, 17), last=date(2026, 9, 13))
    year, quarter = period_of("2026"), period_of("2026-Q3")
    return {
        "board, city, 24 months": lambda: board(two_years),
        "board, city, days to days": lambda: board(edges),
        "board, ward, 24 months": lambda: board(replace(two_years, agency=ward)),
        "II.06, city, year": lambda: fill(Kind.TREE, city, year, today=TODAY),
        "II.06, city, quarter": lambda: fill(Kind.TREE, city, quarter, today=TODAY),
        "II.06a, city, year": lambda: fill(Kind.OFFICE, city, year, today=TODAY),
        "II.06a, ward, year": lambda: fill(Kind.OFFICE, ward, year, today=TODAY),
        "II.06, days to days": lambda: form_06.of_tree(edges),
        "II.07a, city": lambda: fill(Kind.PROCEDURES, city, quarter, today=TODAY),
        "II.07b, city": lambda: fill(Kind.PROCEDURES_BELOW, city, quarter, today=TODAY),
        "indicators, city, year": lambda: measured(city, 2026, today=TODAY),
        "indicators, ward, year": lambda: measured(ward, 2026, today=TODAY),
        "QĐ 766, city, year": lambda: qd766.groups(within(city)),
        "QĐ 766, ward, year": lambda: qd766.groups(within(ward)),
        "nine criteria, city, year": lambda: judged(within(city)),
        "nine criteria, ward, year": lambda: judged(within(ward)),
        "own report, agencies by channel": lambda: own("agency", "channel"),
        "own report, procedures": lambda: own("procedure"),
        "own report, fields by month": lambda: own("sector", "month"),
    }


YEAR = Scope(date(2026, 1, 1), TODAY)


def within(agency: Agency) -> Scope:
    return replace(YEAR, agency=agency)


def judged(scope: Scope) -> object:
    """Read what the page of satisfaction shows, but what people wrote."""
    return criteria(scope), satisfied.by_month(scope), judging.by_agency(scope)


def own(*dimensions: str) -> object:
    """Read an own report of the city: two flows and their share."""
    measures = ("accepted", "online", "online_share")
    report = OwnReport(measures, dimensions, "2026")
    return exhibit_of(report, within(Agency.objects.get(identifier="H29")))


def lists() -> dict[str, Callable[[], object]]:
    """Return what is long, or grows with what is wrong: it is measured, not judged."""
    city, ward = city_and_ward()
    year = within(city)

    def first(rows: QuerySet[Any]) -> object:
        return numbered(rows, {}, 50)

    return {
        "accepted, city, year": lambda: first(ordered(counted_by(year, "accepted"))),
        "overdue, city": lambda: first(ordered(counted_by(year, "in_hand_late"))),
        "comments, city, year": lambda: first(opinions.comments(year)),
        "data quality, city": lambda: counts(year, today=TODAY),
        "data quality, ward": lambda: counts(within(ward), today=TODAY),
        "not offered, city": lambda: first(
            ordered(flawed(year, "not_offered", today=TODAY))
        ),
        "open data, year": lambda: list(records(YEAR.first, YEAR.last)),
    }


def page_bytes() -> int:
    """Return the weight of the exhibits of the widest board."""
    city = Agency.objects.get(identifier="H29")
    mine = board(Scope(date(2024, 12, 1), TODAY, city))
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    pages = [
        render_to_string(
            "components/exhibit.html",
            {
                "shown": each,
                "query": "",
                "csv_page": "figures_csv",
                "svg_page": "figures_svg",
                "open": False,
            },
            request,
        )
        for each in shown(mine.exhibits, narrow=lambda _row: "?")
    ]
    return sum(len(page.encode()) for page in pages)


def read_all(readings: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Read everything; print and return the median of database time in ms."""
    found = {}
    for name, read in readings.items():
        read()
        times = []
        for _repeat in range(REPEATS):
            with watched() as spent:
                read()
            times.append(1000 * spent.seconds)
        found[name] = statistics.median(times)
        print(
            f"  {name:32} {found[name]:7.1f} ms in {spent.queries} queries", flush=True
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    sizes = [1_000_000, 10_000_000]
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes)
    options = parser.parse_args()
    print(f"load average before: {os.getloadavg()[0]:.2f}", flush=True)
    results = []
    for size in sorted(options.sizes):
        make(size)
        results.append(read_all(readings()))
        print(f"  exhibits of the city's board: {page_bytes():,} bytes\n  lists:")
        read_all(lists())
    slow = [name for name, ms in results[-1].items() if ms > MOST_MS]
    grown = [
        f"{name}: {results[-1][name] / ms:.2f}"
        for name, ms in results[0].items()
        if results[-1][name] > MOST_GROWTH * ms
    ]
    print(f"over {MOST_MS} ms: {slow or 'none'}")
    print(f"grown over {MOST_GROWTH}: {grown or 'none'}")
    sys.exit(bool(slow or grown))


if __name__ == "__main__":
    main()
