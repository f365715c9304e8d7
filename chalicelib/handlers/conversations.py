"""What a page reads over HTTP: lists of conversations and their entries. All that changes them goes over the socket."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from chalicelib.domain.errors import Malformed
from chalicelib.domain.ids import ConversationId, check_id
from chalicelib.handlers.web import asker, view
from chalicelib.services import reading

routes = Blueprint(__name__)


@routes.route("/conversations")
@view
def listed() -> dict[str, Any]:
    """A page of mine, the queue, or all that is open."""
    query = routes.current_request.query_params or {}
    return reading.listed(asker(routes.current_request), query.get("list", "mine"), query.get("cursor"))


@routes.route("/conversations/{conversation_id}")
@view
def one(conversation_id: str) -> dict[str, Any]:
    """One conversation."""
    return reading.one(asker(routes.current_request), ConversationId(check_id(conversation_id)))


@routes.route("/conversations/{conversation_id}/entries")
@view
def entries(conversation_id: str) -> dict[str, Any]:
    """The latest entries of a conversation, or those before one."""
    before = (routes.current_request.query_params or {}).get("before")
    if before is not None and not (before.isascii() and before.isdigit() and len(before) < 10):
        raise Malformed("before is not a number.")
    who = asker(routes.current_request)
    return reading.entries(who, ConversationId(check_id(conversation_id)), None if before is None else int(before))
