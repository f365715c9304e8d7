"""Once a minute: what crashes, lost events and stale indexes left behind is put right."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.errors import Contended
from chalicelib.domain.spaces import Space
from chalicelib.services import assignment, expiry, presence
from chalicelib.stores import spaces


class Swept(Struct, kw_only=True):
    """What a sweep found.

    Conversations that waited although somebody was free, pages that were gone, invitations past their time, and spaces left for the
    next time.
    """

    assigned: int = 0
    ghosts: int = 0
    expired: int = 0
    contended: int = 0


def sweep(now: datetime) -> Swept:
    """Go through all spaces; one whose rows others are busy with does not keep the rest waiting."""
    swept = Swept()
    for space in spaces.every():
        _sweep(space, swept, now)
    return swept


def _sweep(space: Space, swept: Swept, now: datetime) -> None:
    try:
        if space.live_chat:
            swept.ghosts += presence.clear_ghosts(space.id, now)
            swept.assigned += assignment.assign_waiting(space.id, now)
        if expiry.is_turn_of(space.id, now):
            swept.expired += expiry.expire(space.id, now)
    except Contended:
        swept.contended += 1
