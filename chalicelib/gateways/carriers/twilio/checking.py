"""Whether Twilio knows an account by its credentials: the account's own resource, which costs nothing and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from msgspec import Struct

from chalicelib.gateways import http
from chalicelib.gateways.carriers import Checked
from chalicelib.gateways.carriers.twilio.sending import authorized

_REFUSALS = (401, 403, 404)


class _Said(Struct):
    """What is read of an account: one that is suspended or closed sends nothing."""

    status: str = ""


def check(credentials: Mapping[str, str], base_url: str) -> Checked:
    """Ask for the account at `base_url`; `credentials` are `account_sid` and `auth_token`."""
    url = f"{base_url}/2010-04-01/Accounts/{quote(credentials.get('account_sid', ''), safe='')}.json"
    try:
        answer = http.get(url, authorized(credentials))
    except (http.NotSent, http.Unanswered):
        return Checked.unreachable
    if answer.status in _REFUSALS:
        return Checked.refused
    return _of(answer.body) if answer.status == 200 else Checked.unreachable


def _of(body: bytes) -> Checked:
    try:
        status = msgspec.json.decode(body, type=_Said).status
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Checked.unreachable  # a proxy's page, not Twilio's answer
    return Checked.ok if status == "active" else Checked.refused
