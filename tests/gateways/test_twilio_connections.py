"""What comes of a connection to Twilio that fails: nothing is taken for sent or unsent that may be otherwise."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.gateways import http
from chalicelib.gateways.carriers import Outcome, OutcomeKind
from tests.gateways.fake_carrier import TAKEN, FakeCarrier, send


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
