"""Twilio: SMS and WhatsApp, told to us by signed form posts and sent through its Messages API."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain.messages import Channel
from chalicelib.gateways.carriers import Answer, Caps, CarrierRequest
from chalicelib.gateways.carriers.twilio.checking import check
from chalicelib.gateways.carriers.twilio.sending import send
from chalicelib.gateways.carriers.twilio.signature import verify
from chalicelib.gateways.carriers.twilio.webhooks import parse

__all__ = ["CAPS", "ack", "challenge", "check", "parse", "send", "verify"]

CAPS = Caps(
    channels=frozenset(Channel),
    credentials=("account_sid", "auth_token"),
    base_url="https://api.twilio.com",
    longest_text=1600,
)


def challenge(request: CarrierRequest, credentials: Mapping[str, str]) -> Answer | None:  # noqa: ARG001 - as all carriers
    """Twilio asks no such question."""
    return None


def ack() -> Answer:
    """An empty TwiML document: taken, and nothing to say at once."""
    return Answer(status=200, content_type="text/xml", body='<?xml version="1.0" encoding="UTF-8"?><Response/>')
