"""The seat ledger's check: what is counted equals what is there."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.ids import SpaceId
from chalicelib.domain.people import Role, State
from chalicelib.stores import directory, spaces

LOOKS = 3


def check(space_id: SpaceId) -> dict[str, Any]:
    """Counters beside the people they count. NotFound.

    Who moves while we count would look like a mistake: a mistake is only what is still there at the third look.
    """
    found = _look(space_id)
    for _ in range(LOOKS - 1):
        if found["balanced"]:
            break
        found = _look(space_id)
    return found


def _look(space_id: SpaceId) -> dict[str, Any]:
    space, members = spaces.get(space_id), directory.members(space_id)
    waiting = [each for each in directory.invitations(space_id) if each.state is State.pending]
    agents = sum(Role.agent in each.roles for each in members)
    invitations = sum(each.role is Role.agent for each in waiting)
    admins = sum(Role.admin in each.roles for each in members)
    return {
        "counter": space.seats_taken,
        "agents": agents,
        "invitations": invitations,
        "admins": {"counter": space.admins, "members": admins},
        "balanced": (space.seats_taken, space.admins) == (agents + invitations, admins),
    }
