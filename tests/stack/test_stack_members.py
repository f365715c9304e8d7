"""On the deployed stack: who is removed, or whose Live Chat is closed, loses HTTP at once and the socket soon after."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from infrastructure.http_api import call
from tests.stack_fixture import Stack

PASSWORD = "correct horse battery staple"
WAIT_SECONDS = 60


class Office:
    """A space of its own with an admin and an agent."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.support = stack, stack.client(stack.accounts["support"])
        self.path = f"/api/support/spaces/{self._made()}"
        self.admin, self.agent = self._joins("admin"), self._joins("agent")

    def ledger(self) -> Any:
        """The seats as counted and as held."""
        return call(self.support, "GET", f"{self.path}/ledger")

    def _made(self) -> str:
        space = call(self.support, "POST", "/api/support/spaces", {"name": f"Office {secrets.token_hex(3)}"})
        call(self.support, "POST", f"/api/support/spaces/{space['id']}/activation", {"seats": 2})
        return str(space["id"])

    def _joins(self, role: str) -> dict[str, str]:
        email = f"{role}-{secrets.token_hex(4)}@acme.test"
        row = {"name": f"The {role}", "email": email, "phone": "+14155550188", "role": role}
        answer = call(self.support, "POST", f"{self.path}/invitations", {"people": [row]})
        assert answer["results"] == [{"status": "invited"}]
        body = {"token": self._link(email), "email": email, "password": PASSWORD}
        done = httpx.post(f"{self.stack.api}/register", json=body, timeout=30)
        assert done.status_code == 200, done.text
        return {"email": email, "password": PASSWORD, "id": done.json()["person"]["id"]}

    def _link(self, email: str) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for mail in self.stack.mails():
                if email in str(mail) and "register.html#" in str(mail):
                    return str(mail).partition("register.html#")[2].split('"')[0].split("\\")[0].split()[0]
            time.sleep(0.2)
        raise AssertionError("No e-mail came.")


@pytest.fixture
def office(stack: Stack) -> Office:
    return Office(stack)


def is_closed(socket: Any) -> bool:
    """Whether it closes, however busy this machine is with other things."""
    with suppress(ConnectionClosed):
        while True:
            socket.recv(timeout=WAIT_SECONDS)
    return True


def test_a_removed_agent_loses_http_at_once_and_the_socket(stack: Stack, office: Office) -> None:
    agent = stack.client(office.agent)
    with stack.socket(office.agent) as socket:
        socket.send('{"action": "resume", "have": {}, "watch": "mine"}')
        socket.recv(timeout=30)
        call(stack.client(office.admin), "DELETE", f"/api/members/{office.agent['id']}")
        assert agent.get("/api/conversations?list=mine").status_code == 403
        assert is_closed(socket)
    assert office.ledger() == {
        "counter": 0,
        "agents": 0,
        "invitations": 0,
        "admins": {"counter": 1, "members": 1},
        "balanced": True,
    }


def test_closing_live_chat_closes_every_socket(stack: Stack, office: Office) -> None:
    with stack.socket(office.agent) as socket, stack.socket(office.admin) as silent:
        socket.send('{"action": "resume", "have": {}, "watch": "mine"}')
        socket.recv(timeout=30)
        assert call(office.support, "POST", f"{office.path}/deactivation")["live_chat"] is False
        assert is_closed(socket)
        assert is_closed(silent)
    assert stack.client(office.agent).get("/api/conversations?list=mine").status_code == 409
