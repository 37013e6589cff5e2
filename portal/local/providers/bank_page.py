"""The pages that a payer sees: plainly a simulation, without a script."""

from collections.abc import Sequence
from html import escape

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f2f4f7; color: #1b1f27;
  font: 1.125rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.warning { background: #7a1f1f; color: #fff; padding: .75rem 1rem; margin: 0;
  font-weight: 600; text-align: center; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
dl { background: #fff; border: 1px solid #c9ced6; border-radius: .5rem;
  margin: 0 0 1.5rem; padding: .5rem 1rem; }
dl div { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: .5rem 0;
  border-bottom: 1px solid #e3e6eb; }
dl div:last-child { border-bottom: 0; }
dt { flex: 0 0 8rem; color: #4a5160; }
dd { margin: 0; flex: 1 1 12rem; overflow-wrap: anywhere; }
.sum { font-size: 1.5rem; font-weight: 600; }
form { display: grid; gap: .75rem; }
button { font: inherit; text-align: left; padding: .75rem 1rem; border-radius: .5rem;
  border: 2px solid #1f4f8f; background: #fff; color: #173d70; cursor: pointer; }
button.first { background: #1f4f8f; color: #fff; font-weight: 600; }
button small { display: block; font-weight: 400; font-size: .9375rem; }
button:focus-visible, a:focus-visible { outline: 4px solid #e8a317;
  outline-offset: 2px; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 0; }
"""

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title} – mô phỏng</title>
<style>{style}</style></head><body>
<header><p class="warning">{warning}</p></header>
<main><h1>{title}</h1>{content}</main></body></html>
"""

CHOICES = (
    ("pay", "Thanh toán", "Trừ tiền, báo cho Cổng, rồi quay lại Cổng."),
    ("poor", "Tài khoản không đủ số dư", "Không trừ tiền."),
    ("cancel", "Hủy giao dịch", "Không trừ tiền."),
    ("suspect", "Ngân hàng nghi ngờ", "Trừ tiền nhưng giao dịch bị nghi ngờ."),
    ("close", "Đóng trình duyệt", "Trừ tiền, báo cho Cổng, không quay lại."),
)


def money(amount: int) -> str:
    """Return `24.000 đ`."""
    return f"{amount:,} đ".replace(",", ".")


def page(title: str, warning: str, content: str) -> str:
    """Return a whole page; only `content` is markup already."""
    return PAGE.format(
        title=escape(title), warning=escape(warning), style=STYLE, content=content
    )


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """Return a list of names and values; the first value is the sum."""
    lines = [
        f"<div><dt>{escape(name)}</dt>"
        f"<dd{' class="sum"' if not place else ''}>{escape(value)}</dd></div>"
        for place, (name, value) in enumerate(rows)
    ]
    return f"<dl>{''.join(lines)}</dl>"


def choices(reference: str, action: str) -> str:
    """Return what a payer may do: the first button, then what may go wrong."""
    buttons = [
        f'<button name="choice" value="{value}"{" class=first" if not place else ""}>'
        f"{escape(name)}<small>{escape(what)}</small></button>"
        for place, (value, name, what) in enumerate(CHOICES)
    ]
    return (
        f'<form method="post" action="{escape(action)}">'
        f'<input type="hidden" name="reference" value="{escape(reference)}">'
        f"{buttons[0]}<h2>Thử tình huống khác</h2>{''.join(buttons[1:])}</form>"
    )
