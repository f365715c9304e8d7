"""Agents' desks: presence and load, found by who is free."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib import settings
from chalicelib.domain.desks import Desk, Presence
from chalicelib.domain.entries import Who
from chalicelib.domain.ids import ConnectionId, PersonId, SpaceId
from chalicelib.domain.people import Role
from chalicelib.stores import people
from chalicelib.stores.tables import (
    InstantAttribute,
    IntegerAttribute,
    Row,
    TableName,
    Transaction,
    changes,
    condition_failed,
)


class AvailableIndex(GlobalSecondaryIndex["DeskRow"]):
    """Only desks that take a conversation now, least loaded and longest idle first."""

    class Meta:
        index_name = "available"
        projection = AllProjection()

    available_in = UnicodeAttribute(hash_key=True)
    rank = UnicodeAttribute(range_key=True)


class DeskRow(Row):
    """pk = the space, sk = the person."""

    class Meta:
        table_name = TableName(settings.desks_table)

    name = UnicodeAttribute()
    presence = UnicodeAttribute()
    idle_since = InstantAttribute()
    connections = UnicodeSetAttribute(null=True)
    closed = BooleanAttribute(null=True)
    open = IntegerAttribute()
    capacity = IntegerAttribute()
    version = IntegerAttribute()
    available_in = UnicodeAttribute(null=True)
    rank = UnicodeAttribute(null=True)
    available = AvailableIndex()


def get(space_id: SpaceId, person_id: PersonId) -> Desk | None:
    """One consistent read."""
    try:
        return _desk(DeskRow.get(space_id, person_id, consistent_read=True))
    except DoesNotExist:
        return None


def available(space_id: SpaceId, limit: int = 10) -> list[Desk]:
    """Who can be given a conversation, best first; one query of the index, which may be a moment old."""
    return [_desk(row) for row in DeskRow.available.query(space_id, limit=limit)]


def open_for(before: Desk | None, after: Desk) -> frozenset[str]:
    """A desk is made, or a closed one opened, in one transaction with the check that its person is an agent of the space.

    Answers the labels (member, desk) that spoke against it.
    """
    tx = Transaction()
    people.check_role(tx, after.space_id, after.agent.id, Role.agent)
    if before is None:
        values = {name: value for name, value in _values(after).items() if value is not None}
        tx.create("desk", DeskRow(pk=after.space_id, sk=after.agent.id, **values))
    else:
        move(tx, before, after)
    return tx.commit()


def delete(desk: Desk) -> bool:
    """One conditional delete; False where the desk changed since it was read."""
    row = DeskRow(pk=desk.space_id, sk=desk.agent.id)
    try:
        row.delete(condition=DeskRow.version == desk.version)
    except DeleteError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def update(before: Desk, after: Desk) -> bool:
    """One conditional write; False where the desk changed since it was read."""
    row = DeskRow(pk=before.space_id, sk=before.agent.id)
    try:
        row.update(changes(DeskRow, _values(before), _values(after)), condition=DeskRow.version == before.version)
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def move(tx: Transaction, before: Desk, after: Desk) -> None:
    """The same within a transaction, under the label `desk`."""
    row = DeskRow(pk=before.space_id, sk=before.agent.id)
    tx.update("desk", row, changes(DeskRow, _values(before), _values(after)), DeskRow.version == before.version)


def _values(desk: Desk) -> dict[str, Any]:
    return {
        "name": desk.agent.name,
        "presence": desk.presence.value,
        "idle_since": desk.idle_since,
        "connections": set(desk.connections) or None,
        "closed": True if desk.closed else None,
        "open": desk.open,
        "capacity": desk.capacity,
        "version": desk.version,
        "available_in": desk.space_id if desk.takes else None,
        "rank": desk.rank if desk.takes else None,
    }


def _desk(row: DeskRow) -> Desk:
    return Desk(
        space_id=SpaceId(row.pk),
        agent=Who(id=PersonId(row.sk), name=row.name),
        presence=Presence(row.presence),
        idle_since=row.idle_since,
        connections=frozenset(ConnectionId(each) for each in row.connections or ()),
        closed=bool(row.closed),
        open=row.open,
        capacity=row.capacity,
        version=row.version,
    )
