"""What comes of handing a message to Twilio, against a real server that behaves in every way it can."""

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.domain.content import Content
from chalicelib.domain.messages import Channel, ErrorKind
from chalicelib.gateways import http
from chalicelib.gateways.carriers import CARRIERS, Order, Outcome, OutcomeKind

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


@pytest.fixture
def carrier() -> Iterator[FakeCarrier]:
    with FakeCarrier() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def order(channel: Channel = Channel.sms, text: str = "Olá 👋 & more") -> Order:
    content = Content(text=text)
    return Order(
        channel=channel,
        sender_address="+18005550111",
        to="+14155550101",
        content=content,
        reference="cv_1.2",
        callback_url=CALLBACK,
    )


def send(url: str, one: Order | None = None) -> Outcome:
    return CARRIERS["twilio"].send(one or order(), CREDENTIALS, url)


def test_an_accepted_message_has_the_carriers_id(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.accepted, provider_message_id="SM1")


def test_the_request_is_the_one_that_twilio_documents(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    send(carrier.url)

    path, headers, form = carrier.asked[0]
    assert path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form == {
        "From": ["+18005550111"],
        "To": ["+14155550101"],
        "Body": ["Olá 👋 & more"],
        "StatusCallback": [CALLBACK],
    }


def test_whatsapp_addresses_carry_their_prefix(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    send(carrier.url, order(Channel.whatsapp))

    form = carrier.asked[0][2]
    assert (form["From"], form["To"]) == (["whatsapp:+18005550111"], ["whatsapp:+14155550101"])


def test_half_a_character_does_not_keep_a_text_from_going_out(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN]

    assert send(carrier.url, order(text="a\ud800b")).kind is OutcomeKind.accepted
    assert carrier.asked[0][2]["Body"] == ["a?b"]


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 21610, ErrorKind.opted_out),
        (400, 21211, ErrorKind.invalid_recipient),
        (400, 21614, ErrorKind.invalid_recipient),
        (400, 63016, ErrorKind.window_closed),
        (401, 20003, None),
        (404, 20404, None),
    ],
)
def test_a_refusal_is_final_and_says_why(carrier: FakeCarrier, status: int, code: int, kind: ErrorKind | None) -> None:
    carrier.answers = [(status, {}, b'{"code": %d, "message": "no", "status": %d}' % (code, status))]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.failed, error_code=str(code), error_kind=kind)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"code": {}}', b"\xff\xfe", b'{"code": null}'])
def test_a_refusal_without_a_code_is_told_by_its_status(carrier: FakeCarrier, body: bytes) -> None:
    carrier.answers = [(403, {}, body)]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.failed, error_code="403")


@pytest.mark.parametrize(
    ("told", "wait"),
    [({"Retry-After": "7"}, 7), ({"retry-after": "86400"}, 3600), ({"Retry-After": "soon"}, None), ({}, None)],
)
def test_too_many_requests_may_be_tried_again(carrier: FakeCarrier, told: dict[str, str], wait: int | None) -> None:
    carrier.answers = [(429, told, b'{"code": 20429}')]

    assert send(carrier.url) == Outcome(
        kind=OutcomeKind.not_sent,
        error_code="20429",
        error_kind=ErrorKind.rate_limited,
        retry_after_seconds=wait,
    )


def test_a_channels_limit_may_be_tried_again(carrier: FakeCarrier) -> None:
    carrier.answers = [(400, {}, b'{"code": 63018}')]

    assert send(carrier.url).kind is OutcomeKind.not_sent


def test_a_carrier_out_of_service_may_be_tried_again(carrier: FakeCarrier) -> None:
    carrier.answers = [(503, {"Retry-After": "30"}, b'{"code": 20503}')]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.not_sent, error_code="20503", retry_after_seconds=30)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_broken_carrier_may_have_sent_it(carrier: FakeCarrier, status: int) -> None:
    carrier.answers = [(status, {}, b"")]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.unknown, error_code=str(status))


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b'{"sid": "SM1"' + b" " * http.ANSWER_BYTES + b"}"])
def test_an_acceptance_without_a_readable_id_is_unknown(carrier: FakeCarrier, body: bytes) -> None:
    carrier.answers = [(201, {}, body)]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.unknown)


def test_a_connection_lost_after_the_request_is_unknown(carrier: FakeCarrier) -> None:
    carrier.answers = [None]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.unknown)
    assert len(carrier.asked) == 1


def test_an_answer_cut_short_is_unknown(carrier: FakeCarrier) -> None:
    carrier.answers = [(201, {"Content-Length": "500"}, b'{"sid": "SM')]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.unknown)


def test_a_refused_connection_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert send(f"http://127.0.0.1:{port}") == Outcome(kind=OutcomeKind.not_sent)


def test_a_name_that_does_not_resolve_was_not_sent() -> None:
    assert send("http://carrier.invalid") == Outcome(kind=OutcomeKind.not_sent)


def test_a_redirect_is_not_followed(carrier: FakeCarrier) -> None:
    carrier.answers = [(307, {"Location": f"{carrier.url}/elsewhere"}, b"")]

    assert send(carrier.url) == Outcome(kind=OutcomeKind.failed, error_code="307")
    assert len(carrier.asked) == 1


def test_a_connection_that_the_carrier_has_closed_in_the_meantime_is_not_used_again(carrier: FakeCarrier) -> None:
    carrier.answers = [TAKEN, TAKEN]

    send(carrier.url)
    assert carrier.hung_up.wait(5)

    assert send(carrier.url).kind is OutcomeKind.accepted


def test_a_carrier_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(http.Unanswered):
        http.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"", {}, read_seconds=0.1)


def test_a_carrier_with_a_certificate_of_its_own_making_gets_nothing(carrier: FakeCarrier, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    carrier.socket = context.wrap_socket(carrier.socket, server_side=True)

    assert send(carrier.url.replace("http:", "https:")) == Outcome(kind=OutcomeKind.not_sent)
    assert carrier.asked == []


def test_an_answer_that_is_not_tls_is_unknown(carrier: FakeCarrier) -> None:
    assert send(carrier.url.replace("http:", "https:")) == Outcome(kind=OutcomeKind.unknown)


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path
