"""A chart as a picture of its own, with fixed colours, for documents and slides."""

from django.template.loader import render_to_string

from services.documents.serving import headers_of
from services.statistics.exhibits import Exhibit

CSV, SVG = "text/csv; charset=utf-8", "image/svg+xml"
STYLE = """
text { font: 12px "Be Vietnam Pro", sans-serif; fill: #1b1f24; }
.axis-text { fill: #47525d; } .tile-dark { fill: #fff; } .strong { font-weight: 600; }
.axis, .grid { stroke: #d5dbe1; fill: none; } .axis { stroke: #6f7b87; }
.line-1 { fill: none; stroke: #0a4d8c; stroke-width: 2.5; }
.target { fill: none; stroke: #b4232a; stroke-width: 2; stroke-dasharray: 6 4; }
.series-1 { fill: #0a4d8c; } .series-2 { fill: #4f9ac4; } .series-3 { fill: #b9c4ce; }
.shade-0 { fill: #fff; stroke: #d5dbe1; } .shade-1 { fill: #dbe8f3; }
.shade-2 { fill: #a9cbe4; } .shade-3 { fill: #6ba5cf; } .shade-4 { fill: #2f74ad; }
.shade-5 { fill: #073763; }
"""


def file_of(exhibit: Exhibit, kind: str) -> tuple[str, dict[str, str]]:
    """Return the exhibit as a file, `csv` or `svg`, with the headers to send it by."""
    name = f"{exhibit.key}.{kind}"
    if kind == "csv":
        return exhibit.csv(), dict(headers_of(name, CSV))
    return picture(exhibit), dict(headers_of(name, SVG))


def picture(exhibit: Exhibit) -> str:
    """Return the exhibit's chart as an SVG file; empty where it has none."""
    if exhibit.drawing is None:
        return ""
    svg = render_to_string(
        "components/drawing.html",
        {"drawing": exhibit.drawing, "label": exhibit.title, "standalone": True},
    )
    # On a page the colours come from its style sheet; a file brings its own.
    opening, end, shapes = svg.partition(">")
    return f"{opening}{end}<style>{STYLE}</style>{shapes}"
