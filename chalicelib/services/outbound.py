"""MT ends here: a committed message is claimed, handed to the carrier once, and what came of it recorded.

Whoever finds a message claimed does not know whether it was sent, and never sends it again: it stays `unconfirmed` until a receipt
with our reference says more.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from chalicelib import settings
from chalicelib.domain.content import Content
from chalicelib.domain.conversations import Conversation
from chalicelib.domain.entries import Entry
from chalicelib.domain.entries import receipt as receipt_entry
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import ConversationId, message_reference
from chalicelib.domain.messages import ErrorKind, Status
from chalicelib.domain.spaces import Sender
from chalicelib.gateways import secrets
from chalicelib.gateways.carriers import CARRIERS, Order, Outcome, OutcomeKind
from chalicelib.services.carrier_calls import webhook_url
from chalicelib.stores import conversations, receipts, senders

LONGEST_PAUSE_SECONDS = 90
TRIES = 9  # one below the queue's maxReceiveCount, so that the page learns of it before the record is put aside


class Outbound(Struct, frozen=True, kw_only=True):
    """A message to send, as it lies in the outbound queue."""

    conversation_id: ConversationId
    seq: int


class TryLater(Exception):
    """The carrier surely did not get it; seconds until the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def deliver(item: Outbound, tries: int, now: datetime) -> Status:
    """Send the message unless somebody has; answers how far it came, as far as known here. TryLater, NotFound."""
    head = conversations.get(item.conversation_id)
    if head is None:
        raise NotFound
    if head.contact.address is None:
        return _record(item, Status.failed, now)  # a WhatsApp user who hides the number: the page must say so
    sender = senders.settled(head.sender.id)
    # All that can fail without the carrier is done before the claim: a claim without a sending cannot be told from one with.
    credentials = secrets.credentials(sender.account)
    worker = random.token_hex(8)
    entry = conversations.claim(item.conversation_id, item.seq, worker)
    if entry is None:
        return _record(item, Status.unconfirmed, now)
    outcome = _send(sender, head, entry, credentials)
    if outcome.kind is OutcomeKind.not_sent and tries < TRIES:
        conversations.release(item.conversation_id, item.seq, worker)
        raise TryLater(outcome.retry_after_seconds or min(2**tries, LONGEST_PAUSE_SECONDS))
    return _conclude(item, sender, outcome, now)


def give_up(item: Outbound, now: datetime) -> Status:
    """The last try came to nothing: failed where it surely was not sent, unconfirmed where somebody had begun to send it."""
    unsent = conversations.claim(item.conversation_id, item.seq, random.token_hex(8))
    return _record(item, Status.failed if unsent else Status.unconfirmed, now)


def _send(sender: Sender, head: Conversation, entry: Entry, credentials: Mapping[str, str]) -> Outcome:
    carrier = CARRIERS[sender.carrier]
    reference = message_reference(head.id, entry.seq)
    order = Order(
        channel=sender.channel,
        sender_address=sender.address,
        sender_key=sender.sender_key,
        to=head.contact.address,
        content=Content(text=entry.text or ""),
        reference=reference,
        callback_url=f"{webhook_url(sender.carrier, sender.id)}?ref={reference}",
    )
    return carrier.send(order, credentials, settings.carrier_url(sender.carrier, carrier.CAPS.base_url))


def _conclude(item: Outbound, sender: Sender, outcome: Outcome, now: datetime) -> Status:
    if outcome.kind is OutcomeKind.unknown:
        return _record(item, Status.unconfirmed, now)
    if outcome.kind is not OutcomeKind.accepted:
        return _record(item, Status.failed, now, outcome.error_code, outcome.error_kind)
    if outcome.provider_message_id:
        reference = conversations.carrier_reference(sender.id, outcome.provider_message_id)
        conversations.refer(reference, item.conversation_id, item.seq)
    return _record(item, Status.accepted, now)


def _record(
    item: Outbound, status: Status, now: datetime, code: str | None = None, kind: ErrorKind | None = None
) -> Status:
    receipts.advance(item.conversation_id, receipt_entry(0, item.seq, status, now, code, kind))
    return status
