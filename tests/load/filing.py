"""What a filing costs: calls, queries, bytes, time against the calibrator, CPU.

    python3 run.py bench filing [--seconds 20] [--rounds 200]

Flow and calibrator are alternated in random order in one run; the ratio of their
medians is what can be compared between machines. Afterwards the invariants are
checked: as many dossiers as receipts, codes without a gap, every event counted.
"""

import argparse
import os
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, User
from portal.simulation import examples
from services.dossiers.models import Dossier
from services.eforms.schema import EForm
from services.procedures.models import Offering, Procedure
from services.procedures.samples import sample_answers
from tests.factories.accounts import make_citizen, sign_in
from tests.journeys.person import typed
from tests.load.browser import Counts, Visitor, WrongPage

SITE = os.environ["SITE_URL"]
DIPLOMA, BIRTH = "1.005092", "1.001193"
CLIENTS = 4
TICKS = os.sysconf("SC_CLK_TCK")


class Flow:
    """One procedure with the forms that a citizen sends, prepared beforehand."""

    def __init__(self, code: str) -> None:
        procedure = Procedure.objects.select_related("current").get(code=code)
        assert procedure.current is not None
        self.code = code
        self.definition = procedure.current.read()
        offering = Offering.objects.filter(
            procedure=procedure, level__gte=3, valid_to=None
        ).select_related("agency")
        self.agency: Agency = offering.order_by("pk")[0].agency
        self.answers = sample_answers(self.definition)
        form: EForm = self.definition.form
        self.pages = {
            section.key: {
                name: value if value is not True else "on"
                for question in section.questions
                if question.key in self.answers
                for name, value in typed(question, self.answers[question.key]).items()
                if value is not None
            }
            for section in form.sections
        }

    def run(self, visitor: Visitor) -> None:
        """File once, from the start page to the receipt."""
        start = f"/ho-so/nop/{self.code}/"
        visitor.ask("GET", start)
        where = visitor.ask(
            "POST",
            start,
            {
                "key": visitor.hidden("key"),
                "case": self.definition.cases[0].key,
                "applicant": self.definition.audience[0].value,
                "agency": self.agency.identifier,
            },
        )
        while (key := where.rstrip("/").rsplit("/", 1)[1]) in self.pages:
            visitor.ask("GET", where)
            where = visitor.ask("POST", where, self.pages[key])
        visitor.ask("GET", where)
        if where.endswith("/giay-to/"):
            where = visitor.ask("POST", where, {"tiep": "1"})
            visitor.ask("GET", where)
        visitor.ask("POST", where, {"declared": "on"})
        if "confirmation" not in visitor.page:
            raise WrongPage("no receipt")


def visitor(user: User | None = None) -> Visitor:
    client = sign_in(user or make_citizen())
    return Visitor(SITE, client.cookies["sessionid"].value)


def calibrate(guest: Visitor) -> float:
    """Return the milliseconds of one small write transaction."""
    before = len(guest.counts.milliseconds)
    guest.ask("POST", "/trinh-dien/chuan/", {})
    return guest.counts.milliseconds[before]


def queries_of(flow: Flow) -> int:
    """Count the queries of one filing, in this process, through the same views."""
    guest = _InProcess(sign_in(make_citizen()))
    with CaptureQueriesContext(connection) as captured:
        flow.run(guest)
    told = (q["sql"] for q in captured.captured_queries)
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in told)


class _InProcess(Visitor):
    """The same steps through Django's test client."""

    def __init__(self, client: Client) -> None:
        super().__init__(SITE, "")
        self.client = client

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> str:
        ask = self.client.get if method == "GET" else self.client.post
        answer = ask(path, form, headers={"host": self.host})
        if answer.status_code == 302:
            return str(answer["Location"])
        self.page = answer.content.decode()
        return path


def server() -> list[int]:
    """Return the process ids of the web server and its workers."""
    root = int(os.environ["WEB_PID"])
    children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    return [root, *map(int, children)]


def cpu_seconds() -> float:
    """Return the CPU time that the web processes took so far."""
    total = 0
    for pid in server():
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(parts[11]) + int(parts[12])
    return total / TICKS


def pss() -> list[int]:
    """Return the proportional memory of each web process, in MB."""
    sizes = []
    for pid in server():
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        line = next(each for each in rollup.splitlines() if each.startswith("Pss:"))
        sizes.append(int(line.split()[1]) // 1024)
    return sizes


def alone(flow: Flow, rounds: int) -> None:
    """Measure one filing after another, alternated with the calibrator."""
    guest, meter = visitor(), visitor()
    meter.ask("GET", "/tra-cuu/")
    flow.run(guest)
    totals: list[float] = []
    units: list[float] = []
    cost = unit_cost = 0.0
    for _round in range(rounds):
        for what in random.sample(("flow", "unit", "unit"), 3):
            begun = cpu_seconds()
            if what == "unit":
                units.append(calibrate(meter))
                unit_cost += cpu_seconds() - begun
                continue
            guest.counts = Counts()
            flow.run(guest)
            cost += cpu_seconds() - begun
            totals.append(sum(guest.counts.milliseconds))
    unit, total = statistics.median(units), statistics.median(totals)
    print(f"\n{flow.code}: {sum(map(len, flow.pages.values()))} fields sent")
    print(f"  calls {guest.counts.calls}, queries {queries_of(flow)}")
    print(f"  bytes {guest.counts.bytes} (not compressed)")
    print(f"  {total:.1f} ms = {total / unit:.1f} C   (C = {unit:.2f} ms)")
    cpu, unit_cpu = 1000 * cost / rounds, 1000 * unit_cost / len(units)
    print(
        f"  web CPU {cpu:.1f} ms a filing = {cpu / unit_cpu:.1f} of the unit's", end=""
    )
    print(f" ({unit_cpu:.2f} ms)")


def together(flow: Flow, seconds: float) -> None:
    """Measure how many filings four clients complete."""
    guests = [visitor() for _client in range(CLIENTS)]
    before, begun = cpu_seconds(), time.monotonic()
    until = begun + seconds

    def work(guest: Visitor) -> int:
        count = 0
        while time.monotonic() < until:
            flow.run(guest)
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(work, guests))
    took = time.monotonic() - begun
    print(f"\n{CLIENTS} clients, {flow.code}: {done / took:.1f} filings/s")
    print(f"  web CPU {1000 * (cpu_seconds() - before) / done:.1f} ms a filing")


def invariants() -> None:
    """Every receipt is a dossier, every code follows the one before."""
    gaps = 0
    for agency in Agency.objects.filter(dossiers__is_invented=False).distinct():
        codes = Dossier.objects.filter(agency=agency, is_invented=False)
        days: dict[str, list[int]] = {}
        for code in codes.exclude(code=None).values_list("code", flat=True):
            _agency, day, number = str(code).rsplit("-", 2)
            days.setdefault(day, []).append(int(number))
        gaps += sum(max(numbers) - len(numbers) for numbers in days.values())
    # The demo's own examples were paid, too.
    filed = Dossier.objects.submitted().filter(is_invented=False)
    filed = filed.exclude(public_id__in=[examples.PAID, examples.TO_PAY])
    double = filed.exclude(events_count=1).count()
    print(f"\ninvariants: {filed.count()} filed, {gaps} gaps, {double} odd events")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    diploma, birth = Flow(DIPLOMA), Flow(BIRTH)
    print(f"load average before: {os.getloadavg()[0]:.2f}")
    alone(diploma, options.rounds)
    alone(birth, options.rounds)
    together(diploma, options.seconds)
    print(f"\nPSS of web processes, MB: {pss()}")
    invariants()


if __name__ == "__main__":
    main()
