"""All figures anew, from the events."""

from typing import Any

from django.core.management import BaseCommand

from services.statistics import identified, opinions
from services.statistics.applying import rebuild


class Command(BaseCommand):
    help = "Forget all facts and sums and fold every event again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild; the figures are locked meanwhile, and equal afterwards."""
        opinions.rebuild()
        identified.rebuild()
        self.stdout.write(f"{rebuild()} events folded.")
