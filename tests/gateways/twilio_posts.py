"""Twilio's posts, as they are written and read by tests."""

from urllib.parse import urlencode

from chalicelib.domain.messages import Message, Parsed, Receipt
from chalicelib.gateways.carriers import CARRIERS, CarrierRequest

URL = "https://chat.example.test/api/webhooks/twilio/sn_1"
SMS = {"MessageSid": "SM1", "From": "+14155550101", "To": "+18005550111", "SmsStatus": "received", "Body": "Hi"}
WHATSAPP = {**SMS, "From": "whatsapp:+14155550101", "To": "whatsapp:+18005550111", "MessageType": "text"}
RECEIPT = {"MessageSid": "SM2", "From": "+18005550111", "To": "+14155550101", "MessageStatus": "delivered"}


def parse(body: bytes, query: dict[str, str] | None = None, method: str = "POST") -> Parsed:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    one = CarrierRequest(method=method, url=URL, headers=headers, body=body, query=query or {})
    return CARRIERS["twilio"].parse(one)


def message(fields: dict[str, str], **more: str) -> Message:
    parsed = parse(urlencode({**fields, **more}).encode())
    assert parsed.receipts == ()
    (one,) = parsed.messages
    return one


def receipt(query: dict[str, str] | None = None, **more: str) -> Receipt:
    parsed = parse(urlencode({**RECEIPT, **more}).encode(), query)
    assert parsed.messages == ()
    (one,) = parsed.receipts
    return one
