"""The support team's own routes (R1, R3, R9)."""

from __future__ import annotations

from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.errors import Invalid, Malformed
from chalicelib.domain.ids import SpaceId, check_id
from chalicelib.domain.messages import Channel
from chalicelib.handlers.web import asker, body_of, created, now, text, view
from chalicelib.services import accounts, ledger, members, rehearsal, support
from chalicelib.services.support import NewSender, sender_view, space_view
from chalicelib.stores import spaces

routes = Blueprint(__name__)


@routes.route("/spaces")
@view
def every_space() -> dict[str, Any]:
    """All spaces with their seats."""
    accounts.check_support(asker(routes.current_request))
    return {"spaces": [space_view(space) for space in spaces.every()]}


@routes.route("/spaces", methods=["POST"])
@view
def create_space() -> Response:
    """A new space, without Live Chat."""
    accounts.check_support(asker(routes.current_request))
    return created(space_view(support.create_space(text(body_of(routes.current_request), "name"))))


@routes.route("/spaces/{space_id}")
@view
def one_space(space_id: str) -> dict[str, Any]:
    """A space and its senders."""
    accounts.check_support(asker(routes.current_request))
    found = spaces.get(SpaceId(check_id(space_id)))
    return {**space_view(found), "senders": [sender_view(each) for each in spaces.senders(found.id)]}


@routes.route("/spaces/{space_id}/channels", methods=["PUT"])
@view
def set_channels(space_id: str) -> dict[str, Any]:
    """The space's channel types."""
    accounts.check_support(asker(routes.current_request))
    try:
        channels = msgspec.convert(body_of(routes.current_request).get("channels"), frozenset[Channel])
    except msgspec.ValidationError:
        raise Invalid("invalid_channels", "Choose from sms and whatsapp; there is nothing else.", "channels") from None
    return space_view(spaces.set_channels(SpaceId(check_id(space_id)), channels))


@routes.route("/spaces/{space_id}/senders", methods=["POST"])
@view
def add_sender(space_id: str) -> Response:
    """A sender of the space."""
    accounts.check_support(asker(routes.current_request))
    try:
        new = msgspec.convert(body_of(routes.current_request), NewSender)
    except msgspec.ValidationError as error:
        raise Malformed(f"The sender could not be read: {error}.") from None
    return created(sender_view(support.add_sender(SpaceId(check_id(space_id)), new)))


@routes.route("/spaces/{space_id}/activation", methods=["POST"])
@view
def activate(space_id: str) -> dict[str, Any]:
    """Live Chat on, with so many seats; again for another number."""
    accounts.check_support(asker(routes.current_request))
    seats = body_of(routes.current_request).get("seats")
    if not isinstance(seats, int) or isinstance(seats, bool):
        raise Malformed("The field seats is missing or is not a whole number.")
    return space_view(spaces.activate(SpaceId(check_id(space_id)), seats))


@routes.route("/spaces/{space_id}/deactivation", methods=["POST"])
@view
def deactivate(space_id: str) -> dict[str, Any]:
    """Live Chat off, for everyone."""
    accounts.check_support(asker(routes.current_request))
    return space_view(support.deactivate(SpaceId(check_id(space_id)), now()))


@routes.route("/spaces/{space_id}/ledger")
@view
def check_ledger(space_id: str) -> dict[str, Any]:
    """Whether the seats are counted right."""
    accounts.check_support(asker(routes.current_request))
    return ledger.check(SpaceId(check_id(space_id)))


@routes.route("/spaces/{space_id}/invitations", methods=["POST"])
@view
def invite(space_id: str) -> dict[str, Any]:
    """Invite people in the space's name."""
    person = accounts.check_support(asker(routes.current_request))
    return members.invite(SpaceId(check_id(space_id)), body_of(routes.current_request), person.name, now())


@routes.route("/spaces/{space_id}/invitations/check", methods=["POST"])
@view
def check_invitations(space_id: str) -> dict[str, Any]:
    """What would become of these people; nothing is changed."""
    accounts.check_support(asker(routes.current_request))
    return rehearsal.rehearse(SpaceId(check_id(space_id)), body_of(routes.current_request), now())
