"""DLR: what became of a message we sent. Its status only ever rises, whatever order and number the receipts come in."""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.entries import receipt as receipt_entry
from chalicelib.domain.ids import ConversationId, SenderId, read_reference
from chalicelib.domain.messages import Receipt, Status
from chalicelib.stores import conversations, receipts


def record(sender_id: SenderId, conversation_id: ConversationId, receipt: Receipt, now: datetime) -> bool:
    """Advance the message that the receipt is about; False where it is no news or about nothing we know. Two calls."""
    if receipt.status is Status.unknown:
        return False
    target = _target(sender_id, receipt)
    if target is None or target[0] != conversation_id:
        return False
    entry = receipt_entry(0, target[1], receipt.status, now, receipt.error_code, receipt.error_kind)
    return receipts.advance(conversation_id, entry)


def _target(sender_id: SenderId, receipt: Receipt) -> tuple[ConversationId, int] | None:
    ours = read_reference(receipt.client_ref) if receipt.client_ref else None
    return ours or conversations.referred(conversations.carrier_reference(sender_id, receipt.provider_message_id))
