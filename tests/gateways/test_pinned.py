"""Where files are fetched from, and where they never are."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from chalicelib.gateways import pinned

HOSTS = ("media.carrier.test", ".cdn.carrier.test")
API = "https://api.carrier.test"


class _Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = (307, b"") if self.path == "/moved" else (200, b"x" * 1000)
        self.send_response(status)
        self.send_header("Content-Type", "image/png")
        self.send_header("Location", "http://169.254.169.254/")
        self.send_header("X-Host", self.headers["Host"])
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def files() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def resolve_to(patch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    patch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)


@pytest.mark.parametrize(
    "url",
    [
        "http://media.carrier.test/1",
        "https://media.carrier.test:8443/1",
        "https://me@media.carrier.test/1",
        "https://media.carrier.test.evil.test/1",
        "https://evilcdn.carrier.test/1",
        "https://evil.test/media.carrier.test",
        "https://evil.test#@media.carrier.test/",
        "https://media.carrier.test:x/",
        "file:///etc/passwd",
        "//media.carrier.test/1",
        "",
    ],
)
def test_only_listed_hosts_are_asked(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    resolve_to(monkeypatch, "93.184.215.14")
    with pytest.raises(pinned.Refused):
        pinned.fetch(url, {}, HOSTS, API)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::1", "::ffff:127.0.0.1", "fd00::1", "224.0.0.1"],
)
def test_a_listed_host_at_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolve_to(monkeypatch, "93.184.215.14", address)
    with pytest.raises(pinned.Refused):
        pinned.fetch("https://a.cdn.carrier.test/1", {}, HOSTS, API)


def test_a_file_comes_from_where_the_api_is(files: str) -> None:
    answer = pinned.fetch(f"{files}/1", {}, (), files)
    assert (answer.status, len(answer.body), answer.headers["content-type"]) == (200, 1000, "image/png")
    assert answer.headers["x-host"] == files.removeprefix("http://")


def test_a_redirect_is_not_followed(files: str) -> None:
    answer = pinned.fetch(f"{files}/moved", {}, (), files)
    assert (answer.status, answer.headers["location"]) == (307, "http://169.254.169.254/")


def test_a_file_that_is_too_large_is_left(files: str) -> None:
    with pytest.raises(pinned.TooBig):
        pinned.fetch(f"{files}/1", {}, (), files, most_bytes=999)
