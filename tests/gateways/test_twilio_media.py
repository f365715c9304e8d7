"""Files that end users send by Twilio, got from a server that keeps them as Twilio does."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chalicelib.domain.messages import Media, MessageType
from chalicelib.gateways.carriers import CARRIERS, Fetched, FetchKind

CREDENTIALS = {"account_sid": "AC1", "auth_token": "secret"}


class Store(ThreadingHTTPServer):
    """Redirects from the API to where the file is, and keeps what it was asked."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Files)
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Files(BaseHTTPRequestHandler):
    server: Store

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        moved = self.path.startswith("/2010-04-01")
        self.send_response(307 if moved else self.server.status)
        if moved:
            self.send_header("Location", f"{self.server.url}/store/1")
        self.send_header("Content-Type", "image/jpeg")
        self.end_headers()
        self.wfile.write(b"" if moved else b"a picture")

    def log_message(self, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fetch(store: Store, url: str | None) -> Fetched:
    return CARRIERS["twilio"].media(Media(kind=MessageType.image, url=url), CREDENTIALS, store.url)


def test_the_account_asks_and_the_store_hears_nothing_of_it(store: Store) -> None:
    found = fetch(store, f"{store.url}/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1")
    assert found == Fetched(kind=FetchKind.fetched, body=b"a picture", content_type="image/jpeg")
    basic = "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert store.asked == [("/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", basic), ("/store/1", None)]


@pytest.mark.parametrize(("status", "kind"), [(503, "later"), (429, "later"), (404, "gone"), (410, "gone")])
def test_what_is_not_there_now_may_come_later(store: Store, status: int, kind: str) -> None:
    store.status = status
    assert fetch(store, f"{store.url}/2010-04-01/x").kind == kind


@pytest.mark.parametrize("url", [None, "", "https://evil.test/2010-04-01/x", "http://127.0.0.1:1/x"])
def test_nothing_is_asked_for_anywhere_else(store: Store, url: str | None) -> None:
    assert fetch(store, url).kind is FetchKind.gone
    assert store.asked == []
