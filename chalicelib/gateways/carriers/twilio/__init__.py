"""Twilio: SMS and WhatsApp, told to us by signed form posts and sent through its Messages API."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain.messages import Channel, Media
from chalicelib.gateways.carriers import Answer, Caps, CarrierRequest, Fetched
from chalicelib.gateways.carriers.fetching import GONE, fetched
from chalicelib.gateways.carriers.twilio.checking import check
from chalicelib.gateways.carriers.twilio.sending import authorized, send
from chalicelib.gateways.carriers.twilio.signature import verify
from chalicelib.gateways.carriers.twilio.webhooks import parse

__all__ = ["CAPS", "ack", "challenge", "check", "media", "parse", "send", "verify"]

CAPS = Caps(
    channels=frozenset(Channel),
    credentials=("account_sid", "auth_token"),
    base_url="https://api.twilio.com",
    longest_text=1600,
    templates=frozenset({Channel.whatsapp}),
    media_hosts=("api.twilio.com", ".twiliocdn.com"),
)


def challenge(request: CarrierRequest, credentials: Mapping[str, str]) -> Answer | None:  # noqa: ARG001 - as all carriers
    """Twilio asks no such question."""
    return None


def ack() -> Answer:
    """An empty TwiML document: taken, and nothing to say at once."""
    return Answer(status=200, content_type="text/xml", body='<?xml version="1.0" encoding="UTF-8"?><Response/>')


def media(media: Media, credentials: Mapping[str, str], base_url: str) -> Fetched:
    """The file behind a `MediaUrl`: asked for as the account's owner, which answers with a redirect to Twilio's store."""
    if not media.url:
        return GONE
    return fetched(media.url, authorized(credentials), CAPS.media_hosts, base_url)
