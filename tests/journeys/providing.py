"""What support sets up with carriers for a space: accounts, and senders on them."""

from __future__ import annotations

from typing import Any

from tests.world import Answer, Json, World
from tests.world_carrier import ACCOUNT_SID, AUTH_TOKEN
from tests.world_cloud import service_module

CREDENTIALS = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN}
ACCOUNT: Json = {"carrier": "twilio", "name": "Acme at Twilio", "credentials": CREDENTIALS}
SENDER: Json = {
    "channel": "sms",
    "address": "+18005550111",
    "name": "Acme Care",
    "directions": ["MT", "MO"],
    "exclusive": True,
}


def support(world: World, method: str, path: str, body: Any = None) -> Answer:
    """What the support team asks for about spaces."""
    return world.http(method, f"/support/spaces{path}", body, token=world.support_token)


def made(world: World, channels: list[str] | None = None) -> str:
    """A new space's id, with SMS unless said."""
    found = support(world, "POST", "", {"name": "Acme"}).json["id"]
    support(world, "PUT", f"/{found}/channels", {"channels": channels if channels is not None else ["sms"]})
    return str(found)


def account(world: World, space: str, **changes: Any) -> Json:
    """A new account of the space."""
    answer = support(world, "POST", f"/{space}/accounts", {**ACCOUNT, **changes})
    assert answer.status == 201, answer
    found: Json = answer.json
    return found


def accounts(world: World, space: str) -> list[Json]:
    """The space's accounts."""
    found: list[Json] = support(world, "GET", f"/{space}").json["accounts"]
    return found


def senders(world: World, space: str) -> list[Json]:
    """The space's senders."""
    found: list[Json] = support(world, "GET", f"/{space}").json["senders"]
    return found


def sender(world: World, space: str, **changes: Any) -> Json:
    """A new sender of the space, on its first account unless said."""
    new = {**SENDER, "account_id": accounts(world, space)[0]["id"], **changes}
    answer = support(world, "POST", f"/{space}/senders", new)
    assert answer.status == 201, answer
    found: Json = answer.json
    return found


def secrets() -> dict[str, str]:
    """What Secrets Manager holds of accounts: the text by the id that the name ends in."""
    kept = service_module("secretsmanager")._secrets
    found = {name.rpartition("/")[2]: secret for name, secret in kept.items() if "/accounts/" in name}
    return {name: _current(secret) for name, secret in found.items()}


def _current(secret: Json) -> str:
    return next(
        str(version["SecretString"]) for version in secret["Versions"].values() if "AWSCURRENT" in version["Stages"]
    )
