"""How conversations lie in their table: one item collection each of a head and its numbered entries, and references beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from pynamodb.attributes import MapAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import settings
from chalicelib.domain.conversations import Contact, Conversation, SenderView
from chalicelib.domain.entries import Entry, Owner, Who
from chalicelib.domain.ids import ConversationId, PersonId, SpaceId
from chalicelib.domain.messages import Channel, Direction
from chalicelib.stores.tables import InstantAttribute, IntegerAttribute, Row, TableName

HEAD, ENTRY = "HEAD", "E#"


class About(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename={
        "space_id": "in",
        "channel": "ch",
        "sender": "se",
        "contact": "co",
        "assignee": "as",
        "preview": "pr",
        "preview_direction": "dir",
    },
):
    """What of a head never decides a condition, kept together as JSON. Short names: a head must stay under 1 KB."""

    space_id: SpaceId
    channel: Channel
    sender: SenderView
    contact: Contact
    assignee: Who | None = None
    preview: str = ""
    preview_direction: Direction = Direction.MO


class LaneIndex(GlobalSecondaryIndex["HeadRow"]):
    """Where a conversation waits or is worked on: the space's queue, first begun first, or an agent's desk, longest there first.

    Keys only: what changes with each message is not copied into the index, so a message costs it nothing.
    """

    class Meta:
        index_name = "lane"
        projection = KeysOnlyProjection()

    lane = UnicodeAttribute(hash_key=True)
    lane_at = InstantAttribute(range_key=True)


class OpenedIndex(GlobalSecondaryIndex["HeadRow"]):
    """All that is not resolved in a space, by the time it began; keys only."""

    class Meta:
        index_name = "opened"
        projection = KeysOnlyProjection()

    open_in = UnicodeAttribute(hash_key=True)
    opened_at = InstantAttribute(range_key=True)


class ConversationRow(Row):
    """Any row of the conversations table. Each has the indexes, as all rows of a table share what PynamoDB knows of it."""

    class Meta:
        table_name = TableName(settings.conversations_table)

    lanes = LaneIndex()
    opened = OpenedIndex()


class HeadRow(ConversationRow):
    """A conversation as it stands: pk = its id, sk = HEAD; under 1 KB, so that a message costs one write unit for it.

    `told` says of the last receipt what `ticks` and `ticked` do not, so that its entry can be written from the stream.
    """

    seq = IntegerAttribute()
    epoch = IntegerAttribute()
    owner = UnicodeAttribute()
    mo = IntegerAttribute()
    read_mo = IntegerAttribute()
    last_at = InstantAttribute()
    last_mo_at = InstantAttribute(null=True)
    owner_at = InstantAttribute(null=True)
    begun_at = InstantAttribute(null=True)
    about = UnicodeAttribute()
    ticks: MapAttribute[str, Any] = MapAttribute()
    ticked: MapAttribute[str, Any] = MapAttribute()
    told = UnicodeAttribute(null=True)
    lane = UnicodeAttribute(null=True)
    lane_at = InstantAttribute(null=True)
    open_in = UnicodeAttribute(null=True)
    opened_at = InstantAttribute(null=True)


class EntryRow(ConversationRow):
    """One entry of the log: pk = the conversation, sk = E# and its number; `claim` is held by the worker that sends it."""

    entry = UnicodeAttribute()
    claim = UnicodeAttribute(null=True)


class ReferenceRow(ConversationRow):
    """The permanent guard against doubles: one per carrier's message id and per agent's client id; answers which entry it became."""

    conversation = UnicodeAttribute()
    seq = IntegerAttribute()


def entry_key(seq: int) -> str:
    """Numbers of fixed width, so that key order is the order of the log."""
    return f"{ENTRY}{seq:09d}"


def lane_of(space_id: SpaceId, owner: Owner, person: PersonId | None) -> str | None:
    """The lane a conversation is in; bot and resolved conversations are in none."""
    if owner is Owner.queue:
        return f"{space_id}#queue"
    return f"{space_id}#agent#{person}" if owner is Owner.agent else None


def head_values(head: Conversation) -> dict[str, Any]:
    """A head's attributes; None where the attribute must be absent."""
    about = About(
        head.space_id, head.channel, head.sender, head.contact, head.assignee, head.preview, head.preview_direction
    )
    lane = lane_of(head.space_id, head.owner, head.assignee.id if head.assignee else None)
    is_open = head.owner is not Owner.nobody
    return {
        "seq": head.seq,
        "epoch": head.epoch,
        "owner": head.owner.value,
        "mo": head.mo,
        "read_mo": head.read_mo,
        "last_at": head.last_at,
        "last_mo_at": head.last_mo_at,
        # Each stands once: in the index's key where there is one.
        "owner_at": None if lane else head.owner_at,
        "begun_at": None if is_open else head.opened_at,
        "about": msgspec.json.encode(about).decode(),
        "ticks": head.ticks,
        "ticked": head.ticked,
        "lane": lane,
        # One that comes back to the queue goes to its head: the end user has waited since it began.
        "lane_at": (head.opened_at if head.owner is Owner.queue else head.owner_at) if lane else None,
        "open_in": head.space_id if is_open else None,
        "opened_at": head.opened_at if is_open else None,
    }


def head_from(row: HeadRow) -> Conversation:
    """The head that a row holds."""
    about = msgspec.json.decode(row.about, type=About)
    return Conversation(
        id=ConversationId(row.pk),
        space_id=about.space_id,
        channel=about.channel,
        sender=about.sender,
        contact=about.contact,
        opened_at=_either(row.opened_at, row.begun_at),
        owner_at=_either(row.lane_at, row.owner_at),
        last_at=row.last_at,
        last_mo_at=row.last_mo_at,
        seq=row.seq,
        epoch=row.epoch,
        owner=Owner(row.owner),
        assignee=about.assignee,
        preview=about.preview,
        preview_direction=about.preview_direction,
        mo=row.mo,
        read_mo=row.read_mo,
        ticks={str(key): int(value) for key, value in row.ticks.as_dict().items()},
        ticked={str(key): int(value) for key, value in row.ticked.as_dict().items()},
    )


def _either(indexed: datetime | None, kept: datetime | None) -> datetime:
    found = kept if indexed is None else indexed
    if found is None:
        raise ValueError("A head without its times.")
    return found


def entry_row(conversation_id: ConversationId, entry: Entry) -> EntryRow:
    """The row that an entry is kept in."""
    return EntryRow(pk=conversation_id, sk=entry_key(entry.seq), entry=msgspec.json.encode(entry).decode())


def entry_from(row: EntryRow) -> Entry:
    """The entry that a row holds."""
    return msgspec.json.decode(row.entry, type=Entry)
