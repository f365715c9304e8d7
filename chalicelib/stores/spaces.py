"""Spaces and their senders."""

from __future__ import annotations

import time
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import settings
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.ids import SenderId, SpaceId
from chalicelib.domain.messages import Channel, Direction
from chalicelib.domain.spaces import Sender, Space, check_seats
from chalicelib.stores.tables import (
    InstantAttribute,
    IntegerAttribute,
    Row,
    TableName,
    Transaction,
    condition_failed,
)

SPACE, SENDER, ADDRESS = "SPACE", "SENDER", "ADDRESS"
ALL_SPACES = "SPACES"


class LookupIndex(GlobalSecondaryIndex["SpacesRow"]):
    """All spaces by name, a space's senders by address, a person's memberships by space.

    Keys only: the seat counter changes with each invitation, and would be written into the index each time.
    """

    class Meta:
        index_name = "lookup"
        projection = KeysOnlyProjection()

    lookup = UnicodeAttribute(hash_key=True)
    lookup_sort = UnicodeAttribute(range_key=True)


class SpacesRow(Row):
    """Any row of the spaces table. Each has the index, as all rows of a table share what PynamoDB knows of it."""

    class Meta:
        table_name = TableName(settings.spaces_table)

    lookup = UnicodeAttribute(null=True)
    lookup_sort = UnicodeAttribute(null=True)
    index = LookupIndex()


AnyRow = TypeVar("AnyRow", bound=SpacesRow)


class SpaceRow(SpacesRow):
    """pk = the space, sk = SPACE; carries the seat counter."""

    name = UnicodeAttribute()
    channels = UnicodeSetAttribute(null=True)
    live_chat = BooleanAttribute()
    totp_required = BooleanAttribute(null=True)
    seats_total = IntegerAttribute()
    seats_taken = IntegerAttribute()
    admins = IntegerAttribute(null=True)
    aftermath_at = InstantAttribute(null=True)


class SenderRow(SpacesRow):
    """pk = the sender, sk = SENDER."""

    space_id = UnicodeAttribute()
    channel = UnicodeAttribute()
    carrier = UnicodeAttribute()
    address = UnicodeAttribute()
    name = UnicodeAttribute()
    directions = UnicodeSetAttribute()
    exclusive = BooleanAttribute()
    account = UnicodeAttribute()
    id_key = UnicodeAttribute()


def create(space: Space) -> None:
    """A new space without Live Chat; one conditional put."""
    SpaceRow(
        pk=space.id,
        sk=SPACE,
        lookup=ALL_SPACES,
        lookup_sort=f"{space.name.casefold()}#{space.id}",
        name=space.name,
        channels={each.value for each in space.channels} or None,
        live_chat=False,
        seats_total=0,
        seats_taken=0,
        admins=0,
    ).save(condition=SpaceRow.pk.does_not_exist())


def get(space_id: SpaceId) -> Space:
    """One consistent read; NotFound."""
    try:
        return _space(SpaceRow.get(space_id, SPACE, consistent_read=True))
    except DoesNotExist:
        raise NotFound from None


def every() -> list[Space]:
    """All spaces by name; queries of the index, and a consistent batch read per 100."""
    return [_space(row) for row in looked_up(SpaceRow, ALL_SPACES)]


def set_channels(space_id: SpaceId, channels: frozenset[Channel]) -> Space:
    """Which channel types the space has (R9); one conditional write; NotFound."""
    names = {each.value for each in channels}
    row = SpaceRow(pk=space_id, sk=SPACE)
    try:
        row.update(
            [SpaceRow.channels.set(names) if names else SpaceRow.channels.remove()], condition=SpaceRow.pk.exists()
        )
    except UpdateError as error:
        if condition_failed(error):
            raise NotFound from None
        raise
    return _space(row)


def activate(space_id: SpaceId, seats: int) -> Space:
    """Live Chat on, with so many seats; one conditional write, which holds against invitations made meanwhile (R1, R4)."""
    check_seats(get(space_id), seats)
    row = SpaceRow(pk=space_id, sk=SPACE)
    try:
        row.update(
            [SpaceRow.live_chat.set(True), SpaceRow.seats_total.set(seats)], condition=SpaceRow.seats_taken <= seats
        )
    except UpdateError as error:
        if condition_failed(error):
            check_seats(get(space_id), seats)
        raise
    return _space(row)


def deactivate(space_id: SpaceId, now: datetime) -> Space:
    """Live Chat off, and the stream tells to close what is open; one conditional write, nothing where it is off; NotFound."""
    row = SpaceRow(pk=space_id, sk=SPACE)
    try:
        row.update(
            [SpaceRow.live_chat.set(False), SpaceRow.aftermath_at.set(now)],
            condition=SpaceRow.live_chat == True,  # noqa: E712 a DynamoDB condition
        )
    except UpdateError as error:
        if condition_failed(error):
            return get(space_id)
        raise
    return _space(row)


def create_sender(sender: Sender) -> None:
    """A sender and its claim on the address, in one transaction; Conflict where somebody has that address."""
    tx = Transaction()
    tx.create(
        "address", SpacesRow(pk=f"ADDRESS#{sender.channel.value}#{sender.address}", sk=ADDRESS, lookup_sort=sender.id)
    )
    tx.create(
        "sender",
        SenderRow(
            pk=sender.id,
            sk=SENDER,
            lookup=f"SENDERS#{sender.space_id}",
            lookup_sort=sender.address,
            space_id=sender.space_id,
            channel=sender.channel.value,
            carrier=sender.carrier,
            address=sender.address,
            name=sender.name,
            directions={each.value for each in sender.directions},
            exclusive=sender.exclusive,
            account=sender.account,
            id_key=sender.id_key,
        ),
    )
    if tx.commit():
        raise Conflict("address_taken", "This address is already a sender.", "address")


def sender(sender_id: SenderId) -> Sender:
    """One consistent read; NotFound."""
    try:
        return _sender(SenderRow.get(sender_id, SENDER, consistent_read=True))
    except DoesNotExist:
        raise NotFound from None


def settled_sender(sender_id: SenderId) -> Sender:
    """The same, remembered for a minute while the function is warm: the carrier's requests would ask for it each time."""
    return _sender_in_minute(sender_id, int(time.monotonic() // 60))


def senders(space_id: SpaceId) -> list[Sender]:
    """A space's senders by address; one query of the index, and a consistent batch read per 100."""
    return [_sender(row) for row in looked_up(SenderRow, f"SENDERS#{space_id}")]


@lru_cache(maxsize=256)
def _sender_in_minute(sender_id: SenderId, _minute: int) -> Sender:
    return sender(sender_id)


def looked_up(kind: type[AnyRow], key: str) -> list[AnyRow]:
    """The rows that stand under a key of the index, in its order; queries of keys, and a consistent batch read per 100."""
    keys = [(row.pk, row.sk) for row in kind.index.query(key)]
    found = {(row.pk, row.sk): row for row in kind.batch_get(keys, consistent_read=True)} if keys else {}
    return [found[each] for each in keys if each in found]


def _space(row: SpaceRow) -> Space:
    return Space(
        id=SpaceId(row.pk),
        name=row.name,
        channels=frozenset(Channel(each) for each in row.channels or ()),
        live_chat=row.live_chat,
        totp_required=bool(row.totp_required),
        seats_total=row.seats_total,
        seats_taken=row.seats_taken,
        admins=row.admins or 0,
        aftermath_at=row.aftermath_at,
    )


def _sender(row: SenderRow) -> Sender:
    return Sender(
        id=SenderId(row.pk),
        space_id=SpaceId(row.space_id),
        channel=Channel(row.channel),
        carrier=row.carrier,
        address=row.address,
        name=row.name,
        directions=frozenset(Direction(each) for each in row.directions),
        exclusive=row.exclusive,
        account=row.account,
        id_key=row.id_key,
    )
