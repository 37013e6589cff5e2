"""Say whether every dong balances; exit code 1 where one does not."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from services.payments import auditing
from services.payments.models import Entry


class Command(BaseCommand):
    help = "Check that ledger, dossiers, invoices and receipts agree to the dong."

    def handle(self, *args: Any, **options: Any) -> None:
        """List what does not fit, one a line."""
        faults = auditing.faults()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} things do not fit.")
        self.stdout.write(f"{Entry.objects.count()} entries, every dong balances.")
