"""`python -m infrastructure.support …`: what the support team does for a space, over the HTTP API.

Sign-in from LIVECHAT_EMAIL and LIVECHAT_PASSWORD, or from a prompt; the address of Live Chat from LIVECHAT_URL or --url,
else from the stack that `make run` runs.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx

from infrastructure.http_api import Refused, call, sign_in
from infrastructure.package import ROOT
from infrastructure.progress import StepFailed, tell

SPACES = "/api/support/spaces"
Command = Callable[[httpx.Client, argparse.Namespace], Any]


def main() -> int:
    """Do one thing and print the API's answer as JSON; exit code 1 with a sentence when it is refused."""
    options = _parser().parse_args()
    try:
        with closing(_signed_in(options.url or _running_here())) as client:
            answer = options.command(client, options)
    except Refused as refusal:
        return tell(StepFailed(str(refusal)))
    except httpx.TransportError as error:
        return tell(StepFailed(f"Live Chat cannot be reached: {error}"))
    except StepFailed as failure:
        return tell(failure)
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infrastructure.support", description="What support does for a space."
    )
    parser.add_argument("--url", default=os.environ.get("LIVECHAT_URL", ""), help="origin of Live Chat, https://…")
    kinds = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(kinds, "spaces", "list all spaces", lambda client, _: call(client, "GET", SPACES))
    _add(kinds, "create", "make a space", _create, "name")
    _add(
        kinds,
        "show",
        "show a space with its senders",
        lambda client, o: call(client, "GET", f"{SPACES}/{o.space}"),
        "space",
    )
    _add(kinds, "channels", "set the channel types: sms, whatsapp", _channels, "space", "channels+")
    sender = _add(kinds, "sender", "add a sender; its credentials from the environment or a prompt", _sender, "space")
    sender.add_argument("--channel", choices=("sms", "whatsapp"), required=True)
    sender.add_argument("--carrier", default="twilio")
    sender.add_argument("--address", required=True, help="E.164, +18005550111")
    sender.add_argument("--name", required=True)
    sender.add_argument("--account-sid", required=True)
    sender.add_argument("--shared", action="store_true", help="not exclusive to Live Chat")
    activate = _add(kinds, "activate", "activate Live Chat, or change the seats", _activate, "space")
    activate.add_argument("--seats", type=int, required=True)
    _add(kinds, "deactivate", "close Live Chat for everyone; everything is kept", _deactivate, "space")
    _add(kinds, "ledger", "check that the seats are counted right", _ledger, "space")
    invite = _add(kinds, "invite", "invite one person", _invite, "space")
    for field in ("--name", "--email", "--phone"):
        invite.add_argument(field, required=True)
    invite.add_argument("--role", choices=("agent", "admin"), default="agent")
    return parser


def _add(kinds: Any, name: str, says: str, command: Command, *arguments: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = kinds.add_parser(name, help=says, description=says.capitalize() + ".")
    for argument in arguments:
        parser.add_argument(argument.rstrip("+"), nargs="+" if argument.endswith("+") else None)
    parser.set_defaults(command=command)
    return parser


def _create(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "POST", SPACES, {"name": options.name})


def _channels(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "PUT", f"{SPACES}/{options.space}/channels", {"channels": options.channels})


def _sender(client: httpx.Client, options: argparse.Namespace) -> Any:
    token = os.environ.get("LIVECHAT_AUTH_TOKEN") or getpass.getpass("Auth token of the carrier account: ")
    new = {
        **{field: getattr(options, field) for field in ("channel", "carrier", "address", "name")},
        "directions": ["MT", "MO"],
        "exclusive": not options.shared,
        "account": {"account_sid": options.account_sid, "auth_token": token},
    }
    return call(client, "POST", f"{SPACES}/{options.space}/senders", new)


def _activate(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "POST", f"{SPACES}/{options.space}/activation", {"seats": options.seats})


def _deactivate(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "POST", f"{SPACES}/{options.space}/deactivation")


def _ledger(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "GET", f"{SPACES}/{options.space}/ledger")


def _invite(client: httpx.Client, options: argparse.Namespace) -> Any:
    person = {field: getattr(options, field) for field in ("name", "email", "phone", "role")}
    return call(client, "POST", f"{SPACES}/{options.space}/invitations", {"people": [person]})


def _running_here() -> str:
    path = ROOT / ".local" / "stack.json"
    if not path.exists():
        raise StepFailed("Which Live Chat?", "Give its address: --url https://… or LIVECHAT_URL.")
    return str(json.loads(path.read_text())["web"])


def _signed_in(url: str) -> httpx.Client:
    email = os.environ.get("LIVECHAT_EMAIL") or input("E-mail: ")
    return sign_in(url.rstrip("/"), email, os.environ.get("LIVECHAT_PASSWORD") or getpass.getpass("Password: "))


if __name__ == "__main__":
    sys.exit(main())
