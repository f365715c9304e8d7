"""Whether an account is tried without a doubt in either direction: ok and refused are Twilio's words, all else says nothing."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chalicelib.gateways.carriers import CARRIERS, Checked

ACTIVE = json.dumps({"sid": "AC1", "status": "active"}).encode()
ERROR = json.dumps({"code": 20003, "message": "Authenticate", "status": 401}).encode()


class FakeCarrier(ThreadingHTTPServer):
    """Answers each GET as told, and keeps what was asked."""

    daemon_threads = True
    answer: tuple[int, bytes] | None = (200, ACTIVE)
    asked: list[tuple[str, str]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeCarrier

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        if self.server.answer is None:
            return
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Tests are quiet."""


@pytest.fixture
def carrier() -> Iterator[FakeCarrier]:
    with FakeCarrier(("127.0.0.1", 0), _Handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def check(url: str, account: str = "AC1") -> Checked:
    return CARRIERS["twilio"].check({"account_sid": account, "auth_token": "secret"}, url)


def test_twilio_is_asked_for_the_account_with_its_own_token(carrier: FakeCarrier) -> None:
    assert check(carrier.url) is Checked.ok
    assert check(carrier.url, "../AC?1") is Checked.ok
    pairs = [base64.b64encode(f"{account}:secret".encode()).decode() for account in ("AC1", "../AC?1")]
    assert carrier.asked == [
        ("/2010-04-01/Accounts/AC1.json", f"Basic {pairs[0]}"),
        ("/2010-04-01/Accounts/..%2FAC%3F1.json", f"Basic {pairs[1]}"),
    ]


@pytest.mark.parametrize(
    ("answer", "checked"),
    [
        ((401, ERROR), Checked.refused),
        ((403, b""), Checked.refused),
        ((404, ERROR), Checked.refused),
        ((200, b'{"status": "suspended"}'), Checked.refused),
        ((200, b'{"status": "closed"}'), Checked.refused),
        ((200, b"<html>"), Checked.unreachable),
        ((200, b"\xff"), Checked.unreachable),
        ((301, b""), Checked.unreachable),
        ((429, ERROR), Checked.unreachable),
        ((500, b""), Checked.unreachable),
        ((503, ACTIVE), Checked.unreachable),
        (None, Checked.unreachable),
    ],
)
def test_only_a_clear_word_of_twilios_counts(
    carrier: FakeCarrier, answer: tuple[int, bytes] | None, checked: Checked
) -> None:
    carrier.answer = answer
    assert check(carrier.url) is checked


def test_a_carrier_that_is_not_there_says_nothing_about_the_credentials(carrier: FakeCarrier) -> None:
    carrier.shutdown()
    carrier.server_close()
    assert check(carrier.url) is Checked.unreachable
