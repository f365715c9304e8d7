"""Who is in a space, and who has been asked to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Malformed
from chalicelib.domain.ids import SpaceId
from chalicelib.domain.people import State
from chalicelib.services import invitations
from chalicelib.stores import people, spaces


def active(space_id: SpaceId) -> list[dict[str, Any]]:
    """The members, by name."""
    found = sorted(people.members(space_id), key=lambda member: member.name.casefold())
    return [
        {
            "id": member.person_id,
            "name": member.name,
            "email": member.email,
            "phone": member.phone,
            "roles": sorted(member.roles),
            "joined_at": member.joined_at,
        }
        for member in found
    ]


def pending(space_id: SpaceId, now: datetime) -> list[dict[str, Any]]:
    """The invitations that can still be accepted, latest first."""
    waiting = [each for each in people.invitations(space_id) if each.state is State.pending and each.expires_at > now]
    return [
        {
            "id": each.person_id,
            "name": each.name,
            "email": each.email,
            "phone": each.phone,
            "role": each.role,
            "invited_at": each.invited_at,
            "expires_at": each.expires_at,
            "undeliverable": each.undeliverable is not None,
        }
        for each in sorted(waiting, key=lambda each: each.invited_at, reverse=True)
    ]


def invite(space_id: SpaceId, body: dict[str, Any], inviter: str, now: datetime) -> dict[str, Any]:
    """Invite the people of a form; what became of each, and the seats afterwards."""
    rows = body.get("people")
    if not isinstance(rows, list):
        raise Malformed("The field people is missing or is not a list.")
    results = invitations.invite(space_id, rows, inviter, now)
    return {"results": results, "seats": invitations.seat_counter(spaces.get(space_id))}
