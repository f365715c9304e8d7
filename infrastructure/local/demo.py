"""The demo: one space with two senders, an admin and two agents, made over the HTTP API as people would make it."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from infrastructure.http_api import Refused, call, sign_in
from infrastructure.local.processes import ROOT
from infrastructure.local.stack import STAGE, Running
from infrastructure.progress import StepFailed

SPACE, SEATS = "Acme", 5
MAIL_SECONDS, HTTP_SECONDS = 30.0, 30.0
_LINK = re.compile(r"https?://\S+/register\.html#(?P<token>\S+)")


@dataclass(frozen=True, kw_only=True)
class Account:
    """A person of the demo; the password is for this machine alone."""

    name: str
    email: str
    password: str
    phone: str = ""


SUPPORT = Account(name="Sol Support", email="support@platform.test", password="plum-harbour-seven-kites")  # noqa: S106  # the demo's
ADMIN = Account(name="Ada Adams", email="ada@acme.test", password="copper-river-nine-lamps", phone="+14155550120")  # noqa: S106  # the demo's
AGENTS = (
    Account(name="Dana Diaz", email="dana@acme.test", password="quiet-maple-four-boats", phone="+14155550121"),  # noqa: S106  # the demo's
    Account(name="Ravi Rao", email="ravi@acme.test", password="amber-cloud-six-violins", phone="+14155550122"),  # noqa: S106  # the demo's
)
SENDERS = (("sms", "+18005550111", "Acme Care"), ("whatsapp", "+18005550112", "Acme on WhatsApp"))


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What the demo consists of; `senders` as docs/protocol.md has them."""

    space_id: str
    senders: list[dict[str, Any]]

    def accounts(self) -> dict[str, Any]:
        """Who can sign in."""
        return {"support": asdict(SUPPORT), "admin": asdict(ADMIN), "agents": [asdict(agent) for agent in AGENTS]}


def seed(stack: Running, simulator_config: Path) -> Demo:
    """Make what is missing of the demo, and tell the simulator its senders; raises StepFailed."""
    support = _support(stack)
    try:
        space_id = _space(support)
        account = _account(simulator_config)
        senders = _senders(support, space_id, account)
        _people(stack, support, space_id)
    except Refused as refusal:
        raise StepFailed(
            f"The demo could not be made: {refusal}", "`make reset` and `make run` start afresh."
        ) from refusal
    finally:
        support.close()
    _tell_simulator(stack, senders, account, simulator_config)
    return Demo(space_id=space_id, senders=senders)


def _support(stack: Running) -> httpx.Client:
    try:
        return sign_in(stack.web, SUPPORT.email, SUPPORT.password)
    except Refused as refusal:
        if refusal.status != 401:
            raise StepFailed(f"Support could not sign in: {refusal}") from refusal
    command = ["-m", "infrastructure.first_support", "--stage", STAGE, "--endpoint", stack.aws_endpoint]
    command += ["--email", SUPPORT.email, "--name", SUPPORT.name]
    environment = {**os.environ, "LIVECHAT_PASSWORD": SUPPORT.password}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StepFailed(f"The first person of support could not be made: {done.stderr.strip()}")
    return sign_in(stack.web, SUPPORT.email, SUPPORT.password)


def _space(support: httpx.Client) -> str:
    known = {space["name"]: space for space in call(support, "GET", "/api/support/spaces")["spaces"]}
    space = known.get(SPACE) or call(support, "POST", "/api/support/spaces", {"name": SPACE, "country": "US"})
    path = f"/api/support/spaces/{space['id']}"
    if not space["channels"]:
        call(support, "PUT", f"{path}/channels", {"channels": ["sms", "whatsapp"]})
    if not space["live_chat"]:
        call(support, "POST", f"{path}/activation", {"seats": SEATS})
    return str(space["id"])


def _senders(support: httpx.Client, space_id: str, account: dict[str, str]) -> list[dict[str, Any]]:
    path = f"/api/support/spaces/{space_id}"
    space = call(support, "GET", path)
    known = {sender["address"]: sender for sender in space["senders"]}
    new_account = {"carrier": "twilio", "name": f"{SPACE} at the simulator", "credentials": account}
    there = space["accounts"] or [call(support, "POST", f"{path}/accounts", new_account)]
    account_id = there[0]["id"]
    for channel, address, name in SENDERS:
        if address not in known:
            new = {"channel": channel, "account_id": account_id, "address": address, "name": name}
            known[address] = call(
                support, "POST", f"{path}/senders", {**new, "directions": ["MT", "MO"], "exclusive": True}
            )
    return [known[address] for _, address, _ in SENDERS]


def _account(config: Path) -> dict[str, str]:
    """The company's account with the simulated carrier; kept, since the account's secret holds it."""
    senders = json.loads(config.read_text())["senders"]
    if senders:
        return {key: senders[0][key] for key in ("account_sid", "auth_token")}
    return {"account_sid": "AC" + secrets.token_hex(16), "auth_token": secrets.token_hex(16)}


def _people(stack: Running, support: httpx.Client, space_id: str) -> None:
    roles = {ADMIN: "admin", **dict.fromkeys(AGENTS, "agent")}
    members = _members(stack)
    missing = [person for person in roles if person.email not in members]
    if not missing:
        return
    rows = [{"name": p.name, "email": p.email, "phone": p.phone, "role": roles[p]} for p in missing]
    call(support, "POST", f"/api/support/spaces/{space_id}/invitations", {"people": rows})
    for person in missing:
        token = _invited(stack, person.email)
        with httpx.Client(base_url=stack.web, timeout=HTTP_SECONDS) as browser:
            call(browser, "POST", "/api/register", {"token": token, "email": person.email, "password": person.password})


def _members(stack: Running) -> set[str]:
    try:
        with closing(sign_in(stack.web, ADMIN.email, ADMIN.password)) as admin:
            return {member["email"] for member in call(admin, "GET", "/api/members")["members"]}
    except Refused:
        return set()


def _invited(stack: Running, email: str) -> str:
    """The token of the registration link in somebody's latest e-mail."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        inbox = httpx.get(f"{stack.aws_endpoint}/_ministack/ses/messages", timeout=HTTP_SECONDS).json()["messages"]
        for message in reversed([message for account in inbox.values() for message in account]):
            found = _LINK.search(json.dumps(message).replace("\\n", "\n").replace('"', " "))
            if email in message["To"] and found:
                return found["token"]
        time.sleep(0.05)
    raise StepFailed(f"No invitation reached {email}.", "`make reset` and `make run` start afresh.")


def _tell_simulator(stack: Running, senders: list[dict[str, Any]], account: dict[str, str], config: Path) -> None:
    known = [
        {key: sender[key] for key in ("id", "channel", "address", "name", "carrier", "webhook_url")} | account
        for sender in senders
    ]
    former = json.loads(config.read_text())
    config.write_text(json.dumps({**former, "senders": known}, indent=1))
    httpx.put(f"{stack.simulator}/sim/senders", json={"senders": known}, timeout=HTTP_SECONDS).raise_for_status()
