"""Agencies side by side: few of them are drawn as bars, many as tiles."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from services.statistics.drawing import SHADES, bars, tiles
from services.statistics.exhibits import Exhibit, percents

MOST_BARS = 24
"""More agencies than these are shown as tiles."""


def pictured(table: Exhibit, short: Mapping[str, str]) -> Exhibit:
    """Return the table with the picture of its percents; none of no rows.

    `short` gives the name to be drawn for the name of a row. The shades of tiles are
    explained by a legend.
    """
    if not table.rows:
        return table
    rows = percents(table.rows)
    if len(rows) <= MOST_BARS:
        return replace(table, drawing=bars(rows, short=short))
    # Not called light and dark: on a dark page the most is the lightest.
    legend = (("shade-1", _("Tỷ lệ thấp")), (f"shade-{SHADES}", _("Tỷ lệ cao")))
    return replace(table, drawing=tiles(rows, short=short), legend=legend)
