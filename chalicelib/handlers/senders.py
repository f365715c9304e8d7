"""An admin's view of the space's senders."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.domain.people import Role
from chalicelib.handlers.web import asker, view
from chalicelib.services import accounts, support
from chalicelib.stores import spaces

routes = Blueprint(__name__)


@routes.route("/senders")
@view
def senders() -> dict[str, Any]:
    """What support has set up for the space (R9, R14)."""
    _, space = accounts.check_member(asker(routes.current_request), Role.admin)
    return {"senders": [support.sender_view(each) for each in spaces.senders(space.id)]}
