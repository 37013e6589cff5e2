"""Fill a database with the catalogue, the offices and the invented people."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from accounts import demo
from accounts.seeding import seed_agencies, seed_demo_people
from portal.simulation.examples import seed_examples
from portal.simulation.own_reports import seed_reports
from portal.simulation.registers import seed_registers
from services.procedures.seeding import seed_catalogue, seed_offerings


class Command(BaseCommand):
    help = "Seed agencies, procedures, the demo's people and examples; idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, then print who can sign in."""
        now = timezone.now()
        seed_agencies()
        seed_catalogue(now)
        seed_offerings(
            on=timezone.localdate(now), online_payment=settings.ONLINE_PAYMENT
        )
        seed_demo_people()
        seed_examples(now)
        seed_registers(now)
        seed_reports(now)
        self.stdout.write(f"Everybody's password is {demo.PASSWORD}")
        for person in demo.PEOPLE:
            self.stdout.write(f"  {person.email:24} {person.name} ({person.what})")
