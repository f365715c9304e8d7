"""Spaces: what a company has, and the counter of its seats."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib import settings
from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import SpaceId
from chalicelib.domain.messages import Channel
from chalicelib.domain.spaces import Space, check_seats
from chalicelib.stores.tables import (
    InstantAttribute,
    IntegerAttribute,
    Row,
    TableName,
    condition_failed,
)

SPACE = "SPACE"
ALL_SPACES = "SPACES"


class LookupIndex(GlobalSecondaryIndex["SpacesRow"]):
    """All spaces by name, a space's senders by address and accounts by name, a person's memberships by space.

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
    country = UnicodeAttribute(null=True)
    live_chat = BooleanAttribute()
    totp_required = BooleanAttribute(null=True)
    seats_total = IntegerAttribute()
    seats_taken = IntegerAttribute()
    admins = IntegerAttribute(null=True)
    aftermath_at = InstantAttribute(null=True)


def create(space: Space) -> None:
    """A new space without Live Chat; one conditional put."""
    SpaceRow(
        pk=space.id,
        sk=SPACE,
        lookup=ALL_SPACES,
        lookup_sort=f"{space.name.casefold()}#{space.id}",
        name=space.name,
        channels={each.value for each in space.channels} or None,
        country=space.country,
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
    return _set(space_id, SpaceRow.channels.set(names) if names else SpaceRow.channels.remove())


def set_country(space_id: SpaceId, country: str | None) -> Space:
    """Where phone numbers without a country code belong; one conditional write; NotFound."""
    return _set(space_id, SpaceRow.country.set(country) if country else SpaceRow.country.remove())


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


def _set(space_id: SpaceId, action: Action) -> Space:
    row = SpaceRow(pk=space_id, sk=SPACE)
    try:
        row.update([action], condition=SpaceRow.pk.exists())
    except UpdateError as error:
        if condition_failed(error):
            raise NotFound from None
        raise
    return _space(row)


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
        country=row.country,
        live_chat=row.live_chat,
        totp_required=bool(row.totp_required),
        seats_total=row.seats_total,
        seats_taken=row.seats_taken,
        admins=row.admins or 0,
        aftermath_at=row.aftermath_at,
    )
