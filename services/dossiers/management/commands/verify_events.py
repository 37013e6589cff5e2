"""Has anybody touched what happened? Asked of every dossier, by its hash chain."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from services.dossiers import verifying
from services.dossiers.models import Dossier

AT_ONCE = 500


class Command(BaseCommand):
    help = "Recompute the hash chain of every dossier; name each that is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail if an event was changed, removed, swapped or put in between."""
        filed = verifying.with_events(Dossier.objects.submitted().order_by("pk"))
        checked = broken = 0
        for dossier in filed.iterator(chunk_size=AT_ONCE):
            checked += 1
            number = verifying.first_broken(dossier)
            if number is not None:
                broken += 1
                self.stderr.write(f"{dossier.code}: broken from event {number}")
        if broken:
            raise CommandError(f"{broken} of {checked} dossiers are broken.")
        self.stdout.write(f"{checked} dossiers are as they were written.")
