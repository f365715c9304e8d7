"""Receipts in the log: how far each message came, which only ever rises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.domain.conversations import Conversation
from chalicelib.domain.entries import Entry
from chalicelib.domain.entries import receipt as receipt_entry
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import ConversationId
from chalicelib.domain.messages import RANKED, Direction, ErrorKind, rank
from chalicelib.stores import conversations
from chalicelib.stores.rows import HEAD, EntryRow, HeadRow, entry_from, entry_key, entry_row, head_from
from chalicelib.stores.tables import condition_failed

LAST = 10**9 - 1

# What of a receipt the head does not say anyway: when it came, and why the message failed.
Told = tuple[datetime, str | None, ErrorKind | None]


def advance(conversation_id: ConversationId, receipt: Entry) -> bool:
    """Record a receipt (its `seq` is given here): two writes, or none where the message had come as far already.

    The head comes first, in one conditional write that decides whether the receipt is news and which number it gets; the entry
    follows. Whoever dies in between is called again and finds the number in the head; where a higher receipt has overtaken them
    by then, `told` and `complete` have filled the gap from the stream. Of a message so old that the head has forgotten it, the log
    itself is asked: one read, one query and one write more.
    """
    of, step = str(receipt.of), rank(receipt.status) if receipt.status else -1
    seq = _tick(conversation_id, receipt, step, HeadRow.ticks[of] < step)
    if seq is None:
        head = conversations.get(conversation_id)
        if head is None or of in head.ticks:
            return _repair(head, receipt, step)
        if _told(conversation_id, int(of)) >= step:
            return False
        seq = _tick(conversation_id, receipt, step, HeadRow.ticks[of].does_not_exist())
        if seq is None:
            return advance(conversation_id, receipt)  # another receipt for it came in between
    _write(conversation_id, replace(receipt, seq=seq))
    return True


def told(before: Conversation, after: Conversation, image: dict[str, Any]) -> Entry | None:
    """The receipt that a head's change in the stream is about, `image` being the new one; None where it is about something else."""
    of = next((of for of, seq in after.ticked.items() if seq == after.seq), None)
    if of is None or before.seq == after.seq or "told" not in image:
        return None
    at, code, kind = msgspec.json.decode(image["told"]["S"], type=Told)
    return receipt_entry(after.seq, int(of), RANKED[after.ticks[of]], at, code, kind)


def complete(conversation_id: ConversationId, receipt: Entry) -> None:
    """Write an entry that the head has counted, where whoever counted it could not; one read, one write where it is missing."""
    try:
        conversations.entry(conversation_id, receipt.seq)
    except NotFound:
        _write(conversation_id, receipt)


def _tick(conversation_id: ConversationId, receipt: Entry, step: int, is_news: Condition) -> int | None:
    """Set the message's status in the head: the number of the entry that will say so, None where it is no news."""
    head, of, why = HeadRow(pk=conversation_id, sk=HEAD), str(receipt.of), receipt.error
    actions = [HeadRow.seq.set(HeadRow.seq + 1), HeadRow.ticks[of].set(step), HeadRow.ticked[of].set(HeadRow.seq + 1)]
    about: Told = (receipt.at, why.code if why else None, why.kind if why else None)
    actions.append(HeadRow.told.set(msgspec.json.encode(about).decode()))
    try:
        head.update(actions, condition=(HeadRow.seq >= int(of)) & is_news)
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return None
    return head_from(head).ticked[of]


def _told(conversation_id: ConversationId, of: int) -> int:
    """How far a message came, by the log; what is no message of ours counts as having come further than any."""
    rows = EntryRow.query(conversation_id, EntryRow.sk.between(entry_key(of), entry_key(LAST)), consistent_read=True)
    log = [entry_from(row) for row in rows]
    if not log or log[0].seq != of or log[0].direction is not Direction.MT:
        return LAST
    return max((rank(entry.status) for entry in log if entry.of == of and entry.status), default=0)


def _repair(head: Conversation | None, receipt: Entry, step: int) -> bool:
    of = str(receipt.of)
    if head is not None and head.ticks.get(of) == step and of in head.ticked:
        _write(head.id, replace(receipt, seq=head.ticked[of]))
    return False


def _write(conversation_id: ConversationId, new: Entry) -> None:
    try:
        entry_row(conversation_id, new).save(condition=EntryRow.pk.does_not_exist())
    except PutError as error:
        if not condition_failed(error):
            raise
