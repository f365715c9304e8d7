"""The support team's command line on the running stack."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from typing import Any

from infrastructure.package import ROOT
from tests.stack_fixture import Stack


def support(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    account = stack.accounts["support"]
    settings = {
        "LIVECHAT_EMAIL": account["email"],
        "LIVECHAT_PASSWORD": account["password"],
        "LIVECHAT_AUTH_TOKEN": "t" * 32,
    }
    command = [sys.executable, "-m", "infrastructure.support", "--url", stack.web, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )


def said(stack: Stack, *arguments: str) -> Any:
    done = support(stack, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_support_makes_a_space_ready_by_command_line_alone(stack: Stack) -> None:
    name, number = f"Space {secrets.token_hex(4)}", f"+1415{secrets.randbelow(9_000_000) + 1_000_000}"
    space = said(stack, "create", name)
    assert said(stack, "channels", space["id"], "sms")["channels"] == ["sms"]
    options = ["--channel", "sms", "--address", number, "--name", "Care", "--account-sid", "AC" + "0" * 32]
    sender = said(stack, "sender", space["id"], *options)
    assert sender["webhook_url"] == f"{stack.api}/webhooks/twilio/{sender['id']}"
    assert said(stack, "activate", space["id"], "--seats", "2")["seats"] == {"total": 2, "taken": 0, "left": 2}
    person = ["--name", "Noa Novak", "--email", f"noa-{secrets.token_hex(4)}@acme.test", "--phone", "+14155550188"]
    assert said(stack, "invite", space["id"], *person)["seats"]["left"] == 1
    assert [one["id"] for one in said(stack, "show", space["id"])["senders"]] == [sender["id"]]
    assert name in [one["name"] for one in said(stack, "spaces")["spaces"]]


def test_a_refusal_is_a_sentence(stack: Stack) -> None:
    done = support(stack, "show", "sp_nothing")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
