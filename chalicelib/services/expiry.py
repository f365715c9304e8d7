"""Invitations that nobody accepted in time give their seats back, once: found each hour, when listed, or when a seat is wanted."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.ids import SpaceId
from chalicelib.domain.people import Invitation, State
from chalicelib.stores import directory, seats


def expire(space_id: SpaceId, now: datetime) -> int:
    """End what is past its time in a space; answers how many it were."""
    return expire_those(directory.invitations(space_id), now)


def expire_those(invitations: Iterable[Invitation], now: datetime) -> int:
    """End those of the invitations that are past their time; answers how many it were. One transaction each."""
    late = [each for each in invitations if each.state is State.pending and each.expires_at <= now]
    return sum(not seats.end(each, State.expired) for each in late)


def is_turn_of(space_id: SpaceId, now: datetime) -> bool:
    """Whether the sweep of this minute looks after the space: once an hour, the spaces spread over its minutes."""
    return zlib.crc32(space_id.encode()) % 60 == now.minute
