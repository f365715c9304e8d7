"""A carrier as the next one may be: JSON batches for all senders of an account to one URL, signed, with a handshake before.

Its parties are `number` (an address) or `loft` (the carrier's own key for a sender).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Malformed
from chalicelib.domain.messages import Channel, Message, MessageType, Parsed, Receipt, Status
from chalicelib.gateways.carriers import Answer, Caps, CarrierRequest, Checked, Order, Outcome, OutcomeKind

CAPS = Caps(
    channels=frozenset({Channel.whatsapp}),
    credentials=("secret", "greeting"),
    base_url="https://pigeon.test",
    longest_text=100,
    sender_key="Loft",
)


def challenge(request: CarrierRequest, credentials: Mapping[str, str]) -> Answer | None:
    """With GET an echo for who knows the greeting; with POST a signed question."""
    if request.method == "GET":
        known = request.query.get("greeting") == credentials["greeting"]
        return Answer(
            status=200 if known else 403, content_type="text/plain", body=request.query["echo"] if known else ""
        )
    asks = json.loads(request.body).get("ask")
    return Answer(status=200, content_type="text/plain", body=asks) if asks else None


def signed(body: bytes, secret: str) -> str:
    """The signature over a body."""
    return hmac.digest(secret.encode(), body, "sha256").hex()


def verify(request: CarrierRequest, credentials: Mapping[str, str]) -> bool:
    """HMAC over the body."""
    return hmac.compare_digest(signed(request.body, credentials["secret"]), request.header("x-pigeon") or "")


def parse(request: CarrierRequest) -> Parsed:
    """All letters and feathers."""
    try:
        body = json.loads(request.body)
    except ValueError:
        raise Malformed from None
    return Parsed(
        messages=tuple(_message(one) for one in body.get("letters", [])),
        receipts=tuple(_receipt(one) for one in body.get("feathers", [])),
    )


def ack() -> Answer:
    """Taken."""
    return Answer(status=200, content_type="text/plain", body="coo")


def send(order: Order, credentials: Mapping[str, str], base_url: str) -> Outcome:
    """Every letter leaves."""
    return Outcome(kind=OutcomeKind.accepted, provider_message_id=order.callback_url.rpartition("ref=")[2])


def check(credentials: Mapping[str, str], base_url: str) -> Checked:
    """Nobody is asked."""
    return Checked.ok


def _message(one: Any) -> Message:
    return Message(
        provider_message_id=one["id"],
        channel=Channel.whatsapp,
        type=MessageType.text,
        business=one.get("number"),
        business_id=one.get("loft"),
        user=one.get("from"),
        text=one["text"],
    )


def _receipt(one: Any) -> Receipt:
    return Receipt(
        provider_message_id=one["id"],
        channel=Channel.whatsapp,
        status=Status(one["status"]),
        provider_status=one["status"],
        business_id=one.get("loft"),
        user=one.get("to"),
        client_ref=one.get("ref"),
    )
