"""An agent's desk in a space: whether they take conversations now, how many they hold and how many they may."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.entries import Who
from chalicelib.domain.ids import ConnectionId, SpaceId

CAPACITY = 5  # conversations at once, where nobody set another number


class Presence(StrEnum):
    """What the agent says of themself."""

    available = "available"
    away = "away"
    offline = "offline"


class Desk(Struct, frozen=True, kw_only=True):
    """One per agent and space; `version` guards each write. A closed one is being cleared, as its agent has left."""

    space_id: SpaceId
    agent: Who
    presence: Presence
    idle_since: datetime
    connections: frozenset[ConnectionId] = frozenset()
    open: int = 0
    capacity: int = CAPACITY
    version: int = 0
    closed: bool = False

    @property
    def takes(self) -> bool:
        """Whether a conversation can be assigned now: available, really connected, and below capacity."""
        is_there = self.presence is Presence.available and bool(self.connections) and not self.closed
        return is_there and self.open < self.capacity

    @property
    def rank(self) -> str:
        """Sorts desks: least loaded first, then longest idle."""
        return f"{self.open:05d}#{self.idle_since.isoformat()}"


def taking(desk: Desk, now: datetime) -> Desk:
    """The desk with one conversation more."""
    return replace(desk, open=desk.open + 1, idle_since=now, version=desk.version + 1)


def releasing(desk: Desk, now: datetime) -> Desk:
    """The desk with one conversation fewer; its agent was busy until now."""
    return replace(desk, open=max(0, desk.open - 1), idle_since=now, version=desk.version + 1)


def connected(desk: Desk, connection: ConnectionId) -> Desk:
    """The desk with one more open page; a closed one is open again, for who has come back."""
    if connection in desk.connections and not desk.closed:
        return desk
    return replace(desk, connections=desk.connections | {connection}, closed=False, version=desk.version + 1)


def disconnected(desk: Desk, connection: ConnectionId) -> Desk:
    """The desk with that page gone; presence stays what the agent said."""
    if connection not in desk.connections:
        return desk
    return replace(desk, connections=desk.connections - {connection}, version=desk.version + 1)


def present(desk: Desk, presence: Presence) -> Desk:
    """The desk with another presence."""
    return desk if desk.presence is presence else replace(desk, presence=presence, version=desk.version + 1)


def closed(desk: Desk) -> Desk:
    """The desk of an agent who is none any more: without pages, and given nothing until it is open again."""
    return desk if desk.closed else replace(desk, connections=frozenset(), closed=True, version=desk.version + 1)
