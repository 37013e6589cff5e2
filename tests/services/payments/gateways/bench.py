"""A provider as a process, an ear for what it tells, and our client before it."""

import json
import queue
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from signal import SIGKILL
from socket import create_connection
from subprocess import Popen
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import urllib3
from django.utils import timezone

from portal.local.ports import free_port
from portal.local.processes import start, stop, wait_until
from services.payments.actions.starting import new_reference
from services.payments.gateways import Item, Order
from services.payments.gateways.http import Client
from services.payments.gateways.platform import Contract as PlatformContract
from services.payments.gateways.platform import Platform
from services.payments.gateways.vnpay import Contract as VnpayContract
from services.payments.gateways.vnpay import Vnpay

HERE = Path(__file__).parent.parent.parent.parent.parent
SECRET, MERCHANT = "a secret of this test alone", "MAU00001"
SECONDS = 20
HTTP = urllib3.PoolManager(retries=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """A notice that waits for its answer."""

    message: dict[str, str]
    replies: "queue.Queue[Mapping[str, str]]"

    def answer(self, said: Mapping[str, str]) -> None:
        self.replies.put(said)


class Ear:
    """Takes notices in; the test answers them, in its own thread and transaction."""

    def __init__(self) -> None:
        self._heard: queue.Queue[Heard] = queue.Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _ear(self._heard))
        self.url = f"http://127.0.0.1:{self._server.server_port}/ipn"
        threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        ).start()

    def hear(self) -> Heard:
        """Return the next notice; fails where none comes."""
        return self._heard.get(timeout=SECONDS)

    def is_quiet(self) -> bool:
        return self._heard.empty()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _ear(heard: "queue.Queue[Heard]") -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._take(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._take(json.loads(self.rfile.read(length)))

        def _take(self, message: dict[str, str]) -> None:
            mine = Heard(message, queue.Queue())
            heard.put(mine)
            body = json.dumps(mine.replies.get(timeout=SECONDS)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Tests speak for themselves."""

    return Handler


class Bench:
    """A provider's process with its books in the folder, and our client of it."""

    def __init__(self, means: str, folder: Path, ear: Ear) -> None:
        self.means, self.folder, self.ear = means, folder, ear
        self.port = free_port()
        self.home = f"http://127.0.0.1:{self.port}"
        http = Client(connect=2, read=2)
        self.gateway: Any = self._vnpay(http) if means == "vnpay" else self._of(http)
        self.process: Popen[bytes] | None = None

    def _vnpay(self, http: Client) -> Vnpay:
        contract = VnpayContract(
            tmn_code=MERCHANT,
            secret=SECRET,
            pay_url=f"{self.home}/paymentv2/vpcpay.html",
            api_url=f"{self.home}/merchant_webapi/api/transaction",
            return_url="https://dichvucong.mau.test/ket-qua",
            statement_url=f"{self.home}/doi-soat/{{day}}.csv",
        )
        return Vnpay(contract, http)

    def _of(self, http: Client) -> Platform:
        contract = PlatformContract(
            partner=MERCHANT,
            secret=SECRET,
            url=f"{self.home}/api",
            service="1",
            account="0000000000",
            bank="970400",
            account_name="CO QUAN MAU",
        )
        return Platform(contract, http)

    def start(self) -> None:
        """Start the process and wait until its port answers."""
        command = [sys.executable, "-m", f"portal.local.providers.{self.means}"]
        command += ["--port", str(self.port), "--ipn", self.ear.url]
        command += ["--data", str(self.folder / "books.db"), "--secret", SECRET]
        command += ["--merchant", MERCHANT, "--retry-seconds", "0.1", "--tries", "4"]
        if self.means == "platform":
            command += ["--back", "https://dichvucong.mau.test/ket-qua"]
        log = self.folder / "provider.log"
        with log.open("ab") as output:
            self.process = start(command, farewell=SIGKILL, output=output, cwd=HERE)
        wait_until(self._answers, self.process, seconds=SECONDS, log=log)

    def _answers(self) -> bool:
        try:
            create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """End the process as a power cut does."""
        if self.process:
            stop(self.process, SIGKILL, seconds=SECONDS)

    def mood(self, **wanted: object) -> None:
        """Change how the provider behaves, or have it do something."""
        said = HTTP.request("POST", f"{self.home}/dieu-khien", json=wanted)
        assert said.status == 200

    def notices(self) -> list[list[Any]]:
        """Return what it told: reference, tries, whether it was understood."""
        found: list[list[Any]] = HTTP.request("GET", f"{self.home}/so").json()[
            "notices"
        ]
        return found

    def open(self, order: Order) -> str:
        """Return the bank's page of the order, as a browser sees it."""
        url = self.gateway.start(order, at=order.created_at)
        page = HTTP.request("GET", url, redirect=False)
        return page.data.decode()

    def choose(self, order: Order, choice: str) -> urllib3.BaseHTTPResponse:
        """Go to the bank's page and press a button."""
        page = self.open(order)
        action = re.search(r'action="([^"]+)"', page)
        assert action, page
        fields = {"reference": order.reference, "choice": choice}
        return HTTP.request(
            "POST",
            self.home + action[1],
            fields=fields,
            encode_multipart=False,
            redirect=False,
        )


@contextmanager
def bench_of(means: str, folder: Path) -> Iterator[Bench]:
    """Have the provider run while this lasts."""
    ear = Ear()
    bench = Bench(means, folder, ear)
    try:
        bench.start()
        yield bench
    finally:
        bench.kill()
        ear.close()


def make_order(amount: int = 24_000, *, minutes: int = 15) -> Order:
    """Return an order of one dossier that expires in so many minutes."""
    now = timezone.now().replace(microsecond=0)
    fee = Item(
        dossier="H29.18.01-260302-0001",
        procedure_code="2.000635",
        procedure_name="Cấp bản sao trích lục hộ tịch",
        agency_code="H29.18.01",
        agency_name="UBND Phường Mẫu",
        key="ban_sao",
        name="Phí cấp bản sao",
        type="phi",
        amount=amount,
    )
    return Order(
        reference=new_reference(now),
        amount=amount,
        codes=("H29.18.01-260302-0001",),
        created_at=now,
        expires_at=now + timedelta(minutes=minutes),
        address="203.0.113.7",
        items=(fee,),
        payer="Nguyễn Thị Mẫu",
    )
