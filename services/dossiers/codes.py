"""Dossier codes: `{agency}-{yyMMdd}-{nnnn}`, without a gap and without a duplicate."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# One statement takes the row's lock and the number; the lock lasts until the
# transaction ends, so a rolled-back filing gives its number back (no gap) and a
# parallel one waits for it (no duplicate). A sequence would leave gaps.
TAKE_NUMBER = """
    INSERT INTO dossiers_codecounter (agency_id, day, last) VALUES (%s, %s, 1)
    ON CONFLICT (agency_id, day)
    DO UPDATE SET last = dossiers_codecounter.last + 1
    RETURNING last
"""


def take_code(agency_id: int, identifier: str, at: datetime) -> str:
    """Take the next code of the agency for the local day of `at`.

    Call it late in the transaction that writes the dossier: it holds a lock that all
    filings of the agency wait for. Above 9,999 the number simply grows a digit.
    """
    day = at.astimezone(VIETNAM).date()
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NUMBER, [agency_id, day])
        (number,) = cursor.fetchone()
    return f"{identifier}-{day:%y%m%d}-{number:04d}"
