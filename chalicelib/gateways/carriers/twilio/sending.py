"""Twilio's Messages API: one POST creates one message.

It knows no idempotency key, so nothing here is ever repeated, and the outcome says whether it may be.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from chalicelib.domain.messages import Channel, ErrorKind
from chalicelib.gateways import http
from chalicelib.gateways.carriers import Order, Outcome, OutcomeKind
from chalicelib.gateways.carriers.twilio.errors import error_kind

_LONGEST_WAIT_SECONDS = 3600


class _Said(Struct):
    """What is read of an answer: the new message's id, or an error's code."""

    sid: str | None = None
    code: int | str | None = None


def send(order: Order, credentials: Mapping[str, str], base_url: str) -> Outcome:
    """Create the message at `base_url`; `credentials` are `account_sid` and `auth_token`."""
    headers = {**authorized(credentials), "Content-Type": "application/x-www-form-urlencoded"}
    url = f"{base_url}/2010-04-01/Accounts/{quote(credentials.get('account_sid', ''), safe='')}/Messages.json"
    try:
        return _outcome(http.post(url, _form(order), headers))
    except http.NotSent:
        return Outcome(kind=OutcomeKind.not_sent)
    except http.Unanswered:
        return Outcome(kind=OutcomeKind.unknown)


def authorized(credentials: Mapping[str, str]) -> dict[str, str]:
    """The header by which Twilio knows the account."""
    pair = f"{credentials.get('account_sid', '')}:{credentials.get('auth_token', '')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _form(order: Order) -> bytes:
    prefix = "whatsapp:" if order.channel is Channel.whatsapp else ""
    fields = {
        "From": prefix + order.sender_address,
        "To": prefix + order.to,
        "Body": order.text,
        "StatusCallback": order.callback_url,
    }
    return urlencode(fields, errors="replace").encode()


def _outcome(answer: http.HttpAnswer) -> Outcome:
    said = _said(answer.body)
    if answer.status < 300:
        # Taken, but without an id we could not tell whose receipts come: they will say by our own reference.
        kind = OutcomeKind.accepted if said.sid else OutcomeKind.unknown
        return Outcome(kind=kind, provider_message_id=said.sid or None)
    code = str(said.code or answer.status)
    why = error_kind(code)
    kind = _refusal(answer.status, said, why)
    wait = _wait_seconds(answer) if kind is OutcomeKind.not_sent else None
    return Outcome(kind=kind, error_code=code, error_kind=why, retry_after_seconds=wait)


def _refusal(status: int, said: _Said, why: ErrorKind | None) -> OutcomeKind:
    # A 503 without Twilio's own code may be a proxy's, who had passed the request on already.
    if status == 429 or (status == 503 and said.code is not None):
        return OutcomeKind.not_sent
    if status >= 500:
        return OutcomeKind.unknown
    return OutcomeKind.not_sent if why is ErrorKind.rate_limited else OutcomeKind.failed


def _said(body: bytes) -> _Said:
    try:
        return msgspec.json.decode(body, type=_Said)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _Said()


def _wait_seconds(answer: http.HttpAnswer) -> int | None:
    """Retry-After where it is a number of seconds; a date would need a clock, and Twilio sends none."""
    value = answer.headers.get("retry-after", "")
    return min(int(value), _LONGEST_WAIT_SECONDS) if value.isascii() and value.isdigit() else None
