"""Fill the database with invented history, marked as invented."""

import time
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Agency
from portal.simulation.drawing import Drawer, NothingYet, Wish
from portal.simulation.writing import write

TWO_YEARS = timedelta(days=730)


class Command(BaseCommand):
    help = "Write invented dossiers with their events, facts and figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, required=True)
        parser.add_argument(
            "--now",
            type=moment,
            default=timezone.now(),
            help="up to when it is told, as 2026-12-31T23:59; else the clock's",
        )
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, help="else two years ago"
        )
        parser.add_argument(
            "--to", dest="last", type=date.fromisoformat, help="else today"
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--waiting", type=int, default=0, help="at least so many in every queue"
        )
        parser.add_argument(
            "--agency",
            dest="agencies",
            action="append",
            default=[],
            help="identifier of an office; may be repeated; else everywhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw and write; equal arguments over an equal catalogue give equal rows."""
        known = Agency.objects.filter(identifier__in=options["agencies"])
        if unknown := {*options["agencies"]} - {each.identifier for each in known}:
            raise CommandError(f"No such office: {', '.join(sorted(unknown))}")
        begun = time.monotonic()
        try:
            stories = Drawer(_wish(options), now=options["now"]).stories()
        except NothingYet as problem:
            raise CommandError("Not one of these days has passed.") from problem
        written = write(stories)
        seconds = time.monotonic() - begun
        self.stdout.write(f"{written} invented dossiers in {seconds:.1f} s.")


def moment(text: str) -> datetime:
    """Return the moment; local time where no zone is said."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else timezone.make_aware(read)


def _wish(options: dict[str, Any]) -> Wish:
    today = timezone.localdate(options["now"])
    return Wish(
        options["dossiers"],
        options["first"] or today - TWO_YEARS,
        options["last"] or today,
        options["seed"],
        tuple(options["agencies"]),
        options["waiting"],
    )
