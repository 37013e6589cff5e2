"""Typed readers of the environment: a wrong value fails at start, by its name.

No value is ever repeated in a message, because it may be a secret; only the name and
what is expected are. The one exception is a flag, which can be no secret.
"""

import base64
import binascii
import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = frozenset({"1", "true"}), frozenset({"0", "false"})
POSTGRES = frozenset({"postgres", "postgresql"})


def text(name: str, *, default: str | None = None) -> str:
    """Return the text; without a default it must be there and not be empty."""
    value = os.environ.get(name, default)
    if value is None or (default is None and not value):
        raise ImproperlyConfigured(
            f"{name} is not set. docs/operations.md says to what."
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return the truth of `true`, `false`, `1` or `0`."""
    value = os.environ.get(name, str(default)).lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}: say true or false.")
    return value in TRUE


def integer(name: str, *, default: int) -> int:
    """Return the whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a whole number.") from None


def words(name: str, *, default: tuple[str, ...] = ()) -> list[str]:
    """Return the words that commas separate."""
    value = os.environ.get(name, ",".join(default))
    return [word.strip() for word in value.split(",") if word.strip()]


def all_or_none(*names: str) -> dict[str, str]:
    """Return all the values by their names, or nothing where none of them is set.

    Half a configuration fails by the names that are missing.
    """
    found = {name: os.environ.get(name, "").strip() for name in names}
    missing = [name for name, value in found.items() if not value]
    if len(missing) == len(names):
        return {}
    if missing:
        raise ImproperlyConfigured(
            f"{', '.join(missing)} not set, though the others like it are."
        )
    return found


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks that commas separate: `203.0.113.7, 198.51.100.0/24`."""
    try:
        return tuple(ip_network(word) for word in words(name))
    except ValueError:
        raise ImproperlyConfigured(f"{name} names no networks.") from None


def origins(*urls: str) -> list[str]:
    """Return `https://host` of each address, once, as a browser compares them."""
    split = [urlsplit(url) for url in urls if url]
    return list(dict.fromkeys(f"{each.scheme}://{each.netloc}" for each in split))


def key(name: str, *, length: int = 32) -> bytes:
    """Return the key of `length` bytes that stands there in base64."""
    return _decoded(name, text(name), length)


def keys(name: str, *, length: int = 32) -> dict[str, bytes]:
    """Return keys by their id from `id:base64,id:base64`; the first one seals."""
    found: dict[str, bytes] = {}
    for word in words(name):
        key_id, colon, encoded = word.partition(":")
        if not colon or not key_id:
            raise ImproperlyConfigured(f"{name} is not a list of id:base64.")
        found[key_id] = _decoded(name, encoded, length)
    if not found:
        raise ImproperlyConfigured(f"{name} names no key. docs/operations.md says how.")
    return found


def broker(name: str) -> str:
    """Return the `redis://` or `unix://` address as the queue's library reads it.

    For a socket it has another scheme and another name for the database.
    """
    address = text(name)
    if not address.startswith("unix://"):
        return address
    path, _mark, query = address.removeprefix("unix://").partition("?")
    number = dict(parse_qsl(query)).get("db", "0")
    return f"redis+socket://{path}?virtual_host={number}"


def database(name: str) -> dict[str, Any]:
    """Return Django's description of a `postgresql://user:password@host:port/name`.

    A Unix socket's directory stands in the query: `postgresql://me@/it?host=/run/pg`;
    whatever else stands there goes to libpq (`sslmode=verify-full`, `sslrootcert=…`).
    """
    url = urlsplit(text(name))
    if url.scheme not in POSTGRES:
        raise ImproperlyConfigured(f"{name} does not begin with postgresql://.")
    if len(url.path) < len("/x"):
        raise ImproperlyConfigured(f"{name} does not name a database.")
    options = dict(parse_qsl(url.query))
    try:
        port = url.port or ""
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is not one.") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", "") or url.hostname or "",
        "PORT": port,
        "OPTIONS": options,
    }


def mailer(name: str) -> dict[str, Any]:
    """Return Django's description of a mail server or folder.

    `smtp://user:password@host:587` speaks STARTTLS, `smtps://…:465` TLS from the
    start, `file:///path` writes each message into that folder.
    """
    url = urlsplit(text(name))
    if url.scheme == "file":
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": unquote(url.path)},
        }
    if url.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(f"{name} is neither smtp://, smtps:// nor file://.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": url.hostname or "localhost",
            "port": url.port or (465 if url.scheme == "smtps" else 587),
            "username": unquote(url.username or ""),
            "password": unquote(url.password or ""),
            "use_ssl": url.scheme == "smtps",
            "use_tls": url.scheme == "smtp",
            "timeout": 10,
        },
    }


def _decoded(name: str, encoded: str, length: int) -> bytes:
    try:
        value = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{name} is not base64.") from None
    if len(value) != length:
        raise ImproperlyConfigured(f"{name} has not {length} bytes.")
    return value
