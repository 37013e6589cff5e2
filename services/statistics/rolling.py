"""The statements that roll cells up: an office's count is counted by all above it.

Each multiplies cells by the agencies on the office's path and, for figures, by "all
procedures, its field, its procedure", and adds them to what is kept. Cells come from
arrays, a column each (what a few events changed), or from a query (a rebuild): the rest
of a statement is the same. Rows are sorted, so that two writers never wait for each
other in a circle. What is put into statements here are names of this module, never
values (hence S608 is silenced).
"""

from collections.abc import Callable, Mapping, Sequence

MEASURES = (
    *("accepted", "fee_bearing", "paid_online", "digitised"),
    *("early", "on_time", "late", "ended", "with_file"),
    *("days", "contact_points", "timed", "step_points"),
    *("late_change", "paused_change"),
)
KINDS = ("level", "mode", "channel", "is_assisted")

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "figures": {
        "day": "date",
        "office": "bigint",
        "procedure": "bigint",
        "level": "smallint",
        "mode": "text",
        "channel": "text",
        "is_assisted": "boolean",
        **dict.fromkeys(MEASURES, "bigint"),
    },
    "durations": {
        "month": "date",
        "office": "bigint",
        "procedure": "bigint",
        "bucket": "smallint",
        "dossiers": "bigint",
    },
    "usage": {
        "month": "date",
        "office": "bigint",
        "procedure": "bigint",
        "dossiers": "bigint",
    },
    "rhythm": {
        "month": "date",
        "office": "bigint",
        "weekday": "smallint",
        "hour": "smallint",
        "channel": "text",
        "dossiers": "bigint",
    },
}
"""The columns of each kind of cells, and their types."""

ABOVE = """
    JOIN accounts_agency AS agency ON agency.id = cell.office
    CROSS JOIN LATERAL unnest(string_to_array(agency.path, '.')::bigint[]) AS above (id)
"""
"""The agencies on the office's path, itself included."""
MONTH = "date_trunc('month', cell.day)::date"


def from_arrays(kind: str) -> str:
    """Return the source of cells that takes an array for every column."""
    columns = COLUMNS[kind]
    arrays = ", ".join(f"%s::{type_}[]" for type_ in columns.values())
    return f"unnest({arrays}) AS cell ({', '.join(columns)})"


def adding(kind: str) -> list[str]:
    """Return the statements that add cells from arrays to what is kept."""
    source = from_arrays(kind)
    if kind == "figures":
        return [
            _add_figures("dailyfigure", "day", "cell.day", source),
            _add_figures("monthlyfigure", "month", MONTH, source),
            *_add_intake(source),
        ]
    return [ADD[kind](source)]


def rebuilding(kind: str, cells: str) -> list[str]:
    """Return the statements that keep the cells of a query; nothing is kept before.

    The first takes the query's values. Cells of one place are put together before they
    are multiplied, and months are added up from the days.
    """
    columns, table = list(COLUMNS[kind]), f"statistics_cells_of_{kind}"
    width = len(columns) - len(_counts(kind))
    sums = ", ".join(f"sum({name})::bigint AS {name}" for name in columns[width:])
    places = ", ".join(columns[:width])
    collected = f"""
    CREATE TEMPORARY TABLE {table} AS
    SELECT {places}, {sums} FROM ({cells}) AS each ({", ".join(columns)})
    GROUP BY {places}
    """  # noqa: S608
    source, drop = f"{table} AS cell", f"DROP TABLE {table}"
    if kind == "figures":
        days = _add_figures("dailyfigure", "day", "cell.day", source)
        return [collected, days, _months_of_days(), *_add_intake(source), drop]
    return [collected, ADD[kind](source), drop]


def _counts(kind: str) -> Sequence[str]:
    return MEASURES if kind == "figures" else ("dossiers",)


def _add_figures(table: str, grain: str, period: str, source: str) -> str:
    kinds = ", ".join(KINDS)
    key = f"agency_id, {grain}, sector_id, procedure_id, {kinds}, tier"
    ordered = ", ".join(map(str, range(1, 6 + len(KINDS))))
    return f"""
    INSERT INTO statistics_{table} AS kept ({key}, {", ".join(MEASURES)})
    SELECT above.id, {period}, rolled.sector, rolled.procedure,
        {", ".join(f"cell.{name}" for name in KINDS)}, agency.level,
        {", ".join(f"sum(cell.{name})" for name in MEASURES)}
    FROM {source}
    JOIN procedures_procedure AS mine ON mine.id = cell.procedure
    {ABOVE}
    CROSS JOIN LATERAL (VALUES
        (NULL, NULL), (mine.sector_id, NULL), (mine.sector_id, mine.id)
    ) AS rolled (sector, procedure)
    GROUP BY {ordered} ORDER BY {ordered}
    ON CONFLICT ({key}) DO UPDATE SET
        {", ".join(f"{name} = kept.{name} + excluded.{name}" for name in MEASURES)}
    """  # noqa: S608


def _months_of_days() -> str:
    places = f"sector_id, procedure_id, {', '.join(KINDS)}, tier"
    return f"""
    INSERT INTO statistics_monthlyfigure
        (agency_id, month, {places}, {", ".join(MEASURES)})
    SELECT agency_id, date_trunc('month', day)::date AS month, {places},
        {", ".join(f"sum({name})" for name in MEASURES)}
    FROM statistics_dailyfigure GROUP BY agency_id, month, {places}
    ORDER BY agency_id, month, {places}
    """  # noqa: S608


def _add_intake(source: str) -> list[str]:
    """Add what was accepted; cells in which nothing was are left out."""
    return [
        f"""
    INSERT INTO statistics_{table} AS kept (agency_id, {grain}, channel, accepted)
    SELECT above.id, {period}, cell.channel, sum(cell.accepted)
    FROM {source}
    {ABOVE}
    GROUP BY 1, 2, 3 HAVING sum(cell.accepted) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (agency_id, {grain}, channel)
    DO UPDATE SET accepted = kept.accepted + excluded.accepted
    """  # noqa: S608
        for table, grain, period in (
            ("dailyintake", "day", "cell.day"),
            ("monthlyintake", "month", MONTH),
        )
    ]


def _add_durations(source: str) -> str:
    return f"""
    INSERT INTO statistics_duration AS kept
        (agency_id, month, procedure_id, bucket, dossiers)
    SELECT above.id, cell.month, rolled.procedure, cell.bucket, sum(cell.dossiers)
    FROM {source}
    {ABOVE}
    CROSS JOIN LATERAL (VALUES (cell.procedure), (NULL)) AS rolled (procedure)
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (agency_id, month, procedure_id, bucket)
    DO UPDATE SET dossiers = kept.dossiers + excluded.dossiers
    """  # noqa: S608


def _add_usage(source: str) -> str:
    return f"""
    INSERT INTO statistics_usage AS kept (agency_id, month, procedure_id, dossiers)
    SELECT above.id, cell.month, cell.procedure, sum(cell.dossiers)
    FROM {source}
    {ABOVE}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (agency_id, month, procedure_id)
    DO UPDATE SET dossiers = kept.dossiers + excluded.dossiers
    """  # noqa: S608


def _add_rhythm(source: str) -> str:
    return f"""
    INSERT INTO statistics_rhythm AS kept
        (agency_id, month, weekday, hour, channel, dossiers)
    SELECT above.id, cell.month, cell.weekday, cell.hour, cell.channel,
        sum(cell.dossiers)
    FROM {source}
    {ABOVE}
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (agency_id, month, weekday, hour, channel)
    DO UPDATE SET dossiers = kept.dossiers + excluded.dossiers
    """  # noqa: S608


ADD: Mapping[str, Callable[[str], str]] = {
    "durations": _add_durations,
    "usage": _add_usage,
    "rhythm": _add_rhythm,
}
