"""A second way into the stack for the web tests: agents without a browser, and end users who write."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.sync.client import connect
from websockets.sync.connection import Connection

WAIT_SECONDS = 20


def new_number() -> str:
    """A phone number that no other test has."""
    return f"+1415{secrets.randbelow(8_000_000) + 2_000_000}"


@dataclass
class EndUser:
    """Somebody who writes to one sender from a number of their own."""

    stack: Any
    channel: str = "sms"
    number: str = field(default_factory=new_number)
    name: str | None = None

    @property
    def shown(self) -> str:
        """What the console calls them."""
        digits = self.number
        return self.name or f"+1 {digits[2:5]} {digits[5:8]} {digits[8:]}"

    def write(self, text: str) -> None:
        """Send a message."""
        sender = next(one for one in self.stack.senders if one["channel"] == self.channel)
        body = {"sender_id": sender["id"], "from": self.number, "text": text}
        if self.name:
            body["profile_name"] = self.name
        httpx.post(f"{self.stack.simulator}/sim/inbound", json=body, timeout=WAIT_SECONDS).raise_for_status()

    def fail_next(self) -> None:
        """Have the carrier report that the next message to this number was not delivered."""
        body = {"to": self.number, "fault": "failed_receipt"}
        httpx.post(f"{self.stack.simulator}/sim/faults", json=body, timeout=WAIT_SECONDS).raise_for_status()


@dataclass
class Agent:
    """An agent who is signed in without a browser."""

    stack: Any
    account: dict[str, str]

    def __post_init__(self) -> None:
        """Sign in as a program."""
        body = {"email": self.account["email"], "password": self.account["password"], "program": True}
        answer = httpx.post(f"{self.stack.web}/api/sign-in", json=body, timeout=WAIT_SECONDS)
        token = answer.raise_for_status().json()["token"]
        self.http = httpx.Client(
            base_url=f"{self.stack.web}/api", headers={"authorization": f"Bearer {token}"}, timeout=WAIT_SECONDS
        )

    def mine(self) -> list[dict[str, Any]]:
        """The conversations that the agent holds."""
        found: list[dict[str, Any]] = (
            self.http.get("/conversations?list=mine").raise_for_status().json()["conversations"]
        )
        return found

    def declare(self, presence: str) -> None:
        """Say whether new conversations may come, and with anything but `available` resolve all there are."""
        with self._socket() as socket:
            self._ask(socket, {"action": "presence", "presence": presence}, "desk")
            if presence == "available":
                return
            for conversation in self.mine():
                self._ask(socket, {"action": "resolve", "conversation": conversation["id"], "id": "r"}, "ack", "error")

    def take(self, conversation_id: str) -> None:
        """Take a queued conversation."""
        with self._socket() as socket:
            self._ask(socket, {"action": "take", "conversation": conversation_id, "id": "t"}, "ack")

    @contextmanager
    def _socket(self) -> Iterator[Connection]:
        ticket = self.http.post("/ws-ticket").raise_for_status().json()["ticket"]
        url = f"{self.stack.web.replace('http', 'ws', 1)}/ws?ticket={ticket}"
        with connect(url, origin=self.stack.web, proxy=None, open_timeout=WAIT_SECONDS) as socket:
            self._ask(socket, {"action": "resume", "have": {}, "watch": "mine"}, "resumed")
            yield socket

    @staticmethod
    def _ask(socket: Connection, frame: dict[str, Any], *answers: str) -> dict[str, Any]:
        socket.send(json.dumps(frame))
        while True:
            answer: dict[str, Any] = json.loads(socket.recv(timeout=WAIT_SECONDS))
            if answer.get("type") in answers:
                return answer
