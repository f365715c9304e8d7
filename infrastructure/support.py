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
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx

from infrastructure.http_api import Refused, call, sign_in
from infrastructure.package import ROOT
from infrastructure.progress import StepFailed, tell
from infrastructure.support_carriers import SPACES, add_commands

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
    if answer is not None:
        sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infrastructure.support", description="What support does for a space."
    )
    parser.add_argument("--url", default=os.environ.get("LIVECHAT_URL", ""), help="origin of Live Chat, https://…")
    kinds = parser.add_subparsers(required=True, metavar="COMMAND")
    found = _add(kinds, "spaces", "list all spaces, or those that are looked for", _spaces)
    found.add_argument("search", nargs="?", default="", help="a part of the name, the id, or a sender's number")
    new = _add(kinds, "create", "make a space", _create, "name")
    new.add_argument("--country", help="of phone numbers without a country code: two letters, as US")
    _add(
        kinds,
        "show",
        "show a space with its accounts and senders",
        lambda client, o: call(client, "GET", f"{SPACES}/{o.space}"),
        "space",
    )
    _add(kinds, "channels", "set the channel types: sms, whatsapp", _channels, "space", "channels+")
    country = _add(kinds, "country", "say where phone numbers without a country code belong", _country, "space")
    country.add_argument("country", nargs="?", help="two letters, as US; nothing for nowhere")
    add_commands(partial(_add, kinds))
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


def _spaces(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "GET", f"{SPACES}?{urlencode({'search': options.search})}")


def _create(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "POST", SPACES, {"name": options.name, "country": options.country})


def _channels(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "PUT", f"{SPACES}/{options.space}/channels", {"channels": options.channels})


def _country(client: httpx.Client, options: argparse.Namespace) -> Any:
    return call(client, "PUT", f"{SPACES}/{options.space}/country", {"country": options.country})


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
