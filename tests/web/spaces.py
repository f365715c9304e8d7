"""Spaces of a test's own: made by the support team over the API, with people who registered by the links in their e-mails."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from infrastructure.http_api import call

PASSWORD = "a lamp, a boat and a kite"
MAIL_SECONDS = 30
_LINK = re.compile(r"register\.html#(?P<token>[\w.-]+)")


@dataclass
class OwnSpace:
    """A space that no other test knows."""

    stack: Any
    name: str
    id: str = ""
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)

    def support(self, method: str, path: str = "", body: Any = None) -> Any:
        """What the support team does."""
        return call(self.stack.client(self.stack.accounts["support"]), method, f"/api/support/spaces{path}", body)

    def email(self, who: str) -> str:
        """An address that only this space's people have."""
        return f"{who}@{self.id.replace('_', '-')}.test"

    def invite(self, who: str, role: str = "agent") -> dict[str, str]:
        """Invite somebody; their row."""
        row = {"name": who.title(), "email": self.email(who), "phone": "+14155550123", "role": role}
        results = self.support("POST", f"/{self.id}/invitations", {"people": [row]})["results"]
        assert results == [{"status": "invited"}]
        return row

    def join(self, who: str, role: str = "agent") -> dict[str, str]:
        """Invite somebody, who registers; their account."""
        email = self.invite(who, role)["email"]
        body = {"token": self.link_token(email), "email": email, "password": PASSWORD}
        with httpx.Client(base_url=self.stack.web, timeout=30) as browser:
            call(browser, "POST", "/api/register", body)
        self.accounts[who] = {"name": who.title(), "email": email, "password": PASSWORD}
        return self.accounts[who]

    def link_token(self, email: str) -> str:
        """The token of the link in the latest e-mail to an address."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for mail in reversed(self.stack.mails()):
                found = _LINK.search(str(mail))
                if email in mail["To"] and found:
                    return found["token"]
            time.sleep(0.05)
        raise AssertionError(f"no e-mail to {email}")


def make_space(stack: Any, seats: int = 3, channels: tuple[str, ...] = ("sms",)) -> OwnSpace:
    """A new space; with no seats it stays without Live Chat."""
    space = OwnSpace(stack, f"Globex {secrets.token_hex(4)}")
    space.id = space.support("POST", "", {"name": space.name})["id"]
    if channels:
        space.support("PUT", f"/{space.id}/channels", {"channels": list(channels)})
    if seats:
        space.support("POST", f"/{space.id}/activation", {"seats": seats})
    return space


def new_account(space: OwnSpace, name: str = "Globex at Twilio") -> dict[str, Any]:
    """An account of the space that no carrier knows."""
    credentials = {"account_sid": "AC" + secrets.token_hex(16), "auth_token": secrets.token_hex(16)}
    body = {"carrier": "twilio", "name": name, "credentials": credentials}
    made: dict[str, Any] = space.support("POST", f"/{space.id}/accounts", body)
    return made


def new_sender(space: OwnSpace, name: str = "Globex Care") -> dict[str, Any]:
    """A sender of the space on an account of its own, with a number that nobody has."""
    number = f"+1415{secrets.randbelow(8_000_000) + 2_000_000}"
    body = {"channel": "sms", "account_id": new_account(space)["id"], "address": number, "name": name}
    body |= {"directions": ["MT", "MO"], "exclusive": True}
    made: dict[str, Any] = space.support("POST", f"/{space.id}/senders", body)
    return made
