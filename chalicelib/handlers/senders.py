"""An admin's view of the space's senders."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.domain.ids import SenderId, check_id
from chalicelib.domain.people import Role
from chalicelib.handlers.web import asker, body_of, flag, view
from chalicelib.services import accounts, senders
from chalicelib.services.senders import sender_view
from chalicelib.stores import senders as kept

routes = Blueprint(__name__)


@routes.route("/senders")
@view
def every_sender() -> dict[str, Any]:
    """What support has set up for the space (R9, R14)."""
    _, space = accounts.check_member(asker(routes.current_request), Role.admin)
    return {"senders": [sender_view(each) for each in kept.of_space(space.id)]}


@routes.route("/senders/{sender_id}/exclusive", methods=["PUT"])
@view
def set_exclusive(sender_id: str) -> dict[str, Any]:
    """Exclusive to Live Chat, or shared with campaigns (R14)."""
    _, space = accounts.check_member(asker(routes.current_request), Role.admin)
    exclusive = flag(body_of(routes.current_request), "exclusive")
    return sender_view(senders.set_exclusive(space.id, SenderId(check_id(sender_id)), exclusive))
