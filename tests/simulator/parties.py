"""Who plays in the simulator's tests: the simulator as tests speak to it, and a company's webhook."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from twilio.request_validator import RequestValidator

ROOT = Path(__file__).parents[2]
ACCOUNT = "AC" + "1" * 32
TOKEN = "an auth token of the simulator's tests"
DEADLINE_SECONDS = 20.0


def until(found: Callable[[], Any]) -> Any:
    """What `found` gives once it gives something, asked again until the deadline."""
    end = time.monotonic() + DEADLINE_SECONDS
    while not (result := found()):
        assert time.monotonic() < end, "It did not happen before the deadline."
        time.sleep(0.02)
    return result


@dataclass(frozen=True, kw_only=True)
class Post:
    """One request that the webhook got."""

    url: str
    headers: dict[str, str]
    form: dict[str, str]

    @property
    def signed(self) -> bool:
        """Whether Twilio's own library finds the signature right."""
        signature = self.headers.get("x-twilio-signature", "")
        return bool(RequestValidator(TOKEN).validate(self.url, self.form, signature))


@dataclass
class Webhook:
    """The company's side: answers `status`, and remembers."""

    url: str
    status: int = 200
    posts: list[Post] = field(default_factory=list)

    def to(self, path: str) -> list[Post]:
        """What was posted to this path, in order of arrival."""
        return [post for post in self.posts if post.url.startswith(f"{self.url}{path}")]

    def about(self, message_id: str) -> list[Post]:
        """What was posted about one message."""
        return [post for post in self.posts if post.form.get("MessageSid") == message_id]


@dataclass(frozen=True, kw_only=True)
class Simulator:
    """A running simulator as tests speak to it."""

    url: str
    client: httpx.Client

    def write(self, **inbound: Any) -> dict[str, Any]:
        """An end user writes; gives the answer's JSON."""
        response = self.client.post("/sim/inbound", json=inbound)
        assert response.status_code == 200, response.text
        return dict(response.json())

    def seed(self, **fault: Any) -> None:
        """Seeds a fault."""
        response = self.client.post("/sim/faults", json=fault)
        assert response.status_code == 200, response.text

    def send(self, to: str, text: str = "Hello", **form: Any) -> httpx.Response:
        """The company sends a message, as its program would."""
        fields = {"To": to, "From": "+18005550111", "Body": text} | form
        return self.client.post(self.path("Messages.json"), data=fields, auth=(ACCOUNT, TOKEN))

    def get(self, rest: str) -> dict[str, Any]:
        """Reads from the account's resources."""
        response = self.client.get(self.path(rest), auth=(ACCOUNT, TOKEN))
        assert response.status_code == 200, response.text
        return dict(response.json())

    def path(self, rest: str) -> str:
        """The path of a resource of the account."""
        return f"/2010-04-01/Accounts/{ACCOUNT}/{rest}"

    def log(self, kind: str, **fields: Any) -> list[dict[str, Any]]:
        """The events of one kind whose fields have these values."""
        events = self.client.get("/sim/log").json()["events"]
        return [
            one for one in events if one["kind"] == kind and all(one[name] == value for name, value in fields.items())
        ]


def sender(webhook_url: str, **changed: str) -> dict[str, str]:
    """A sender of the configuration; SMS unless changed."""
    fields = {"id": "sn_sms", "channel": "sms", "address": "+18005550111", "name": "Acme Care"}
    account = {"account_sid": ACCOUNT, "auth_token": TOKEN}
    fields |= changed
    return fields | account | {"webhook_url": f"{webhook_url}/webhooks/twilio/{fields['id']}"}


def config_for(webhook_url: str) -> dict[str, Any]:
    """Two senders, one on each channel, three phones, and no waiting."""
    whatsapp = sender(webhook_url, id="sn_wa", channel="whatsapp", address="+18005550112")
    contacts = [{"address": "+14155550101", "name": "Ana Souza"}, {"address": "+14155550102", "name": "Luis Romero"}]
    pace = {"sent_seconds": 0, "delivered_seconds": 0.01, "hang_seconds": 30}
    return {"senders": [sender(webhook_url), whatsapp], "contacts": contacts, "pace": pace}


Start = Callable[..., Simulator]
