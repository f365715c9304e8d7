"""How people sign in: sessions, passwords, two-step sign-in, and a space's API keys."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.domain.people import Role
from chalicelib.handlers.web import (
    accepted,
    asker,
    body_of,
    check_origin,
    client_of,
    created,
    flag,
    nothing,
    now,
    optional_text,
    text,
    view,
)
from chalicelib.services import accounts, api_keys, forgotten, sign_ins, two_step

routes = Blueprint(__name__)


@routes.route("/sessions")
@view
def sessions() -> dict[str, Any]:
    """Where one is signed in."""
    return {"sessions": sign_ins.every(asker(routes.current_request), now())}


@routes.route("/sessions", methods=["DELETE"])
@view
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    sign_ins.end_others(asker(routes.current_request), now())
    return nothing()


@routes.route("/sessions/{session_id}", methods=["DELETE"])
@view
def end_session(session_id: str) -> Response:
    """Sign out there."""
    sign_ins.end(asker(routes.current_request), session_id, now())
    return nothing()


@routes.route("/session/space", methods=["POST"])
@view
def switch_space() -> dict[str, object]:
    """Go to another of one's spaces."""
    who = asker(routes.current_request)
    return accounts.me(sign_ins.switch(who, text(body_of(routes.current_request), "space_id"), now()))


@routes.route("/password", methods=["PUT"])
@view
def change_password() -> Response:
    """Another password for the present one."""
    request = routes.current_request
    who, body = asker(request), body_of(request)
    forgotten.change(who, text(body, "current"), text(body, "new"), client_of(request), now())
    return nothing()


@routes.route("/password-reset", methods=["POST"])
@view
def ask_reset() -> Response:
    """A link for who forgot the password; 202 whether there is an account or not."""
    request = routes.current_request
    check_origin(request)
    forgotten.ask(text(body_of(request), "email"), client_of(request), now())
    return accepted()


@routes.route("/password-reset/confirm", methods=["POST"])
@view
def confirm_reset() -> Response:
    """Another password by the link."""
    request = routes.current_request
    check_origin(request)
    body = body_of(request)
    fields = (text(body, "token"), text(body, "password"), optional_text(body, "code"))
    forgotten.confirm(*fields, client_of(request), now())
    return nothing()


@routes.route("/security")
@view
def security() -> dict[str, object]:
    """How one signs in, and what the space asks for."""
    return two_step.state(asker(routes.current_request))


@routes.route("/security", methods=["PUT"])
@view
def require_totp() -> dict[str, bool]:
    """Whether the space's members must sign in in two steps."""
    who = asker(routes.current_request)
    required = flag(body_of(routes.current_request), "totp_required")
    two_step.require(who, required)
    return {"totp_required": required}


@routes.route("/totp", methods=["POST"])
@view
def offer_totp() -> dict[str, object]:
    """A secret for an authenticator app."""
    request = routes.current_request
    return two_step.offer(asker(request), text(body_of(request), "password"), client_of(request), now())


@routes.route("/totp/confirm", methods=["POST"])
@view
def turn_on_totp() -> dict[str, object]:
    """Two-step sign-in is on from the first code."""
    request = routes.current_request
    return {"recovery_codes": two_step.turn_on(asker(request), text(body_of(request), "code"), now())}


@routes.route("/totp", methods=["DELETE"])
@view
def turn_off_totp() -> Response:
    """No more codes."""
    request = routes.current_request
    who, body = asker(request), body_of(request)
    two_step.turn_off(who, text(body, "password"), text(body, "code"), client_of(request), now())
    return nothing()


@routes.route("/keys")
@view
def keys() -> dict[str, Any]:
    """The space's API keys, without what would let one use them."""
    who = asker(routes.current_request)
    _, space = accounts.check_member(who, Role.admin)
    accounts.check_signed_in(who)
    return {"keys": api_keys.every(space.id)}


@routes.route("/keys", methods=["POST"])
@view
def create_key() -> Response:
    """A new API key, shown this once."""
    who = asker(routes.current_request)
    member, space = accounts.check_member(who, Role.admin)
    accounts.check_signed_in(who)
    body = body_of(routes.current_request)
    token, key = api_keys.create(space.id, text(body, "name"), text(body, "role"), member.name, now())
    return created({**api_keys.view(key), "key": token})


@routes.route("/keys/{key_id}", methods=["DELETE"])
@view
def delete_key(key_id: str) -> Response:
    """The key is worth nothing any more."""
    who = asker(routes.current_request)
    _, space = accounts.check_member(who, Role.admin)
    accounts.check_signed_in(who)
    api_keys.delete(space.id, key_id)
    return nothing()
