"""Support's commands for accounts with carriers and the senders on them.

An account's credentials come from LIVECHAT_CREDENTIALS, as a JSON object, else from a prompt for each that the carrier asks for.
They are never arguments, which every process of the machine could read.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
from collections.abc import Callable
from typing import Any

import httpx

from infrastructure.http_api import call
from infrastructure.progress import StepFailed

SPACES = "/api/support/spaces"
Add = Callable[..., argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Make these commands known."""
    add("carriers", "show the carriers and what their accounts ask for", _carriers)
    account = add("account", "add an account with a carrier", _account, "space")
    account.add_argument("--carrier", default="twilio")
    account.add_argument("--name", required=True)
    add("credentials", "put other credentials in place of an account's", _credentials, "space", "account")
    add("check", "ask the carrier whether an account's credentials are good", _check, "space", "account")
    add("remove-account", "remove an account on which no sender stands", _remove_account, "space", "account")
    sender = add("sender", "add a sender on an account", _sender, "space")
    sender.add_argument("--account", required=True)
    sender.add_argument("--channel", choices=("sms", "whatsapp"), required=True)
    sender.add_argument("--address", required=True, help="E.164, +18005550111")
    sender.add_argument("--name", required=True)
    sender.add_argument("--key", help="the carrier's own id of the sender")
    sender.add_argument("--shared", action="store_true", help="not exclusive to Live Chat")
    change = add(
        "change-sender", "rename a sender, tell its key, or move it to another account", _change, "space", "sender"
    )
    for option in ("--name", "--key", "--account"):
        change.add_argument(option)
    add("remove-sender", "remove a sender on which no conversation is open", _remove_sender, "space", "sender")


def _carriers(client: httpx.Client, _: argparse.Namespace) -> Any:
    return call(client, "GET", "/api/support/carriers")


def _account(client: httpx.Client, options: argparse.Namespace) -> Any:
    new = {"carrier": options.carrier, "name": options.name, "credentials": _asked(client, options.carrier)}
    return call(client, "POST", f"{SPACES}/{options.space}/accounts", new)


def _credentials(client: httpx.Client, options: argparse.Namespace) -> Any:
    known = {each["id"]: each for each in call(client, "GET", f"{SPACES}/{options.space}")["accounts"]}
    if options.account not in known:
        raise StepFailed("There is no such account in this space.", "`show` lists them.")
    credentials = _asked(client, known[options.account]["carrier"])
    return call(client, "PUT", f"{_of_account(options)}/credentials", {"credentials": credentials})


def _check(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "POST", f"{_of_account(options)}/check")


def _remove_account(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "DELETE", _of_account(options))


def _sender(client: httpx.Client, options: argparse.Namespace) -> Any:
    new = {
        **{field: getattr(options, field) for field in ("channel", "address", "name")},
        "account_id": options.account,
        "sender_key": options.key,
        "directions": ["MT", "MO"],
        "exclusive": not options.shared,
    }
    return call(client, "POST", f"{SPACES}/{options.space}/senders", new)


def _change(client: httpx.Client, options: argparse.Namespace) -> Any:
    changes = {"name": options.name, "sender_key": options.key, "account_id": options.account}
    return call(client, "PUT", f"{SPACES}/{options.space}/senders/{options.sender}", changes)


def _remove_sender(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "DELETE", f"{SPACES}/{options.space}/senders/{options.sender}")


def _of_account(options: argparse.Namespace) -> str:
    return f"{SPACES}/{options.space}/accounts/{options.account}"


def _asked(client: httpx.Client, carrier: str) -> Any:
    """The credentials of an account with this carrier."""
    given = os.environ.get("LIVECHAT_CREDENTIALS")
    if given:
        try:
            return json.loads(given)
        except ValueError:
            raise StepFailed("LIVECHAT_CREDENTIALS is no JSON object.") from None
    known = {each["name"]: each["credentials"] for each in call(client, "GET", "/api/support/carriers")["carriers"]}
    if carrier not in known:
        raise StepFailed(f"No carrier is called {carrier}.", f"Choose one of: {', '.join(known)}.")
    return {field: getpass.getpass(f"{field}: ") for field in known[carrier]}
