"""What was committed goes out: MT messages to the outbound queue, changes to the pages that may see them.

stream of the conversations table → outbound queue, sockets
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct, field

from chalicelib.domain.conversations import Conversation
from chalicelib.domain.entries import Entry, Kind, Owner
from chalicelib.domain.frames import entries_frames, watched
from chalicelib.domain.ids import ConnectionId, ConversationId, message_reference
from chalicelib.domain.messages import Direction
from chalicelib.gateways import queues, sockets
from chalicelib.services import presence
from chalicelib.services.outbound import Outbound
from chalicelib.stores import connections, conversations, receipts

Image = dict[str, Any]


class News(Struct, kw_only=True):
    """What a batch of the stream says of one conversation: its heads as they were and are, its new entries, and what its heads told."""

    heads: list[Conversation] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    told: list[Entry] = field(default_factory=list)


def relay(changes: Sequence[tuple[Image, Image | None]]) -> int:
    """Pass on a batch of (new image, old image) in their order; answers how many frames were pushed.

    The outbound queue comes first and must take everything, or the batch comes again. A frame that cannot be pushed is not
    repeated: its page asks for what it misses when it next connects or pings.
    """
    news = _by_conversation(changes)
    queues.put_outbound(
        [_record(key, entry) for key, each in news.items() for entry in _in_order(each) if _is_mt(entry)]
    )
    for key, each in news.items():
        _complete(key, each)
    return sum(_tell(key, each) for key, each in news.items())


def _by_conversation(changes: Iterable[tuple[Image, Image | None]]) -> dict[ConversationId, News]:
    news: dict[ConversationId, News] = {}
    for new, old in changes:
        key = ConversationId(new["pk"]["S"])
        if conversations.is_head(new):
            heads = [conversations.head_of_image(image) for image in (old, new) if image]
            news.setdefault(key, News()).heads += heads
            if told := receipts.told(heads[0], heads[-1], new):
                news[key].told.append(told)
        elif conversations.is_entry(new) and old is None:
            news.setdefault(key, News()).entries.append(conversations.entry_of_image(new))
    return news


def _complete(conversation_id: ConversationId, news: News) -> None:
    # A receipt's entry follows its head in a write of its own: what is not here yet may never come.
    here = {entry.seq for entry in news.entries}
    for receipt in news.told:
        if receipt.seq not in here:
            receipts.complete(conversation_id, receipt)


def _in_order(news: News) -> list[Entry]:
    # The stream keeps the order of one item's changes, not that of several items'.
    return sorted(news.entries, key=lambda entry: entry.seq)


def _is_mt(entry: Entry) -> bool:
    return entry.kind is Kind.message and entry.direction is Direction.MT


def _record(conversation_id: ConversationId, entry: Entry) -> queues.Record:
    body = msgspec.json.encode(Outbound(conversation_id=conversation_id, seq=entry.seq)).decode()
    reference = message_reference(conversation_id, entry.seq)
    return queues.Record(body=body, group=conversation_id, deduplication=reference)


def _tell(conversation_id: ConversationId, news: News) -> int:
    head = news.heads[-1] if news.heads else conversations.get(conversation_id)
    if head is None:
        return 0
    frames = entries_frames(head, _in_order(news))
    return sum(_push(listener, frames) for listener in _listeners(head, news.heads or [head]))


def _listeners(head: Conversation, heads: Sequence[Conversation]) -> set[ConnectionId]:
    owners: set[Owner] = {each.owner for each in heads}
    # Whoever just lost the conversation must hear that too.
    people = {each.assignee.id for each in heads if each.assignee}
    audiences = [connections.audience(head.space_id, name) for name in (*people, *watched(owners))]
    return {connection for audience in audiences for connection in connections.listeners(audience)}


def _push(listener: ConnectionId, frames: Sequence[bytes]) -> int:
    try:
        for frame in frames:
            if not sockets.push(listener, frame):
                presence.leave(listener)
                return 0
    except sockets.Unpushed:
        # Once more would be for nothing: the batch and all that waits behind it must not hang on one page.
        return 0
    return len(frames)
