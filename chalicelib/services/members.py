"""Active Members: who is in a space, in which roles, and who is not any more (R7, R8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, Contended, Malformed, NotFound
from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.domain.listing import found, in_order, paged
from chalicelib.domain.people import Invitation, Member, Role, State
from chalicelib.services import expiry, invitations
from chalicelib.stores import directory, people, seats, spaces

ATTEMPTS = 8
Roles = frozenset[Role]


def active(space_id: SpaceId, search: str, sort: str, cursor: str | None) -> dict[str, Any]:
    """A page of 50 members; Malformed for another order or cursor. Consistent queries of the whole space."""
    ordered = in_order(found(directory.members(space_id), search), sort)
    page, following = paged(ordered, cursor)
    return {"members": [member_view(each) for each in page], "total": len(ordered), "cursor": following}


def invite(space_id: SpaceId, body: dict[str, Any], inviter: str, now: datetime) -> dict[str, Any]:
    """Invite the people of a form; what became of each, and the seats afterwards."""
    rows = body.get("people")
    if not isinstance(rows, list):
        raise Malformed("The field people is missing or is not a list.")
    results = invitations.invite(space_id, rows, inviter, now)
    return {"results": results, "seats": invitations.seat_counter(spaces.get(space_id))}


def change_roles(space_id: SpaceId, person_id: PersonId, roles: Roles, now: datetime) -> dict[str, Any]:
    """Give a member exactly these roles, with the seat that goes with them; the stream tells what follows. NotFound, Conflict."""
    for _ in range(ATTEMPTS):
        old = _member(space_id, person_id)
        if old.roles == roles:
            return member_view(old)
        refused = seats.change_roles(old, roles, _waiting(old), now)
        if not refused:
            return member_view(replace(old, roles=roles))
        if refused == {"seat"}:
            _check_counters(old, roles, now)
    raise Contended


def remove(space_id: SpaceId, person_id: PersonId) -> None:
    """Out of the space at once; the stream tells what follows. NotFound, Conflict for the last admin."""
    for _ in range(ATTEMPTS):
        old = _member(space_id, person_id)
        refused = seats.remove(old, _waiting(old))
        if not refused:
            return
        if refused == {"seat"}:
            _check_last_admin(old, frozenset())
    raise Contended


def member_view(member: Member) -> dict[str, Any]:
    """A member as docs/protocol.md has it."""
    return {
        "id": member.person_id,
        "name": member.name,
        "email": member.email,
        "phone": member.phone,
        "roles": sorted(member.roles),
        "joined_at": member.joined_at,
        "last_active_at": member.last_active_at,
    }


def _member(space_id: SpaceId, person_id: PersonId) -> Member:
    member = people.member(space_id, person_id)
    if member is None:
        raise NotFound
    return member


def _waiting(member: Member) -> Invitation | None:
    """What they are invited as besides, if anything."""
    invitation = people.invitation(member.space_id, member.person_id)
    return invitation if invitation and invitation.state is State.pending else None


def _check_counters(old: Member, roles: Roles, now: datetime) -> None:
    """Says which counter was in the way; nothing where it is not any more."""
    _check_last_admin(old, roles)
    space = spaces.get(old.space_id)
    adds = Role.agent in roles - old.roles
    if adds and (not space.live_chat or space.seats_left < 1) and not expiry.expire(space.id, now):
        raise invitations.no_seat(space)


def _check_last_admin(old: Member, roles: Roles) -> None:
    if Role.admin in old.roles - roles and spaces.get(old.space_id).admins < 2:
        raise Conflict("last_admin", "A space needs an admin. Make somebody else an admin first.")
