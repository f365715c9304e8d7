"""A simulator in a process of its own, and a company's webhook that keeps what is posted to it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.simulator.parties import DEADLINE_SECONDS, ROOT, Post, Simulator, Start, Webhook, config_for

NUMBERS = count(14155551000)


@dataclass
class Listening:
    """A server with a place for each test, so that what comes late for one test is not taken for another's."""

    url: str = ""
    webhooks: dict[str, Webhook] = field(default_factory=dict)

    def place(self) -> Webhook:
        """A webhook that nobody used before."""
        name = f"/{len(self.webhooks)}"
        self.webhooks[name] = Webhook(url=self.url + name)
        return self.webhooks[name]


@pytest.fixture(scope="session")
def listening() -> Iterator[Listening]:
    here = Listening()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            webhook = here.webhooks["/" + self.path.split("/")[1]]
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            webhook.posts.append(Post(url=here.url + self.path, headers=headers, form=form))
            self.send_response(webhook.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


@pytest.fixture
def webhook(listening: Listening) -> Webhook:
    return listening.place()


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts a simulator; with the log of a former one it goes on from there."""
    running: list[tuple[subprocess.Popen[str], httpx.Client]] = []

    def started(config: dict[str, Any], log: Path | None = None) -> Simulator:
        folder = tmp_path_factory.mktemp("simulator")
        (folder / "config.json").write_text(json.dumps(config))
        options = ["--config", str(folder / "config.json"), "--log", str(log or folder / "log.jsonl")]
        command = [sys.executable, "-m", "infrastructure.simulator", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        client = httpx.Client(base_url=url, timeout=DEADLINE_SECONDS, trust_env=False)
        running.append((process, client))
        return Simulator(url=url, client=client)

    yield started
    for process, client in running:
        client.close()
        process.terminate()
    for process, _ in running:
        process.communicate(timeout=DEADLINE_SECONDS)
    assert [process.returncode for process, _ in running] == [0] * len(running)


@pytest.fixture(scope="session")
def shared(start: Start, listening: Listening) -> Simulator:
    return start(config_for(listening.place().url))


@pytest.fixture
def simulator(shared: Simulator, webhook: Webhook) -> Simulator:
    shared.client.put("/sim/senders", json={"senders": config_for(webhook.url)["senders"]}).raise_for_status()
    shared.client.delete("/sim/faults").raise_for_status()
    return shared


@pytest.fixture
def phone() -> str:
    """A number that no other test uses."""
    return f"+{next(NUMBERS)}"
