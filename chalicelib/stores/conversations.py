"""Conversations: heads, entries, and the transactions that change them. Calls and consistency are named function by function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from pynamodb.exceptions import DoesNotExist, PutError, UpdateError

from chalicelib.domain.conversations import Conversation, Step
from chalicelib.domain.desks import Desk
from chalicelib.domain.entries import Entry, Owner
from chalicelib.domain.errors import Malformed, NotFound
from chalicelib.domain.ids import ConversationId, PersonId, SenderId, SpaceId, is_id
from chalicelib.stores import desks
from chalicelib.stores.rows import (
    ENTRY,
    HEAD,
    EntryRow,
    HeadRow,
    ReferenceRow,
    entry_from,
    entry_key,
    entry_row,
    head_from,
    head_values,
    lane_of,
)
from chalicelib.stores.tables import Transaction, changes, condition_failed

_INSTANT = re.compile(r"[0-9T:.+-]{1,40}")


class Page(msgspec.Struct, frozen=True):
    """Some conversations and where the next ones begin, None at the end."""

    conversations: list[Conversation]
    cursor: str | None


def get(conversation_id: ConversationId) -> Conversation | None:
    """The head; one consistent read."""
    try:
        return head_from(HeadRow.get(conversation_id, HEAD, consistent_read=True))
    except DoesNotExist:
        return None


def entries(conversation_id: ConversationId, after: int = 0, before: int = 10**9 - 1, limit: int = 100) -> list[Entry]:
    """The latest entries between two numbers (neither included), ascending; one consistent query."""
    rows = EntryRow.query(
        conversation_id,
        EntryRow.sk.between(entry_key(after + 1), entry_key(before - 1))
        if before - 1 > after
        else EntryRow.sk == "none",
        consistent_read=True,
        scan_index_forward=False,
        limit=limit,
    )
    return [entry_from(row) for row in rows][::-1]


def entry(conversation_id: ConversationId, seq: int) -> Entry:
    """One entry; one consistent read; NotFound."""
    try:
        return entry_from(EntryRow.get(conversation_id, entry_key(seq), consistent_read=True))
    except DoesNotExist:
        raise NotFound from None


def commit(
    before: Conversation,
    step: Step,
    *,
    reference: tuple[str, str] | None = None,
    desk: tuple[Desk, Desk] | None = None,
) -> frozenset[str]:
    """One transaction of head, entry, guard and desk: the labels (head, reference, desk) whose condition failed; none when written.

    `before` is the head as read (seq 0: none yet), `reference` a key from carrier_reference or client_reference, `desk` before and after.
    """
    head, new = step
    tx = Transaction()
    tx.create("head", entry_row(head.id, new))
    if reference:
        tx.create("reference", ReferenceRow(pk=reference[0], sk=reference[1], conversation=head.id, seq=new.seq))
    if before.seq == 0:
        tx.create("head", HeadRow(pk=head.id, sk=HEAD, **_present(head_values(head))))
    else:
        row = HeadRow(pk=head.id, sk=HEAD)
        tx.update("head", row, changes(HeadRow, head_values(before), head_values(head)), HeadRow.seq == before.seq)
    if desk:
        desks.move(tx, *desk)
    return tx.commit()


def carrier_reference(sender_id: SenderId, provider_message_id: str) -> tuple[str, str]:
    """The key that stands for a carrier's message, for ever."""
    return f"REF#{sender_id}#{provider_message_id}", "REF"


def client_reference(conversation_id: ConversationId, person_id: PersonId, client_id: str) -> tuple[str, str]:
    """The key that stands for one press of an agent's Send button, for ever."""
    return conversation_id, f"CLIENT#{person_id}#{client_id}"


def referred(reference: tuple[str, str]) -> tuple[ConversationId, int] | None:
    """Which entry a reference became; one consistent read."""
    try:
        row = ReferenceRow.get(*reference, consistent_read=True)
    except DoesNotExist:
        return None
    return ConversationId(row.conversation), row.seq


def refer(reference: tuple[str, str], conversation_id: ConversationId, seq: int) -> None:
    """Remember which entry a carrier's id belongs to; one conditional put, harmless when repeated."""
    row = ReferenceRow(pk=reference[0], sk=reference[1], conversation=conversation_id, seq=seq)
    try:
        row.save(condition=ReferenceRow.pk.does_not_exist())
    except PutError as error:
        if not condition_failed(error):
            raise


def claim(conversation_id: ConversationId, seq: int, worker: str) -> Entry | None:
    """Take an MT for sending; None when somebody has taken it already. One conditional update."""
    row = EntryRow(pk=conversation_id, sk=entry_key(seq))
    try:
        row.update(
            [EntryRow.claim.set(worker)],
            condition=EntryRow.entry.exists() & (EntryRow.claim.does_not_exist() | (EntryRow.claim == worker)),
        )
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return None
    return entry_from(row)


def release(conversation_id: ConversationId, seq: int, worker: str) -> None:
    """Give back an MT that surely was not sent; one conditional update."""
    try:
        EntryRow(pk=conversation_id, sk=entry_key(seq)).update(
            [EntryRow.claim.remove()], condition=EntryRow.claim == worker
        )
    except UpdateError as error:
        if not condition_failed(error):
            raise


def mark_read(conversation_id: ConversationId, mo: int) -> None:
    """Remember how many of the end user's messages were seen; one conditional write, never back."""
    try:
        HeadRow(pk=conversation_id, sk=HEAD).update(
            [HeadRow.read_mo.set(mo)], condition=(HeadRow.read_mo < mo) & (HeadRow.mo >= mo)
        )
    except UpdateError as error:
        if not condition_failed(error):
            raise


def lane(space_id: SpaceId, owner: Owner, person: PersonId | None, cursor: str | None = None, limit: int = 50) -> Page:
    """The queue's or an agent's conversations, longest there first; one query of keys and one batch read. Malformed: a made-up cursor."""
    name = lane_of(space_id, owner, person) or ""
    start = _start("lane", name, "lane_at", cursor)
    found = HeadRow.lanes.query(name, limit=limit, last_evaluated_key=start)
    page = _page([ConversationId(row.pk) for row in found], found.last_evaluated_key, "lane_at")
    # The index may be a moment old; the heads are not.
    return Page([head for head in page.conversations if _lane(head) == name], page.cursor)


def open_in(space_id: SpaceId, cursor: str | None = None, limit: int = 50) -> Page:
    """Everything unresolved in a space, newest first; one query of keys and one batch read. Malformed: a made-up cursor."""
    start = _start("open_in", space_id, "opened_at", cursor)
    found = HeadRow.opened.query(space_id, limit=limit, scan_index_forward=False, last_evaluated_key=start)
    page = _page([ConversationId(row.pk) for row in found], found.last_evaluated_key, "opened_at")
    return Page([head for head in page.conversations if head.owner is not Owner.nobody], page.cursor)


def heads(ids: Sequence[ConversationId]) -> list[Conversation]:
    """Several heads in the order asked for, missing ones left out; one consistent batch read per 100."""
    if not ids:
        return []
    found = {row.pk: head_from(row) for row in HeadRow.batch_get([(key, HEAD) for key in ids], consistent_read=True)}
    return [found[key] for key in ids if key in found]


def is_head(image: dict[str, Any]) -> bool:
    """Whether a stream record is about a head."""
    return bool(image["sk"]["S"] == HEAD)


def is_entry(image: dict[str, Any]) -> bool:
    """Whether a stream record is about an entry of the log."""
    return bool(image["sk"]["S"].startswith(ENTRY))


def head_of_image(image: dict[str, Any]) -> Conversation:
    """The head in a stream record."""
    row = HeadRow()
    row.deserialize(image)
    return head_from(row)


def entry_of_image(image: dict[str, Any]) -> Entry:
    """The entry in a stream record."""
    row = EntryRow()
    row.deserialize(image)
    return entry_from(row)


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _lane(head: Conversation) -> str | None:
    return lane_of(head.space_id, head.owner, head.assignee.id if head.assignee else None)


def _start(hash_name: str, hash_value: str, range_name: str, cursor: str | None) -> dict[str, Any] | None:
    # The lane comes from the caller, never from the cursor: a cursor made up by somebody leads nowhere else.
    if not cursor:
        return None
    at, _, key = cursor.partition("~")
    if not (_INSTANT.fullmatch(at) and is_id(key)):
        raise Malformed("The cursor is none of ours.")
    return {hash_name: {"S": hash_value}, range_name: {"S": at}, "pk": {"S": key}, "sk": {"S": HEAD}}


def _page(ids: list[ConversationId], last: dict[str, Any] | None, range_name: str) -> Page:
    cursor = f"{last[range_name]['S']}~{last['pk']['S']}" if last else None
    return Page(heads(ids), cursor)
