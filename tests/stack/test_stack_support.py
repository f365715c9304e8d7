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

SECRET = "t" * 32


def support(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    account = stack.accounts["support"]
    settings = {
        "LIVECHAT_EMAIL": account["email"],
        "LIVECHAT_PASSWORD": account["password"],
        "LIVECHAT_CREDENTIALS": json.dumps({"account_sid": "AC" + "0" * 32, "auth_token": SECRET}),
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
    space = said(stack, "create", name, "--country", "US")
    assert [one["id"] for one in said(stack, "spaces", name.lower())["spaces"]] == [space["id"]]
    assert said(stack, "channels", space["id"], "sms")["channels"] == ["sms"]
    account = said(stack, "account", space["id"], "--name", "Care's account")
    assert account["webhook_url"] == f"{stack.api}/webhooks/twilio/{account['id']}"
    options = ["--account", account["id"], "--channel", "sms", "--address", number, "--name", "Care"]
    sender = said(stack, "sender", space["id"], *options)
    assert sender["webhook_url"] == f"{stack.api}/webhooks/twilio/{sender['id']}"
    assert said(stack, "activate", space["id"], "--seats", "2")["seats"] == {"total": 2, "taken": 0, "left": 2}
    person = ["--name", "Noa Novak", "--email", f"noa-{secrets.token_hex(4)}@acme.test", "--phone", "415 555 0188"]
    assert said(stack, "invite", space["id"], *person)["seats"]["left"] == 1
    shown = said(stack, "show", space["id"])
    assert [one["id"] for one in shown["senders"]] == [sender["id"]]
    assert [one["senders"] for one in shown["accounts"]] == [1]
    assert SECRET not in json.dumps(shown)
    assert [one["name"] for one in said(stack, "spaces", number)["spaces"]] == [name]
    assert name in [one["name"] for one in said(stack, "spaces")["spaces"]]


def test_an_account_is_tried_rotated_and_removed_by_command_line(stack: Stack) -> None:
    space = said(stack, "create", f"Space {secrets.token_hex(4)}")["id"]
    account = said(stack, "account", space, "--name", "Care's account")["id"]
    assert said(stack, "check", space, account)["health"] == "refused"
    assert said(stack, "credentials", space, account)["health"] is None
    assert support(stack, "remove-account", space, account).stdout == ""
    assert said(stack, "show", space)["accounts"] == []
    assert "twilio" in [one["name"] for one in said(stack, "carriers")["carriers"]]
    assert said(stack, "country", space, "DE")["country"] == "DE"


def test_a_refusal_is_a_sentence(stack: Stack) -> None:
    done = support(stack, "show", "sp_nothing")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
