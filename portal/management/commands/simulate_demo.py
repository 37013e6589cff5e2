"""The demo's history: two years of the whole City, and full desks today."""

from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command
from django.utils import timezone

from accounts import demo
from portal.management.commands.simulate import moment
from portal.simulation.opinions import seed_ratings
from services.workdays.calendar import Calendar
from services.workdays.loading import public_holidays

RECENT = 7
"""Working days that lie on the desks: over Tết they reach back further."""

ON_THE_DESKS = {demo.COMMUNE: 260, demo.SCHOOLS: 40}
"""How many came in lately at the offices that the demo signs in at."""

WAITING = 3
"""How many wait at least for each of the people there, in every queue."""


class Command(BaseCommand):
    help = "Write the invented history that the demo starts with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, required=True)
        parser.add_argument("--now", type=moment, default=timezone.now())

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw the history, then what lies on the desks; a small one stays small."""
        whole: int = options["dossiers"]
        now: datetime = options["now"]
        call_command("simulate", dossiers=whole, now=now, stdout=self.stdout)
        first = lately(timezone.localdate(now))
        for seed, (agency, number) in enumerate(ON_THE_DESKS.items(), start=2):
            call_command(
                "simulate",
                dossiers=min(number, whole),
                now=now,
                first=first,
                seed=seed,
                agencies=[agency],
                waiting=WAITING,
                stdout=self.stdout,
            )
        judged = seed_ratings(timezone.localdate(now))
        self.stdout.write(f"{judged} dossiers judged.")


def lately(today: date) -> date:
    """Return the first of the last working days before today."""
    off, worked = public_holidays([today.year - 1, today.year])
    calendar = Calendar(days_off=off, make_up_days=worked)
    before = (today - timedelta(number) for number in count(1))
    *_later, first = islice(filter(calendar.is_working_day, before), RECENT)
    return first
