"""The deployed stack for tests: the packaged functions on the emulator with `AUTH=true`, the edge, the simulator, the demo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from infrastructure.aws import Aws
from infrastructure.http_api import call, sign_in
from infrastructure.local import demo
from infrastructure.local.demo import Demo
from infrastructure.local.processes import Layout, free_ports
from infrastructure.local.stack import Running, Shape, running
from infrastructure.progress import Progress

LOG_LINES = 40


@dataclass
class Stack:
    """The running stack as tests use it; an account is one of `accounts` (`email`, `password`, `name`)."""

    running: Running
    demo: Demo
    layout: Layout
    _open: ExitStack = field(default_factory=ExitStack)
    _clients: dict[str, httpx.Client] = field(default_factory=dict)

    @property
    def web(self) -> str:
        """The one origin, without a trailing slash."""
        return self.running.web

    @property
    def api(self) -> str:
        """The HTTP API, without a trailing slash."""
        return f"{self.web}/api"

    @property
    def ws(self) -> str:
        """The socket, without a ticket."""
        return self.running.socket

    @property
    def simulator(self) -> str:
        """The carrier simulator, without a trailing slash; the handset page is its root."""
        return self.running.simulator

    @property
    def aws_endpoint(self) -> str:
        """The emulated AWS."""
        return self.running.aws_endpoint

    @property
    def outputs(self) -> dict[str, str]:
        """The CloudFormation outputs: table names, queue addresses and so on."""
        return self.running.outputs

    @property
    def space_id(self) -> str:
        """The demo's space."""
        return self.demo.space_id

    @property
    def accounts(self) -> dict[str, Any]:
        """`support`, `admin` and `agents`."""
        return self.demo.accounts()

    @property
    def senders(self) -> list[dict[str, Any]]:
        """The demo's senders with their `webhook_url`: SMS, then WhatsApp."""
        return self.demo.senders

    def account(self) -> dict[str, str]:
        """The credentials of the demo's account with the simulated carrier."""
        sender = json.loads((self.layout.folder / "simulator.json").read_text())["senders"][0]
        return {key: sender[key] for key in ("account_sid", "auth_token")}

    def client(self, account: dict[str, str]) -> httpx.Client:
        """An HTTP client of the origin, signed in once per account; its paths begin with `/api`."""
        email = account["email"]
        if email not in self._clients:
            self._clients[email] = self._open.enter_context(closing(sign_in(self.web, email, account["password"])))
        return self._clients[email]

    def socket(self, account: dict[str, str]) -> ClientConnection:
        """A socket of its own for the account, open; use it in a `with`."""
        ticket = call(self.client(account), "POST", "/api/ws-ticket")["ticket"]
        return connect(f"{self.ws}?ticket={ticket}", origin=self.web, proxy=None, open_timeout=20)  # type: ignore[arg-type]  # Origin is a str

    def aws(self, service: str) -> Any:
        """A boto3 client of the emulated AWS, with all rights."""
        return Aws(self.aws_endpoint).client(service)

    def mails(self) -> list[dict[str, Any]]:
        """What SES has sent since the stack started, oldest first."""
        inbox = httpx.get(f"{self.aws_endpoint}/_ministack/ses/messages", timeout=30).json()["messages"]
        return [message for account in inbox.values() for message in account]

    def log(self) -> str:
        """The last lines that the emulator and the functions wrote."""
        return "\n".join(self.layout.log("emulator").read_text(errors="replace").splitlines()[-LOG_LINES:])

    def close(self) -> None:
        """Close the clients."""
        self._open.close()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for all tests of a run, on free ports, in a folder of its own; its state is not kept."""
    layout = Layout(folder=tmp_path_factory.mktemp("stack"))
    shape = Shape(layout=layout, ports=free_ports(), keep=False)
    with running(shape, Progress(quiet=True)) as up:
        made = demo.seed(up, layout.folder / "simulator.json")
        stack = Stack(running=up, demo=made, layout=layout)
        yield stack
        stack.close()
