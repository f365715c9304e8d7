"""What would become of invitations: for lists that are to be invited as a whole or not at all (R3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Invalid, LiveChatError, Malformed
from chalicelib.domain.ids import SpaceId, person_id
from chalicelib.domain.people import Role, State
from chalicelib.domain.spaces import Space
from chalicelib.gateways import secrets
from chalicelib.services.invitations import ROWS_AT_MOST, Answer, check_invitee, seat_counter
from chalicelib.stores import people, spaces

_NOT_ACTIVE = "Live Chat is not active for this space, so it has no agent seats."
_NO_SEAT = "No agent seat is left for this person."


def rehearse(space_id: SpaceId, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Each row's answer in its place, and the seats; nothing is changed. Two reads a row; Malformed, Invalid, NotFound."""
    rows = body.get("people")
    if not isinstance(rows, list):
        raise Malformed("The field people is missing or is not a list.")
    if not 1 <= len(rows) <= ROWS_AT_MOST:
        raise Invalid("invalid_people", f"Send 1 to {ROWS_AT_MOST} people at once.", "people")
    space = spaces.get(space_id)
    results = _without_seats([_checked(space, row, now) for row in rows], rows, space.seats_left)
    if not space.live_chat:
        results = [{**each, "title": _NOT_ACTIVE} if each["status"] == "no_seats_left" else each for each in results]
    return {"results": results, "seats": seat_counter(space)}


def _checked(space: Space, row: Any, now: datetime) -> Answer:
    try:
        invitee = check_invitee(row, space.country)
    except LiveChatError as error:
        return {"status": "invalid", "field": error.field, "title": error.title}
    found = person_id(secrets.identity_key(), invitee.email)
    member = people.member(space.id, found)
    if member and invitee.role in member.roles:
        return {"status": "already_member", "field": "email", "title": f"{invitee.email} is already in this space."}
    invitation = people.invitation(space.id, found)
    if invitation and invitation.state is State.pending and invitation.expires_at > now:
        return {"status": "already_invited", "field": "email", "title": f"{invitee.email} has an open invitation."}
    return {"status": "valid"}


def _without_seats(results: list[Answer], rows: Sequence[Any], left: int) -> list[Answer]:
    """Agents beyond the seats that are left, in the order sent."""
    answers = []
    for result, row in zip(results, rows, strict=True):
        takes_seat = result["status"] == "valid" and row["role"] == Role.agent
        left -= takes_seat
        answers.append({"status": "no_seats_left", "title": _NO_SEAT} if takes_seat and left < 0 else result)
    return answers
