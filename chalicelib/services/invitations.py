"""Invitations: checked row by row, each with its seat in one transaction; the e-mail follows from what was committed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Conflict, Contended, Invalid, LiveChatError
from chalicelib.domain.ids import SpaceId, person_id
from chalicelib.domain.people import Invitation, Invitee, Role, State, check_email, expiry
from chalicelib.domain.spaces import Space, check_name
from chalicelib.gateways import secrets
from chalicelib.services import expiry as expiring
from chalicelib.services.phones import check_phone
from chalicelib.stores import people, seats, spaces

ROWS_AT_MOST = 50
ATTEMPTS = 8

Answer = dict[str, Any]


def invite(space_id: SpaceId, rows: Sequence[Any], inviter: str, now: datetime) -> list[Answer]:
    """Invite each person of a form: what can be done is done, and each row is answered in its place (R2, R3, R4)."""
    if not 1 <= len(rows) <= ROWS_AT_MOST:
        raise Invalid("invalid_people", f"Send 1 to {ROWS_AT_MOST} people at once.", "people")
    space = spaces.get(space_id)
    return [_invite(space, row, inviter, now) for row in rows]


def seat_counter(space: Space) -> dict[str, int]:
    """The counter beside the form."""
    return {"total": space.seats_total, "taken": space.seats_taken, "left": space.seats_left}


def no_seat(space: Space) -> Conflict:
    """Why the space has no seat for one more agent."""
    if not space.live_chat:
        return Conflict("live_chat_inactive", "Live Chat is not active for this space. Contact support.")
    return Conflict("no_seats_left", "No agent seats are left. Contact support to raise the number.")


def check_invitee(row: Any, country: str | None) -> Invitee:
    """One row of the form, each field in its one form, phone numbers being of the space's country; Invalid names the field."""
    if not isinstance(row, dict) or not all(
        isinstance(row.get(key), str) for key in ("name", "email", "phone", "role")
    ):
        raise Invalid("invalid_row", "Fill in name, e-mail, phone number and role.", "name")
    if row["role"] not in set(Role):
        raise Invalid("invalid_role", "Choose Agent or Admin.", "role")
    return Invitee(
        name=check_name(row["name"]),
        email=check_email(row["email"]),
        phone=check_phone(row["phone"], country),
        role=Role(row["role"]),
    )


def _invite(space: Space, row: Any, inviter: str, now: datetime) -> Answer:
    try:
        invitee = check_invitee(row, space.country)
    except LiveChatError as error:
        return {"status": "invalid", "field": error.field, "title": error.title}
    found = person_id(secrets.identity_key(), invitee.email)
    new = Invitation(
        space_id=space.id,
        person_id=found,
        name=invitee.name,
        email=invitee.email,
        phone=invitee.phone,
        role=invitee.role,
        inviter=inviter,
        space_name=space.name,
        invited_at=now,
        expires_at=expiry(now),
    )
    refused = _refused(new, now)
    return _answer(new, refused) if refused else {"status": "invited"}


def _refused(new: Invitation, now: datetime) -> frozenset[str]:
    """The labels that speak against it in the end; none when it is sent."""
    for _ in range(ATTEMPTS):
        refused = seats.invite(new)
        if "member" in refused or not refused:
            return refused
        if "invitation" in refused:
            old = people.invitation(new.space_id, new.person_id)
            if old is None or old.state is not State.pending:
                continue  # it has ended meanwhile
            if old.expires_at > now:
                return refused
            # One past its time still holds its seat; inviting the person again uses that one.
            refused = seats.renew(old, new)
            if not refused:
                return refused
        if refused == {"seat"} and not expiring.expire(new.space_id, now):
            return refused
    raise Contended


def _answer(new: Invitation, refused: frozenset[str]) -> Answer:
    if "member" in refused:
        return {"status": "already_member", "field": "email", "title": f"{new.email} is already in this space."}
    if "invitation" in refused:
        return {"status": "already_invited", "field": "email", "title": f"{new.email} has an open invitation."}
    return {"status": "no_seats_left", "title": no_seat(spaces.get(new.space_id)).title}
