"""Lists behind numbers, with a million full dossiers behind the lists.

    python3 run.py bench drilldown [--dossiers 1000000]

Invented dossiers are written as the demo writes them: rows, events with their hashes,
answers, facts and sums. All figures are then counted a second time from the raw events;
every number of the city's board of a year is held against the length of its list; and
pages of the longest lists are fetched as a leader fetches them: queries, database time.
The exit is 1 where a figure or a length differs.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import django

django.setup()

from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from services.desk import narrowing
from services.desk.views.facts import listing
from services.statistics.applying import apply_new_events
from services.statistics.verifying import deviations
from tests.factories.accounts import sign_in
from tests.load.figures import run, watched

LEADER = "giamsat@mau.test"
LONGEST = 5


def numbers(client: Client, year: int) -> Iterator[tuple[str, int]]:
    """Yield every number of the city's board of the year, and its list's address."""
    page = client.get(reverse("desk:board"), {"ky": f"{year}"})
    for shown in page.context["exhibits"]:
        for row in shown.rows:
            for cell in row.cells:
                if cell.href:
                    yield cell.href, cell.value


def length(href: str, leader: User) -> int:
    """Return how many dossiers the list at the address holds."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    scope = narrowing.scope_in(asked, leader, timezone.localdate())
    return listing(scope, asked).found.count()


def differing(client: Client, leader: User, year: int) -> tuple[int, list[str]]:
    """Compare all numbers with their lists; return how many differ, and the longest."""
    found = sorted(numbers(client, year), key=lambda each: -each[1])
    wrong = [href for href, number in found if length(href, leader) != number]
    for href in wrong:
        print(f"  differs: {href}")
    print(f"{len(found)} numbers of the board, {len(wrong)} lists of another length")
    return len(wrong), [href for href, _number in found[:LONGEST]]


def look(client: Client, href: str) -> None:
    """Fetch a page of a list; print what it cost."""
    client.get(href)
    with watched() as spent:
        page = client.get(href)
    title = page.content.decode().split("<h1>")[1].split("</h1>")[0]
    cost = f"{1000 * spent.seconds:7.1f} ms in {spent.queries} queries"
    print(f"  {title[:56]:56} {cost}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    options = parser.parse_args()
    setup_test_environment()  # pages tell the client what they show
    print(f"load average before: {os.getloadavg()[0]:.2f}", flush=True)
    apply_new_events()
    call_command("simulate", dossiers=options.dossiers)
    run("ANALYZE")
    begun = time.perf_counter()
    wrong = deviations()
    seconds = time.perf_counter() - begun
    print(f"{len(wrong)} sums differ from the events, counted in {seconds:.0f} s")
    leader = User.objects.get(email=LEADER)
    client = sign_in(leader)
    differ, longest = differing(client, leader, timezone.localdate().year)
    for href in longest:
        look(client, href)
        look(client, f"{href}&trang=200")
    sys.exit(bool(wrong or differ))


if __name__ == "__main__":
    main()
