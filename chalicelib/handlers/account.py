"""Signing in and out, registration, and the ticket for a socket."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.handlers.web import (
    asker,
    body_of,
    check_origin,
    client_of,
    now,
    optional_text,
    signed_in,
    signed_out,
    text,
    token_of,
    view,
)
from chalicelib.services import accounts, registration

routes = Blueprint(__name__)


@routes.route("/sign-in", methods=["POST"])
@view
def sign_in() -> Response:
    """E-mail and password, and a code where two-step sign-in is on, for a session."""
    request = routes.current_request
    check_origin(request)
    body = body_of(request)
    code = optional_text(body, "code")
    token, who = accounts.sign_in(text(body, "email"), text(body, "password"), code, client_of(request), now())
    return signed_in(token, who, program=body.get("program") is True)


@routes.route("/sign-out", methods=["POST"])
@view
def sign_out() -> Response:
    """End the session."""
    check_origin(routes.current_request)
    accounts.sign_out(token_of(routes.current_request), now())
    return signed_out()


@routes.route("/me")
@view
def me() -> dict[str, object]:
    """Who is signed in."""
    return accounts.me(asker(routes.current_request))


@routes.route("/ws-ticket", methods=["POST"])
@view
def ws_ticket() -> dict[str, Any]:
    """A ticket that opens one socket."""
    token, expires_at = accounts.ticket(asker(routes.current_request), now())
    return {"ticket": token, "expires_at": expires_at}


@routes.route("/invitation", methods=["POST"])
@view
def invitation() -> dict[str, object]:
    """What a registration link is for. POST, so that its token is in no URL."""
    return registration.look(text(body_of(routes.current_request), "token"), now())


@routes.route("/register", methods=["POST"])
@view
def register() -> Response:
    """Complete Account Registration."""
    request = routes.current_request
    check_origin(request)
    body = body_of(request)
    fields = (text(body, "token"), text(body, "email"), text(body, "password"), optional_text(body, "code"))
    token, who = registration.register(*fields, client_of(request), now())
    return signed_in(token, who)
