"""A provider's own books, in a SQLite file: killed and started again, it knows all.

Amounts are whole VND. Every change is committed before anybody is told of it.
"""

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    reference TEXT PRIMARY KEY, amount INTEGER, created TEXT, expires TEXT,
    info TEXT, back TEXT, response TEXT, status TEXT, number TEXT, bank TEXT,
    paid TEXT
);
CREATE TABLE IF NOT EXISTS refunds (
    request TEXT PRIMARY KEY, reference TEXT, amount INTEGER, kind TEXT,
    status TEXT, number TEXT, at TEXT
);
CREATE TABLE IF NOT EXISTS requests (number TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS notices (
    id INTEGER PRIMARY KEY, reference TEXT, message TEXT, tries INTEGER DEFAULT 0,
    due REAL DEFAULT 0, is_done INTEGER DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True)
class Known:
    """An order: times are yyyyMMddHHmmss, `back` is where its payer returns."""

    reference: str
    amount: int
    created: str
    expires: str
    info: str
    back: str
    response: str = ""
    status: str = "01"
    number: str = "0"
    bank: str = ""
    paid: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A refund; `kind` is 02 in full or 03 in part."""

    request: str
    reference: str
    amount: int
    kind: str
    status: str
    number: str
    at: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, and how often that was tried."""

    id: int
    reference: str
    message: str
    tries: int


class Books:
    """One connection, one thread at a time."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._file = sqlite3.connect(
            file, check_same_thread=False, isolation_level=None
        )
        self._file.executescript(f"PRAGMA journal_mode=WAL;{SCHEMA}")

    def _do(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            return self._file.execute(sql, values).fetchall()

    def order(self, reference: str) -> Known | None:
        rows = self._do("SELECT * FROM orders WHERE reference = ?", reference)
        return Known(*rows[0]) if rows else None  # type: ignore[arg-type]

    def open(self, order: Known) -> Known:
        """Keep a new order, or return the one that has its reference."""
        values = (order.reference, order.amount, order.created, order.expires)
        self._do(
            "INSERT OR IGNORE INTO orders VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            *values,
            order.info,
            order.back,
            order.response,
            order.status,
            order.number,
            order.bank,
            order.paid,
        )
        found = self.order(order.reference)
        assert found
        return found

    def end(self, reference: str, response: str, status: str, paid: str = "") -> bool:
        """End an order that waits, once, and number it; say whether this was it."""
        with self._lock:
            top = "SELECT 14000000 + count(*) FROM orders WHERE number <> '0'"
            rows = self._file.execute(
                f"UPDATE orders SET response = ?, status = ?, paid = ?, bank = 'NCB', "
                f"number = CASE WHEN ? <> '' THEN CAST(({top}) + 1 AS TEXT) ELSE '0' "
                "END WHERE reference = ? AND status = '01' RETURNING reference",
                (response, status, paid, paid, reference),
            ).fetchall()
        return bool(rows)

    def set_status(self, reference: str, response: str, status: str) -> None:
        """Change a known order afterwards, as banks do."""
        self._do(
            "UPDATE orders SET response = ?, status = ? WHERE reference = ?",
            response,
            status,
            reference,
        )

    def paid_on(self, day: str) -> list[Known]:
        """Return the orders paid on the day (yyyyMMdd)."""
        rows = self._do(
            "SELECT * FROM orders WHERE status = '00' AND substr(paid, 1, 8) = ? "
            "ORDER BY number",
            day,
        )
        return [Known(*row) for row in rows]  # type: ignore[arg-type]

    def is_new_request(self, number: str) -> bool:
        """Note the number of a request; say whether it was not used before."""
        return bool(
            self._do(
                "INSERT INTO requests VALUES (?) ON CONFLICT DO NOTHING RETURNING 1",
                number,
            )
        )

    def refund(self, given: Given) -> Given:
        """Keep the refund and give it its number."""
        rows = self._do(
            "INSERT INTO refunds SELECT ?,?,?,?,?, "
            "CAST(24000001 + count(*) AS TEXT), ? FROM refunds RETURNING *",
            given.request,
            given.reference,
            given.amount,
            given.kind,
            given.status,
            given.at,
        )
        return Given(*rows[0])  # type: ignore[arg-type]

    def refunds(self, *, reference: str = "", day: str = "") -> list[Given]:
        """Return the refunds of an order or of a day (yyyyMMdd), the latest last."""
        rows = self._do(
            "SELECT * FROM refunds WHERE reference = ? OR substr(at, 1, 8) = ? "
            "ORDER BY number",
            reference,
            day,
        )
        return [Given(*row) for row in rows]  # type: ignore[arg-type]

    def tell(self, reference: str, message: str) -> None:
        """Have the merchant told."""
        self._do(
            "INSERT INTO notices (reference, message) VALUES (?, ?)", reference, message
        )

    def notices_due(self, now: float, tries: int) -> list[Notice]:
        """Return what is to be told now, the latest first."""
        rows = self._do(
            "SELECT id, reference, message, tries FROM notices "
            "WHERE NOT is_done AND due <= ? AND tries < ? ORDER BY id DESC",
            now,
            tries,
        )
        return [Notice(*row) for row in rows]  # type: ignore[arg-type]

    def tried(
        self, notice: Notice, *, at: float, again_in: float, understood: bool
    ) -> None:
        self._do(
            "UPDATE notices SET tries = tries + 1, due = ?, is_done = ? WHERE id = ?",
            at + again_in,
            understood,
            notice.id,
        )

    def notices(self) -> list[tuple[object, ...]]:
        """Return reference, tries and whether it was understood, in order."""
        return self._do("SELECT reference, tries, is_done FROM notices ORDER BY id")
