"""Pending Members: who was invited and has not registered yet; their invitations are sent again or withdrawn (R7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, Contended, NotFound, TooManyAttempts
from chalicelib.domain.ids import PersonId
from chalicelib.domain.listing import found, paged
from chalicelib.domain.people import Invitation, Role, State, check_unused, expiry
from chalicelib.domain.spaces import Space, check_active
from chalicelib.services import expiry as expiring
from chalicelib.services import invitations
from chalicelib.stores import allowances, directory, people, seats, spaces

ATTEMPTS = 8
RESENT_AT_MOST = 3  # to one address
WITHIN = timedelta(hours=1)


def listed(space: Space, search: str, cursor: str | None, now: datetime) -> dict[str, Any]:
    """A page of 50, latest first, and the seats; what is past its time gives its seat back here at the latest. Malformed."""
    waiting = [each for each in directory.invitations(space.id) if each.state in (State.pending, State.expired)]
    if expiring.expire_those(waiting, now):
        space = spaces.get(space.id)
    ordered = sorted(found(waiting, search), key=lambda each: (each.invited_at, each.person_id), reverse=True)
    page, following = paged(ordered, cursor)
    return {
        "invitations": [invitation_view(each, now) for each in page],
        "total": len(ordered),
        "cursor": following,
        "seats": invitations.seat_counter(space),
    }


def resend(space: Space, person_id: PersonId, now: datetime) -> dict[str, Any]:
    """A new link by e-mail and seven more days, on the seat that the invitation holds; an expired one takes a seat again.

    Conflict, also where none is left; TooManyAttempts; NotFound.
    """
    old = _unused(space, person_id)
    if old.role is Role.agent:
        check_active(space)
    _check_allowance(person_id, now)
    for _ in range(ATTEMPTS):
        new = replace(old, invited_at=now, expires_at=expiry(now), state=State.pending, token_hash="")
        refused = seats.renew(old, new) if old.state is State.pending else seats.invite(new)
        if not refused:
            return invitation_view(new, now)
        if "member" in refused:
            raise Conflict("already_member", f"{old.email} is already in this space.")
        if refused == {"seat"} and not expiring.expire(space.id, now):
            raise invitations.no_seat(spaces.get(space.id))
        old = _unused(space, person_id)
    raise Contended


def revoke(space: Space, person_id: PersonId) -> None:
    """The link ends and the seat comes back, once, however often it is asked for; Conflict where it was accepted, NotFound."""
    for _ in range(ATTEMPTS):
        old = _invitation(space, person_id)
        if old.state is State.revoked:
            return
        check_unused(old)
        if not seats.end(old, State.revoked):
            return
    raise Contended


def invitation_view(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """An invitation as docs/protocol.md has it."""
    return {
        "id": invitation.person_id,
        "name": invitation.name,
        "email": invitation.email,
        "phone": invitation.phone,
        "role": invitation.role,
        "invited_at": invitation.invited_at,
        "expires_at": invitation.expires_at,
        "state": State.pending if invitation.expires_at > now else State.expired,
        "undeliverable": invitation.undeliverable is not None,
    }


def _unused(space: Space, person_id: PersonId) -> Invitation:
    old = _invitation(space, person_id)
    check_unused(old)
    if old.state is State.revoked:
        raise Conflict("invitation_revoked", "This invitation was withdrawn. Invite the person again.")
    return old


def _invitation(space: Space, person_id: PersonId) -> Invitation:
    old = people.invitation(space.id, person_id)
    if old is None:
        raise NotFound
    return old


def _check_allowance(person_id: PersonId, now: datetime) -> None:
    free_at = allowances.use(f"mail#{person_id}", RESENT_AT_MOST, WITHIN, now)
    if free_at:
        raise TooManyAttempts(int((free_at - now).total_seconds()) + 1)
