"""An admin's members, invitations and seats."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.domain.ids import PersonId, check_id
from chalicelib.domain.people import Member, Role, check_roles
from chalicelib.domain.spaces import Space
from chalicelib.handlers.web import asker, body_of, nothing, now, view
from chalicelib.services import accounts, members, pending

routes = Blueprint(__name__)


@routes.route("/members")
@view
def active_members() -> dict[str, Any]:
    """Who accepted (R7)."""
    member, _ = _admin()
    return members.active(member.space_id, _asked("search"), _asked("sort") or "name", _asked("cursor") or None)


@routes.route("/members/{person_id}/roles", methods=["PUT"])
@view
def change_roles(person_id: str) -> dict[str, Any]:
    """Other roles for a member (R8)."""
    member, _ = _admin()
    roles = check_roles(body_of(routes.current_request).get("roles"))
    return members.change_roles(member.space_id, PersonId(check_id(person_id)), roles, now())


@routes.route("/members/{person_id}", methods=["DELETE"])
@view
def remove(person_id: str) -> Response:
    """Out of the space."""
    member, _ = _admin()
    members.remove(member.space_id, PersonId(check_id(person_id)))
    return nothing()


@routes.route("/invitations")
@view
def pending_members() -> dict[str, Any]:
    """Who has not yet, and the seats (R2, R7)."""
    _, space = _admin()
    return pending.listed(space, _asked("search"), _asked("cursor") or None, now())


@routes.route("/invitations", methods=["POST"])
@view
def invite() -> dict[str, Any]:
    """Invite each row of the form (R2)."""
    member, space = _admin()
    return members.invite(space.id, body_of(routes.current_request), member.name, now())


@routes.route("/invitations/{person_id}/resend", methods=["POST"])
@view
def resend(person_id: str) -> dict[str, Any]:
    """The e-mail again, with a new link."""
    _, space = _admin()
    return pending.resend(space, PersonId(check_id(person_id)), now())


@routes.route("/invitations/{person_id}", methods=["DELETE"])
@view
def revoke(person_id: str) -> Response:
    """Withdraw an invitation; its seat comes back."""
    _, space = _admin()
    pending.revoke(space, PersonId(check_id(person_id)))
    return nothing()


def _admin() -> tuple[Member, Space]:
    return accounts.check_member(asker(routes.current_request), Role.admin)


def _asked(name: str) -> str:
    return str((routes.current_request.query_params or {}).get(name, ""))
