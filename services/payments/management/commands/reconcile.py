"""Compare a day with the providers' statements, and say what is open."""

from datetime import date, timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from services.payments.actions.taking import take_statement, with_statements
from services.payments.errors import NotOffered
from services.payments.gateways import BadSignature, NoAnswer
from services.payments.models import Attempt, Difference, Refund


class Command(BaseCommand):
    help = "Reconcile a local day with what the providers say they moved."

    def add_arguments(self, parser: CommandParser) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        parser.add_argument("--day", type=date.fromisoformat, default=yesterday)
        parser.add_argument("--means", help="one provider; else every one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take each statement; exit code 1 where the one that was named is not had.

        Not every provider has statements: without a name the rest are left out.
        """
        day = options["day"]
        wanted = [options["means"]] if options["means"] else with_statements()
        failed = [means for means in wanted if not self._take(means, day)]
        self._say_what_is_open()
        missing = f"No statement of {day} from: {', '.join(failed)}."
        if options["means"] and failed:
            raise CommandError(missing)
        if failed:
            self.stdout.write(missing)

    def _take(self, means: str, day: date) -> bool:
        try:
            count = take_statement(means, day, at=timezone.now())
        except (NoAnswer, BadSignature, NotOffered):
            return False
        self.stdout.write(f"{means} {day}: {count} differences open.")
        return True

    def _say_what_is_open(self) -> None:
        for each in Difference.objects.open().order_by("found_at", "pk"):
            self.stdout.write(
                f"  {each.day} {each.means} {each.kind} {each.reference} "
                f"{each.provider_number}: ours {each.ours}, theirs {each.theirs}"
            )
        asking = Attempt.objects.to_ask_about(timezone.now()).count()
        holding = Refund.objects.holding().count()
        self.stdout.write(
            f"{Difference.objects.open().count()} differences, {asking} attempts "
            f"without an end and {holding} refunds are open."
        )
