"""Money under fire: payments while web, worker and PostgreSQL are killed at random.

    python3 run.py bench crash [--payments 500] [--payers 4]

Payers pay at the simulated VNPAY, some of them twice, while SIGKILL falls on one of
the three every few seconds and `run.py bench` starts it again. Afterwards the provider
repeats what it could not tell, the portal asks about what is left, and the provider's
own file is held against the ledger: every payment is booked once, or the exit is 1.
"""

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from services.payments import auditing
from services.payments.actions.asking import ask_about_unsettled
from services.payments.gateways import gateway_for
from services.payments.models import Attempt, Entry, Means, Receipt, Refund
from services.payments.states import RefundState
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, billed, owing
from tests.load.browser import Visitor, WrongPage

SITE = os.environ["SITE_URL"]
EACH = 10
"""Dossiers of one payer, who pays them one after another."""
TWICE = 0.03
"""The share of dossiers that are paid in two tabs."""
VICTIMS = ("web", "worker", "postgresql")
SECONDS_BETWEEN = (3.0, 8.0)
PATIENCE_SECONDS = 120
LATER = timedelta(hours=2)
"""By then every order's time is over, so that all of them are asked about."""

type Bill = tuple[str, str]


class Fire(threading.Thread):
    """Kills one of the three at random until it is put out; counts what it killed."""

    def __init__(self, pids: Path) -> None:
        super().__init__(daemon=True)
        self.pids = pids
        self.out = threading.Event()
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        while not self.out.wait(random.uniform(*SECONDS_BETWEEN)):
            name = random.choice(VICTIMS)
            pid = json.loads(self.pids.read_text())[name]
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
                self.killed[name] += 1


def make_bills(count: int) -> list[list[Bill]]:
    """File the dossiers; return (session, invoice) of each, payer by payer."""
    office, made = Office(COPIES), []
    for first in range(0, count, EACH):
        citizen = make_citizen()
        session = sign_in(citizen).cookies["sessionid"].value
        mine = []
        for _each in range(first, min(first + EACH, count)):
            dossier = owing(office, citizen, at=timezone.now())
            invoice = billed(dossier, at=timezone.now())
            mine.append((session, str(invoice.public_id)))
        made.append(mine)
    return made


def pay(bills: Sequence[Bill]) -> Counter[str]:
    """Pay the bills of one payer, however often the portal has to be asked."""
    seen: Counter[str] = Counter()
    visitor = Visitor(SITE, bills[0][0])
    for _session, invoice in bills:
        tabs = 2 if random.random() < TWICE else 1
        for address in [begun(visitor, invoice, seen) for _tab in range(tabs)]:
            finish(address)
            seen["paid"] += 1
    return seen


def begun(visitor: Visitor, invoice: str, seen: Counter[str]) -> str:
    """Begin an order and return where it is paid; a broken answer is asked for anew."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if not visitor.last_token:
                visitor.ask("GET", "/tra-cuu/")
            form = {"invoices": invoice, "means": Means.VNPAY.value}
            where = visitor.ask("POST", "/ho-so/thanh-toan/", form)
        except (OSError, HTTPException, WrongPage) as problem:
            visitor.http.close()
            seen[f"again after {type(problem).__name__}"] += 1
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
        else:
            assert where.startswith("http"), where
            return where


def finish(address: str) -> None:
    """Pay at the bank's page; whether the payer comes back matters to nobody."""
    urlopen(address, timeout=30).read()
    parts = urlsplit(address)
    reference = parse_qs(parts.query)["vnp_TxnRef"][0]
    body = urlencode({"reference": reference, "choice": "close"}).encode()
    bank = f"{parts.scheme}://{parts.netloc}/paymentv2/chon"
    urlopen(Request(bank, body), timeout=30).read()


def wait_for_notices() -> int:
    """Let the provider repeat its notices; return the orders it did not get told."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        left = Attempt.objects.unsettled().filter(reference__in=paid_there()).count()
        if not left or time.monotonic() > until:
            return left
        time.sleep(2)


def paid_there() -> dict[str, int]:
    """Return what the provider's own file says was paid, by order."""
    today = timezone.localdate()
    gateway = gateway_for(Means.VNPAY)
    days = [gateway.statement(today - timedelta(days=n)) for n in range(2)]
    return {m.reference: m.amount for day in days for m in day if m.amount > 0}


def ask_about_the_rest() -> None:
    """Do what the asking job does once the time of every order is over."""
    while Attempt.objects.unsettled().exists():
        before = Attempt.objects.unsettled().count()
        ask_about_unsettled(timezone.now() + LATER)
        if Attempt.objects.unsettled().count() == before:
            return


def reckon() -> list[str]:
    """Hold the provider's file against the ledger; return everything that is wrong."""
    theirs = paid_there()
    entries = Entry.objects.filter(kind=Entry.Kind.PAYMENT, attempt__means=Means.VNPAY)
    ours = Counter(entries.values_list("attempt__reference", flat=True))
    lost = sorted(set(theirs) - set(ours))
    doubled = sorted(reference for reference, times in ours.items() if times > 1)
    invented = sorted(set(ours) - set(theirs))
    back = Refund.objects.filter(state=RefundState.PROPOSED, proposed_by=None)
    print(f"paid at the provider {len(theirs)}, VND {sum(theirs.values())}")
    print(f"booked here {len(ours)}, receipts {Receipt.objects.count()}")
    print(f"lost {len(lost)}, doubled {len(doubled)}, invented {len(invented)}")
    print(f"paid twice and proposed for refund {back.count()}")
    call_command("reconcile", day=timezone.localdate())
    faults = auditing.faults()
    print(f"check_ledger: {len(faults)} faults")
    return [*lost, *doubled, *invented, *faults]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=500)
    parser.add_argument("--payers", type=int, default=4)
    options = parser.parse_args()
    print(f"load average before: {os.getloadavg()[0]:.2f}", flush=True)
    bills = make_bills(options.payments)
    connections.close_all()
    fire, begun_at = Fire(Path(os.environ["PIDS"])), time.monotonic()
    fire.start()
    with ThreadPoolExecutor(options.payers) as pool:
        seen = sum(pool.map(pay, bills), Counter())
    fire.out.set()
    fire.join()
    print(f"{options.payments} bills in {time.monotonic() - begun_at:.0f} s")
    print(f"killed {dict(fire.killed)}, seen {dict(seen)}", flush=True)
    settle_down()
    print(f"not told after {PATIENCE_SECONDS} s at most: {wait_for_notices()}")
    print(f"orders to ask about: {Attempt.objects.unsettled().count()}", flush=True)
    ask_about_the_rest()
    wrong = reckon()
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))


def settle_down() -> None:
    """Wait until the last victim answers again."""
    visitor = Visitor(SITE, "")
    while True:
        try:
            visitor.ask("GET", "/tra-cuu/")
        except (OSError, HTTPException, WrongPage):
            visitor.http.close()
            time.sleep(0.5)
        else:
            return


if __name__ == "__main__":
    main()
