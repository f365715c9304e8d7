"""Twilio, as its API reference and webhook guides describe it: SMS and WhatsApp at the 2010-04-01 paths."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Mapping
from urllib.parse import urldefrag, urlencode

from starlette.routing import Route

from infrastructure.simulator.carrier import Answer, Carrier, Webhook
from infrastructure.simulator.messages import Message, Status
from infrastructure.simulator.network import Network
from infrastructure.simulator.segments import segments
from infrastructure.simulator.senders import Sender
from infrastructure.simulator.twilio_api import API_VERSION, MessagesApi

UNREACHABLE = 30003
WHATSAPP_INSTALLATION = "XE00000000000000000000000000000001"


def sign(url: str, form: Mapping[str, str], auth_token: str) -> str:
    """X-Twilio-Signature: HMAC-SHA1 over the URL as configured and each name and value, sorted by name."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def inbound(sender: Sender, message: Message) -> Webhook:
    """The form that Twilio posts for an incoming message."""
    form = _identity(message) | {
        "SmsMessageSid": message.provider_message_id,
        "SmsStatus": "received",
        "Body": message.text,
        "NumMedia": "0",
        "NumSegments": str(segments(message.text) if message.channel == "sms" else 1),
    }
    return _webhook(
        sender, sender.webhook_url, form | (_place(message) if message.channel == "sms" else _profile(message))
    )


def receipt(sender: Sender, message: Message) -> Webhook:
    """The form that Twilio posts to the StatusCallback for the message's present status."""
    form = _identity(message) | {"SmsStatus": message.status, "MessageStatus": message.status}
    if message.error_code is not None:
        form["ErrorCode"] = str(message.error_code)
    if message.channel == "whatsapp":
        form |= {"ChannelPrefix": "whatsapp", "ChannelInstallSid": WHATSAPP_INSTALLATION}
        form |= {"ChannelToAddress": message.to[:-4] + "XXXX", "EventType": message.status.upper()}
    elif message.status == "delivered" and message.updated_at:
        form["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
    return _webhook(sender, message.callback_url, form)


def _identity(message: Message) -> dict[str, str]:
    prefix = "whatsapp:" if message.channel == "whatsapp" else ""
    return {
        "MessageSid": message.provider_message_id,
        "SmsSid": message.provider_message_id,
        "AccountSid": message.account,
        "From": prefix + message.from_,
        "To": prefix + message.to,
        "ApiVersion": API_VERSION,
    }


def _place(message: Message) -> dict[str, str]:
    """Where the numbers are from, which Twilio sends for SMS and mostly leaves empty."""
    names = [f"{end}{part}" for end in ("From", "To") for part in ("City", "State", "Zip")]
    countries = {
        f"{end}Country": "US" if number.startswith("+1") else ""
        for end, number in (("From", message.from_), ("To", message.to))
    }
    return dict.fromkeys(names, "") | countries


def _profile(message: Message) -> dict[str, str]:
    return {
        "ProfileName": message.name or message.from_,
        "WaId": message.from_.removeprefix("+"),
        "MessageType": "text",
        "ReferralNumMedia": "0",
    }


def _webhook(sender: Sender, url: str, form: dict[str, str]) -> Webhook:
    # What follows a # holds connection settings for Twilio itself: neither sent nor signed.
    bare = urldefrag(url).url
    token = uuid.uuid5(uuid.NAMESPACE_URL, form["MessageSid"] + form["SmsStatus"])
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "I-Twilio-Idempotency-Token": str(token),
        "X-Twilio-Signature": sign(bare, form, sender.account["auth_token"]),
    }
    return Webhook(url=bare, headers=headers, body=urlencode(form).encode())


def _routes(network: Network) -> list[Route]:
    return MessagesApi(network, new_id).routes()


def new_id() -> str:
    """A message's SID."""
    return "SM" + secrets.token_hex(16)


def _failure(code: int | None) -> tuple[Status, int]:
    # What the mobile network could not deliver is `undelivered`; what Twilio or WhatsApp gave up is `failed`.
    code = code or UNREACHABLE
    return ("undelivered" if 30003 <= code <= 30008 else "failed"), code


def _retry_after(attempt: int, answer: Answer) -> float | None:
    return 0.0 if attempt == 1 and not answer.connected else None


TWILIO = Carrier(
    name="twilio",
    account_fields=("account_sid", "auth_token"),
    signature_headers=("X-Twilio-Signature",),
    new_id=new_id,
    account=lambda sender: sender.account["account_sid"],
    routes=_routes,
    inbound=inbound,
    receipt=receipt,
    retry_after=_retry_after,
    failure=_failure,
)
