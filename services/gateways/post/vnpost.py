"""VNPost's order protocol for public services (BCCI), over JSON.

Not verified against an official text. Known from public code alone are the four
calls, CustomerCode, ItemCode, OrderNumber, CODAmount, Sender… and Receiver…,
FlagConfig 1 and 2, status "100" and the header access_token. Assumed are the names of
the lines of tracking, their codes and times, that an order sent twice is answered
with the first ItemCode, and 401 for a token that has run out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.gateways.post.base import Direction, Order, Party, Refused, Step, Track
from services.gateways.wire import SECONDS, NoAnswer, NotAdmitted, ask

DONE = "100"

FLAGS: Mapping[Direction, int] = {Direction.COLLECT: 1, Direction.RETURN: 2}

STEPS: Mapping[str, Step] = {
    "10": Step.ACCEPTED,
    "20": Step.CARRIED,
    "30": Step.DELIVERED,
    "40": Step.FAILED,
    "50": Step.RETURNED,
}
"""Assumed codes of tracking; one that is not here is kept and moves nothing."""


class VNPost:
    """A client that fetches its token when it needs one."""

    def __init__(
        self,
        url: str,
        *,
        customer_code: str,
        customer_key: str,
        secret_key: str,
        seconds: float = SECONDS,
    ) -> None:
        self._url = url.rstrip("/")
        self._customer_code = customer_code
        self._proof = {"customerKey": customer_key, "secretKey": secret_key}
        self._seconds = seconds
        self._token = ""

    def order(self, order: Order) -> str:
        said = self._ask(
            "apiPostOrder",
            {
                "OrderNumber": order.number,
                "ItemCode": "",
                "CODAmount": order.cod,
                "FlagConfig": FLAGS[order.direction],
                **_named("Sender", order.sender),
                **_named("Receiver", order.receiver),
            },
        )
        return _text(said, "ItemCode")

    def cancel(self, number: str) -> None:
        self._ask("apiCancelOrder", {"OrderNumber": number})

    def track(self, number: str) -> Sequence[Track]:
        said = self._ask("apiGetOrderTracking", {"OrderNumber": number})
        try:
            return [_track(line) for line in said["Trackings"]]
        except (KeyError, TypeError, ValueError) as problem:
            raise NoAnswer("unreadable tracking") from problem

    def _ask(self, call: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Ask with a token, once more with a fresh one where it has run out."""
        whole = {"CustomerCode": self._customer_code, **body}
        if self._token:
            try:
                return self._asked(call, whole)
            except NotAdmitted:
                self._token = ""
        self._token = self._fresh_token()
        try:
            return self._asked(call, whole)
        except NotAdmitted as problem:
            raise NoAnswer("not admitted") from problem

    def _fresh_token(self) -> str:
        """Return a new token; a wrong key is no answer to the order it was for."""
        try:
            return _text(self._read("apiGetToken", self._proof), "access_token")
        except (NotAdmitted, Refused) as problem:
            raise NoAnswer("no token") from problem

    def _asked(self, call: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._read(call, body, {"access_token": self._token})

    def _read(
        self,
        call: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        said = ask(f"{self._url}/{call}", body, headers=headers, seconds=self._seconds)
        status = _text(said, "Status")
        if status != DONE:
            raise Refused(status)
        return said


def _named(prefix: str, party: Party) -> dict[str, str]:
    return {
        f"{prefix}Name": party.name,
        f"{prefix}Tel": party.phone,
        f"{prefix}Address": party.address,
        f"{prefix}Email": party.email,
        f"{prefix}Province": party.province,
        f"{prefix}District": party.district,
    }


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise NoAnswer(f"no {name}")
    return value


def _track(line: Mapping[str, Any]) -> Track:
    code = str(line["StatusCode"])
    at = datetime.strptime(f"{line['StatusTime']}+0700", "%Y%m%d%H%M%S%z")
    return Track(
        code=code[:10],
        step=STEPS.get(code),
        at=at,
        place=str(line.get("Place") or "")[:120],
        cod=_money(line.get("CODAmount")),
    )


def _money(said: Any) -> int | None:
    """Return whole VND; ValueError where it can be none."""
    if said is None:
        return None
    amount = int(said)
    if amount < 0:
        raise ValueError("less than nothing")
    return amount
