"""What Hồ Chí Minh City told of August 2025, from facts that add up to it.

452,608 dossiers: 436,565 filed online, 16,043 at the counter; 394,676 of them resolved,
388,843 early or on time (press of September 2025, see ADR 20 for what is counted).
"""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Agency
from services.statistics.applying import rebuild_sums
from services.statistics.board import board
from services.statistics.models import ClosedForm
from services.statistics.online_share import Share
from services.statistics.periods import period_of
from services.statistics.reports import fill
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency
from tests.factories.dossiers import DIPLOMA, make_procedure

ONLINE, COUNTER = 436_565, 16_043
RESOLVED, IN_TIME = 394_676, 388_843
AUGUST = period_of("2025-08")

FACTS = """
    INSERT INTO statistics_fact (dossier, seq, state, channel, is_assisted, agency_id,
        procedure_id, revision, "case", is_test, is_invented, submitted_date,
        submitted_hour, level, mode, fee, accepted_date, due_date, resolved_date,
        timing, days, since, supplements, bears_fee, paid, means, is_paid_online,
        is_digitised, has_result_file)
    SELECT n, 3, CASE WHEN done THEN 9 ELSE 4 END,
        CASE WHEN n <= %(online)s THEN 'online' ELSE 'counter' END, n %% 3 = 0,
        (%(agencies)s::bigint[])[1 + n %% 2], %(procedure)s, 1, 'x', false, true, day,
        9, 4, 'toan_trinh', 0, day,
        CASE WHEN in_time THEN DATE '2025-08-31' ELSE day END,
        CASE WHEN done THEN DATE '2025-08-31' END,
        CASE WHEN NOT done THEN '' WHEN in_time THEN 'on_time' ELSE 'late' END,
        CASE WHEN done THEN DATE '2025-08-31' - day END, day, 0, false, 0, '', false,
        false, false
    FROM (
        SELECT n, DATE '2025-08-01' + (n %% 30)::int AS day,
            n <= %(resolved)s AS done, n <= %(in_time)s AS in_time
        FROM generate_series(1, %(all)s::bigint) AS n
    ) AS made
"""


@pytest.mark.django_db
def test_the_citys_august_is_told_as_the_city_told_it() -> None:
    city = make_agency("Thành phố Mẫu", level=Agency.Level.CITY)
    wards = [make_agency(f"Phường Mẫu {n}", parent=city) for n in (1, 2)]
    values: dict[str, Any] = {
        "online": ONLINE,
        "all": ONLINE + COUNTER,
        "resolved": RESOLVED,
        "in_time": IN_TIME,
        "agencies": [ward.pk for ward in wards],
        "procedure": make_procedure(DIPLOMA).pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
    rebuild_sums()

    form = fill(ClosedForm.Kind.TREE, city, AUGUST, today=timezone.localdate())
    shown = board(Scope(AUGUST.first, AUGUST.last, city))

    total = dict(enumerate(form.total, start=3))
    assert total[3] == ONLINE + COUNTER == 452_608
    assert (total[4], total[5], total[6]) == (ONLINE, COUNTER, 0)
    assert (total[7], total[8] + total[9]) == (RESOLVED, IN_TIME)
    assert total[11] == 452_608 - RESOLVED
    assert shown.share == Share(ONLINE, ONLINE + COUNTER)
    assert str(shown.share.percent) == "96.5"
    assert str(shown.in_time.percent) == "98.5"
    assert form.code == "II.06d/VPCP/KSTT"
