"""How connections to carriers are used again, and when they are not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from chalicelib.gateways import http


class Patient(ThreadingHTTPServer):
    """Keeps connections open, and counts them."""

    daemon_threads = True
    connections = 0

    def process_request(self, request, client_address):
        self.connections += 1
        super().process_request(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        """Tests are quiet."""


@pytest.fixture
def server() -> Iterator[Patient]:
    with Patient(("127.0.0.1", 0), _Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield running
        http._connections().clear()
        running.shutdown()
        thread.join()


def post_after(seconds: float, server: Patient, monkeypatch: pytest.MonkeyPatch) -> int:
    """One request so many seconds after the last; how many connections there have been."""
    moment = http._last_used.get("pool", 0.0) + seconds
    monkeypatch.setattr(http, "time", SimpleNamespace(monotonic=lambda: moment))
    http.post(f"http://127.0.0.1:{server.server_port}/", b"hello", {})
    return server.connections


def test_a_connection_is_used_again_while_the_function_is_busy(server, monkeypatch):
    assert [post_after(1, server, monkeypatch) for _ in range(3)] == [1, 1, 1]


def test_a_connection_is_not_trusted_after_the_function_slept(server, monkeypatch):
    assert post_after(1, server, monkeypatch) == 1
    assert post_after(http.IDLE_SECONDS + 1, server, monkeypatch) == 2
    assert post_after(1, server, monkeypatch) == 2
