"""The support team's own routes: spaces, what they have, and who is invited (R1, R3)."""

from __future__ import annotations

from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.errors import Invalid, Malformed
from chalicelib.domain.ids import SpaceId, check_id
from chalicelib.domain.messages import Channel
from chalicelib.handlers.web import asker, body_of, created, now, optional_text, text, view
from chalicelib.services import accounts, ledger, members, rehearsal, support
from chalicelib.services.carrier_accounts import account_view
from chalicelib.services.phones import countries
from chalicelib.services.senders import support_view
from chalicelib.services.support import space_view
from chalicelib.stores import carrier_accounts, senders, spaces

routes = Blueprint(__name__)


@routes.route("/spaces")
@view
def every_space() -> dict[str, Any]:
    """All spaces with their seats, or those that are looked for."""
    accounts.check_support(asker(routes.current_request))
    words = (routes.current_request.query_params or {}).get("search", "")
    return {"spaces": [space_view(space) for space in support.find(words)]}


@routes.route("/spaces", methods=["POST"])
@view
def create_space() -> Response:
    """A new space, without Live Chat."""
    accounts.check_support(asker(routes.current_request))
    body = body_of(routes.current_request)
    return created(space_view(support.create_space(text(body, "name"), optional_text(body, "country"))))


@routes.route("/countries")
@view
def every_country() -> dict[str, Any]:
    """The countries that a space can be of."""
    accounts.check_support(asker(routes.current_request))
    return {"countries": countries()}


@routes.route("/spaces/{space_id}")
@view
def one_space(space_id: str) -> dict[str, Any]:
    """A space with its accounts and senders."""
    accounts.check_support(asker(routes.current_request))
    found = spaces.get(SpaceId(check_id(space_id)))
    stand = {
        "accounts": [account_view(each) for each in carrier_accounts.of_space(found.id)],
        "senders": [support_view(each) for each in senders.of_space(found.id)],
    }
    return {**space_view(found), **stand}


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


@routes.route("/spaces/{space_id}/country", methods=["PUT"])
@view
def set_country(space_id: str) -> dict[str, Any]:
    """Where phone numbers without a country code belong."""
    accounts.check_support(asker(routes.current_request))
    country = optional_text(body_of(routes.current_request), "country")
    return space_view(support.set_country(SpaceId(check_id(space_id)), country))


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
