"""A carrier calls: its signature is checked, what it says brought to one form and made durable; only then it is answered."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from chalicelib import settings
from chalicelib.domain.errors import BadSignature, NotFound, TooLarge
from chalicelib.domain.ids import ConversationId, SenderId, check_id, conversation_id, read_reference
from chalicelib.domain.messages import Message, Receipt
from chalicelib.domain.spaces import Sender
from chalicelib.gateways import queues, secrets
from chalicelib.gateways.carriers import CARRIERS, Answer, Carrier, CarrierRequest
from chalicelib.services.inbound import Inbound
from chalicelib.stores import conversations, spaces


class Taken(Struct, frozen=True, kw_only=True):
    """The carrier's answer, how much was queued, and how much was about numbers that nobody here owns."""

    answer: Answer
    queued: int = 0
    nobodys: int = 0


def webhook_url(carrier: str, sender_id: SenderId) -> str:
    """Where a carrier posts what concerns a sender, and hence the URL it signs."""
    return f"{settings.public_url()}/api/webhooks/{carrier}/{sender_id}"


def take(carrier_name: str, sender_id: SenderId, request: CarrierRequest) -> Taken:
    """Check, normalise, enqueue, answer. BadSignature, Malformed, TooLarge; NotFound for a carrier that does not exist."""
    carrier = _carrier(carrier_name)
    try:
        sender = spaces.settled_sender(SenderId(check_id(sender_id)))
    except NotFound:
        # Nothing can be checked and nothing is kept; an error would only make the carrier repeat it for days.
        return Taken(answer=carrier.ack(), nobodys=1)
    if sender.carrier != carrier_name or not _signed(carrier, sender, request):
        raise BadSignature
    parsed = carrier.parse(request)
    items = [_of_message(sender, each) for each in parsed.messages] + [
        _of_receipt(sender, each) for each in parsed.receipts
    ]
    records = [_record(item) for item in items if item]
    queues.put_inbound(records)
    return Taken(answer=carrier.ack(), queued=len(records), nobodys=len(items) - len(records))


def _carrier(name: str) -> Carrier:
    if name not in CARRIERS:
        raise NotFound
    return CARRIERS[name]


def _signed(carrier: Carrier, sender: Sender, request: CarrierRequest) -> bool:
    if carrier.verify(request, secrets.credentials(sender.account)):
        return True
    # The account's token may just have been changed.
    return secrets.is_stale(sender.account) and carrier.verify(request, secrets.credentials(sender.account, fresh=True))


def _of_message(sender: Sender, message: Message) -> Inbound | None:
    contact = message.user or message.user_id
    if contact is None or message.channel is not sender.channel or not _is_ours(sender, message.business):
        return None
    return Inbound(sender_id=sender.id, conversation_id=conversation_id(sender.id_key, contact), message=message)


def _of_receipt(sender: Sender, receipt: Receipt) -> Inbound | None:
    conversation = _receipts_conversation(sender, receipt)
    if conversation is None:
        return None
    return Inbound(sender_id=sender.id, conversation_id=conversation, receipt=receipt)


def _receipts_conversation(sender: Sender, receipt: Receipt) -> ConversationId | None:
    ours = read_reference(receipt.client_ref) if receipt.client_ref else None
    if receipt.user is not None:
        # Only the sender's own key makes this id: a reference to somebody else's conversation does not match it.
        conversation = conversation_id(sender.id_key, receipt.user)
        return conversation if ours is None or ours[0] == conversation else None
    found = conversations.referred(conversations.carrier_reference(sender.id, receipt.provider_message_id))
    return found[0] if found else None


def _is_ours(sender: Sender, business: str | None) -> bool:
    return business is None or business == sender.address


def _record(item: Inbound) -> queues.Record:
    body = msgspec.json.encode(item).decode()
    if len(body.encode()) > queues.RECORD_BYTES:
        raise TooLarge
    return queues.Record(body=body, group=item.conversation_id, deduplication=hashlib.sha256(body.encode()).hexdigest())
