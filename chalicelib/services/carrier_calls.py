"""A carrier calls: its signature is checked, what it says brought to one form and made durable; only then it is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from chalicelib import settings
from chalicelib.domain.errors import BadSignature, NotFound, TooLarge
from chalicelib.domain.ids import AccountId, ConversationId, SenderId, check_id, conversation_id, read_reference
from chalicelib.domain.messages import Message, Receipt
from chalicelib.domain.spaces import Sender
from chalicelib.gateways import queues, secrets
from chalicelib.gateways.carriers import CARRIERS, Answer, Carrier, CarrierRequest
from chalicelib.services.inbound import Inbound
from chalicelib.services.routing import Party, party
from chalicelib.stores import conversations


class Taken(Struct, frozen=True, kw_only=True):
    """The carrier's answer, how much was queued, and how much was about numbers that nobody here owns."""

    answer: Answer
    queued: int = 0
    nobodys: int = 0


def webhook_url(carrier: str, target: SenderId | AccountId) -> str:
    """Where a carrier posts what concerns a sender, or all senders of an account, and hence the URL it signs."""
    return f"{settings.public_url()}/api/webhooks/{carrier}/{target}"


def take(carrier_name: str, target: str, request: CarrierRequest) -> Taken:
    """Check, normalise, enqueue, answer. BadSignature, Malformed, TooLarge; NotFound for a carrier that does not exist."""
    carrier = _carrier(carrier_name)
    try:
        whose = party(check_id(target))
    except NotFound:
        # Nothing can be checked and nothing is kept; an error would only make the carrier repeat it for days.
        return Taken(answer=carrier.ack(), nobodys=1)
    if whose.carrier != carrier_name:
        raise BadSignature
    answer = _asked(carrier, whose, request)
    return Taken(answer=answer) if answer else _enqueued(carrier, whose, request)


def _carrier(name: str) -> Carrier:
    if name not in CARRIERS:
        raise NotFound
    return CARRIERS[name]


def _asked(carrier: Carrier, whose: Party, request: CarrierRequest) -> Answer | None:
    """The answer where the carrier asks whether this URL is ours: unsigned with GET, signed with POST. BadSignature."""
    if request.method == "GET":
        answer = carrier.challenge(request, _credentials(whose.secret))
        if answer:
            return answer
    if not _signed(carrier, whose.secret, request):
        raise BadSignature
    return carrier.challenge(request, _credentials(whose.secret)) if request.method == "POST" else None


def _signed(carrier: Carrier, secret: str, request: CarrierRequest) -> bool:
    if carrier.verify(request, _credentials(secret)):
        return True
    # The account's token may just have been changed.
    return secrets.is_stale(secret) and carrier.verify(request, _credentials(secret, fresh=True))


def _credentials(secret: str, fresh: bool = False) -> Mapping[str, str]:
    try:
        return secrets.credentials(secret, fresh)
    except NotFound:
        # Its account has just gone. The sender may stand on another, as this function learns within a minute: not acknowledged.
        raise BadSignature from None


def _enqueued(carrier: Carrier, whose: Party, request: CarrierRequest) -> Taken:
    parsed = carrier.parse(request)
    items = [_of_message(whose, each) for each in parsed.messages] + [
        _of_receipt(whose, each) for each in parsed.receipts
    ]
    records = [_record(item) for item in items if item]
    fit = [record for record in records if len(record.body.encode()) <= queues.RECORD_BYTES]
    queues.put_inbound(fit)
    if len(fit) < len(records):
        raise TooLarge  # of the one that no queue would hold; the others are kept
    return Taken(answer=carrier.ack(), queued=len(fit), nobodys=len(items) - len(fit))


def _of_message(whose: Party, message: Message) -> Inbound | None:
    sender, contact = whose.of_message(message), message.user or message.user_id
    if sender is None or contact is None:
        return None
    return Inbound(sender_id=sender.id, conversation_id=conversation_id(sender.id_key, contact), message=message)


def _of_receipt(whose: Party, receipt: Receipt) -> Inbound | None:
    sender = whose.of_receipt(receipt)
    conversation = _receipts_conversation(sender, receipt) if sender else None
    if sender is None or conversation is None:
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


def _record(item: Inbound) -> queues.Record:
    body = msgspec.json.encode(item).decode()
    return queues.Record(body=body, group=item.conversation_id, deduplication=hashlib.sha256(body.encode()).hexdigest())
