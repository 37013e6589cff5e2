"""Every address of the portal, for tests that walk all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

EXAMPLES = {
    "uuid": "12345678-1234-5678-1234-567812345678",
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
}


@dataclass(frozen=True)
class Page:
    """A name, an address with examples for its parts, and the view behind it."""

    name: str
    address: str
    view: Callable[..., Any]


def pages() -> Iterator[Page]:
    """Yield every page, libraries' pages included."""
    yield from _under(get_resolver().url_patterns, "/", "")


def _under(patterns: list[Any], above: str, namespace: str) -> Iterator[Page]:
    for pattern in patterns:
        address = above + _example(pattern)
        if isinstance(pattern, URLResolver):
            inner = (
                f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
            yield from _under(pattern.url_patterns, address, inner)
        else:
            yield Page(f"{namespace}{pattern.name}", address, pattern.callback)


def _example(pattern: URLPattern | URLResolver) -> str:
    """Return the piece of an address; regular expressions get a plain `x`."""
    route = getattr(pattern.pattern, "_route", None)
    if route is None:
        return str(pattern.pattern).lstrip("^").rstrip("$").split("(")[0] + "x/"
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        kind = {"string": "str"}.get(kind, kind)
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, EXAMPLES[kind])
    return str(route)
