"""Count all events again, slowly and otherwise, and say what is kept otherwise."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.statistics.verifying import deviations


class Command(BaseCommand):
    help = "Recount the figures from raw events; says equal or lists every difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat)
        parser.add_argument("--to", dest="last", type=date.fromisoformat)

    def handle(
        self, *_args: Any, first: date | None, last: date | None, **_options: Any
    ) -> None:
        found = deviations(first, last)
        for each in found:
            self.stdout.write(str(each))
        if found:
            raise CommandError(
                f"{len(found)} counts differ. Mend them: manage.py rebuild_figures"
            )
        self.stdout.write("Equal: every kept count is what the events tell.")
