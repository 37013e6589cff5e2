"""A post that exists nowhere: VNPost's order protocol over HTTP, for demo and tests.

    python -m portal.local.providers.vnpost --port 8085 --pace 60

It imports nothing of the services, so that a mistake of the client is not repeated
here. It says on its first line where it is. With a pace (seconds) parcels travel by
themselves; an address with "vắng nhà" is never found at home. Beside the protocol it
takes orders on how to behave, at /fake: `mood` (slow: seconds, down, forget: tokens
run out, repeat: every line of tracking twice, shuffle: lines in reverse) and `happen`
(a parcel, a code, a time).
"""

import argparse
import json
import secrets
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANOI = timezone(timedelta(hours=7))
TAKEN, ON_ROAD, HANDED, NOBODY_HOME, BACK = "10", "20", "30", "40", "50"
GOOD, NO_SUCH, TOO_LATE, INCOMPLETE, BAD_KEY = "100", "101", "102", "103", "104"

NEEDED = (
    "CustomerCode",
    "OrderNumber",
    "SenderName",
    "SenderAddress",
    "SenderProvince",
    "ReceiverName",
    "ReceiverAddress",
    "ReceiverProvince",
)


class Office:
    """The post's own memory: tokens, parcels, and its mood."""

    def __init__(self, pace: float) -> None:
        self.pace = pace
        self.lock = threading.Lock()
        self.tokens: set[str] = set()
        self.parcels: dict[str, dict[str, Any]] = {}
        self.mood: dict[str, Any] = {}

    def apiGetToken(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if not (asked.get("customerKey") and asked.get("secretKey")):
            return {"Status": BAD_KEY}
        token = secrets.token_hex(16)
        self.tokens.add(token)
        return {"Status": GOOD, "access_token": token}

    def apiPostOrder(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if not all(asked.get(name) for name in NEEDED):
            return {"Status": INCOMPLETE}
        if asked.get("FlagConfig") not in (1, 2) or asked.get("CODAmount", -1) < 0:
            return {"Status": INCOMPLETE}
        number = asked["OrderNumber"]
        if number not in self.parcels:
            self.parcels[number] = {
                "asked": asked,
                "item": f"MC{len(self.parcels) + 1:09d}VN",
                "taken": datetime.now(HANOI),
                "lines": [],
                "cancelled": False,
            }
            self.write(number, TAKEN, self.parcels[number]["taken"])
        return {"Status": GOOD, "ItemCode": self.parcels[number]["item"]}

    def apiCancelOrder(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        parcel = self.parcels.get(asked.get("OrderNumber", ""))
        if parcel is None:
            return {"Status": NO_SUCH}
        self.travel(parcel["asked"]["OrderNumber"])
        if len(parcel["lines"]) > 1:
            return {"Status": TOO_LATE}
        parcel["cancelled"] = True
        return {"Status": GOOD}

    def apiGetOrderTracking(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        number = asked.get("OrderNumber", "")
        if number not in self.parcels:
            return {"Status": NO_SUCH}
        self.travel(number)
        lines = list(self.parcels[number]["lines"])
        if self.mood.get("repeat"):
            lines += lines
        if self.mood.get("shuffle"):
            lines.reverse()
        return {"Status": GOOD, "Trackings": lines}

    def travel(self, number: str) -> None:
        """Write what has happened meanwhile to a parcel that travels by itself."""
        parcel = self.parcels[number]
        if not self.pace or parcel["cancelled"]:
            return
        lost = "vắng nhà" in parcel["asked"]["ReceiverAddress"].lower()
        way = [ON_ROAD, NOBODY_HOME, BACK] if lost else [ON_ROAD, HANDED]
        for place, code in enumerate(way, start=1):
            at = parcel["taken"] + timedelta(seconds=self.pace * place)
            if len(parcel["lines"]) <= place and at <= datetime.now(HANOI):
                self.write(number, code, at)

    def write(self, number: str, code: str, at: datetime) -> None:
        parcel = self.parcels[number]
        line: dict[str, Any] = {
            "StatusCode": code,
            "StatusTime": at.strftime("%Y%m%d%H%M%S"),
            "Place": "Bưu cục Mẫu",
        }
        if code == HANDED:
            line["CODAmount"] = parcel["asked"]["CODAmount"]
        parcel["lines"].append(line)

    def behave(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Take on another mood, or let something happen to a parcel."""
        self.mood = asked.get("mood", self.mood)
        if self.mood.get("forget"):
            self.tokens.clear()
        if happens := asked.get("happen"):
            at = datetime.fromisoformat(happens["at"]).astimezone(HANOI)
            self.write(happens["number"], happens["code"], at)
        return {"parcels": {n: p["asked"] for n, p in self.parcels.items()}}


class Counter(BaseHTTPRequestHandler):
    office: Office

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        asked = json.loads(self.rfile.read(size) or b"{}")
        call = self.path.rsplit("/", 1)[-1]
        if call == "fake":
            self.say(200, self.office.behave(asked))
            return
        if seconds := self.office.mood.get("slow"):
            threading.Event().wait(seconds)
        if self.office.mood.get("down"):
            self.say(503, {})
        elif not hasattr(Office, call) or not call.startswith("api"):
            self.say(404, {})
        elif call != "apiGetToken" and not self.is_admitted():
            self.say(401, {})
        else:
            with self.office.lock:
                self.say(200, getattr(self.office, call)(asked))

    def is_admitted(self) -> bool:
        return self.headers.get("access_token", "") in self.office.tokens

    def say(self, status: int, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_what: object) -> None:
        """Keep quiet: what passes here looks like personal data."""


def main() -> None:
    """Serve until killed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--port", type=int, default=0, help="0: any free one")
    reader.add_argument("--pace", type=float, default=0, help="seconds per step")
    said = reader.parse_args()
    counter = type("Counter", (Counter,), {"office": Office(said.pace)})
    server = ThreadingHTTPServer(("127.0.0.1", said.port), counter)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
