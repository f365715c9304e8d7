"""An admin's members, invitations and seats."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.domain.people import Role
from chalicelib.handlers.web import asker, body_of, now, view
from chalicelib.services import accounts, invitations, members

routes = Blueprint(__name__)


@routes.route("/members")
@view
def active() -> dict[str, Any]:
    """Who accepted (R7)."""
    member, _ = accounts.check_member(asker(routes.current_request), Role.admin)
    return {"members": members.active(member.space_id)}


@routes.route("/invitations")
@view
def pending() -> dict[str, Any]:
    """Who has not yet, and the seats (R2, R7)."""
    _, space = accounts.check_member(asker(routes.current_request), Role.admin)
    return {"invitations": members.pending(space.id, now()), "seats": invitations.seat_counter(space)}


@routes.route("/invitations", methods=["POST"])
@view
def invite() -> dict[str, Any]:
    """Invite each row of the form (R2)."""
    member, space = accounts.check_member(asker(routes.current_request), Role.admin)
    return members.invite(space.id, body_of(routes.current_request), member.name, now())
