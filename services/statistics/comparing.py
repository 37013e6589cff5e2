"""Agencies side by side: few of them are drawn as bars, many as tiles."""

from collections.abc import Mapping
from dataclasses import replace

from services.statistics.drawing import bars, tiles
from services.statistics.exhibits import Exhibit, percents

MOST_BARS = 24
"""More agencies than these are shown as tiles."""


def pictured(table: Exhibit, short: Mapping[str, str]) -> Exhibit:
    """Return the table with the picture of its percents; none of no rows.

    `short` gives the name to be drawn for the name of a row.
    """
    if not table.rows:
        return table
    draw = tiles if len(table.rows) > MOST_BARS else bars
    return replace(table, drawing=draw(percents(table.rows), short=short))
