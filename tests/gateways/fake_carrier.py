"""A real server that behaves in every way a carrier can, and messages to hand to it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from chalicelib.domain.content import Content
from chalicelib.domain.messages import Channel
from chalicelib.gateways.carriers import CARRIERS, Order, Outcome

CREDENTIALS = {"account_sid": "AC1", "auth_token": "secret"}
CALLBACK = "https://chat.example.test/api/webhooks/twilio/sn_1?ref=cv_1.2"
Reply = tuple[int, dict[str, str], bytes]
TAKEN: Reply = (201, {}, b'{"sid": "SM1", "status": "queued", "error_code": null}')


class FakeCarrier(ThreadingHTTPServer):
    """Answers each POST as told by `answers` (None: hangs up after reading), and keeps what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[Reply | None] = []
        self.asked: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []
        self.stalled, self.hung_up = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.hung_up.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeCarrier

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, dict(self.headers), parse_qs(body, keep_blank_values=True)))
        answer = self.server.answers.pop(0)
        self.close_connection = True
        if answer is None:
            return
        status, headers, said = answer
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(said))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Tests are quiet."""


def order(channel: Channel = Channel.sms, text: str = "Olá 👋 & more") -> Order:
    return Order(
        channel=channel,
        sender_address="+18005550111",
        to="+14155550101",
        content=Content(text=text),
        reference="cv_1.2",
        callback_url=CALLBACK,
    )


def send(url: str, one: Order | None = None) -> Outcome:
    return CARRIERS["twilio"].send(one or order(), CREDENTIALS, url)
