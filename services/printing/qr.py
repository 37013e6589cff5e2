"""QR codes as SVG, for pages and papers."""

import io

import segno


def svg(text: str) -> str:
    """Return the QR code as an SVG element without style, error level M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, scale=4, border=2, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()
