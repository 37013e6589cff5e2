"""A log line is one JSON object that nobody can break out of."""

import json
import logging
import sys

from portal.logs import JSONFormatter, RequestIdFilter, request_id


def record(message: str, *, exc_info: bool = False) -> logging.LogRecord:
    info = sys.exc_info() if exc_info else None
    return logging.LogRecord("x", logging.INFO, __file__, 1, message, None, info)


def test_a_line_end_in_a_message_makes_no_second_line() -> None:
    line = JSONFormatter().format(record('Mẫu\r\n{"level": "ERROR"}\x1b[31m'))

    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert json.loads(line)["message"].startswith("Mẫu\r\n")


def test_a_line_says_when_in_utc_and_which_request() -> None:
    entry = record("x")
    token = request_id.set("ABCDEFGH23")
    RequestIdFilter().filter(entry)
    request_id.reset(token)

    said = json.loads(JSONFormatter().format(entry))

    assert said["at"].endswith("+00:00")
    assert said["request_id"] == "ABCDEFGH23"
    assert "exception" not in said


def test_an_exception_stands_in_the_same_line() -> None:
    try:
        raise ValueError("hỏng")
    except ValueError:
        line = JSONFormatter().format(record("x", exc_info=True))

    assert "ValueError: hỏng" in json.loads(line)["exception"]
