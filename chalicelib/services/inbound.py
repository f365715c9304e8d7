"""MO: what an end user wrote becomes an entry of the conversation, and the conversation somebody's.

queue → deduplicate, open or append, assign, in one transaction → (the stream carries it to the pages)
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.conversations import NAME_BYTES, Conversation, SenderView, opened, received, shortened
from chalicelib.domain.entries import Owner
from chalicelib.domain.errors import Contended
from chalicelib.domain.ids import ConversationId, SenderId
from chalicelib.domain.messages import Message, Receipt
from chalicelib.domain.spaces import Sender
from chalicelib.services import assignment
from chalicelib.stores import conversations, senders, spaces

ATTEMPTS = 8


class Inbound(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a carrier told us about one conversation, as it lies in the inbound queue."""

    sender_id: SenderId
    conversation_id: ConversationId
    message: Message | None = None
    receipt: Receipt | None = None


def receive(sender_id: SenderId, conversation_id: ConversationId, message: Message, now: datetime) -> bool:
    """Append the message once, however often it comes; False for a repetition. Contended where others kept getting in between.

    Two calls where the conversation is open (head, transaction), four where it begins (and space, desks).
    """
    sender = senders.settled(sender_id)
    for _ in range(ATTEMPTS):
        head = conversations.get(conversation_id) or _begun(sender, conversation_id, message, now)
        refused = _append(sender, head, message, now)
        if "head" not in refused:
            return not refused
        if conversations.referred(conversations.carrier_reference(sender.id, message.provider_message_id)):
            return False
    raise Contended


def _begun(sender: Sender, conversation_id: ConversationId, message: Message, now: datetime) -> Conversation:
    view = SenderView(id=sender.id, address=sender.address, name=shortened(sender.name, NAME_BYTES))
    return opened(conversation_id, sender.space_id, sender.channel, view, message, now)


def _append(sender: Sender, head: Conversation, message: Message, now: datetime) -> frozenset[str]:
    step = received(head, message, now)
    reference = conversations.carrier_reference(sender.id, message.provider_message_id)
    if head.owner is not Owner.nobody or not _reaches_agents(sender):
        return conversations.commit(head, step, reference=reference)
    return assignment.place(head, step, reference, now)


def _reaches_agents(sender: Sender) -> bool:
    # R10: without a campaign, only a sender exclusive to Live Chat leads to the agents. The message is kept in any case.
    return sender.exclusive and spaces.get(sender.space_id).live_chat
