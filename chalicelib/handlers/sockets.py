"""Frames of agents' pages: read strictly, passed to one service each, answered or refused; the connection lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib import settings
from chalicelib.domain.desks import Presence
from chalicelib.domain.errors import Contended, Forbidden, LiveChatError, Malformed, NotSignedIn
from chalicelib.domain.frames import ack_frame, error_frame
from chalicelib.domain.ids import ConnectionId, ConversationId, check_id
from chalicelib.gateways import sockets
from chalicelib.handlers.logs import logger
from chalicelib.handlers.web import json_object, now, text
from chalicelib.services import answering, assignment, feed, presence
from chalicelib.stores import connections
from chalicelib.stores.connections import Connection

FRAME_BYTES = 32 * 1024
CONVERSATIONS_AT_MOST = 1000

Frame = dict[str, Any]


def connect(event: dict[str, Any]) -> int:
    """Open a socket for a ticket; answers the HTTP status."""
    connection_id = ConnectionId(event["requestContext"]["connectionId"])
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    try:
        if headers.get("origin", settings.public_url()) != settings.public_url():
            raise Forbidden("wrong_origin", "This request came from another site.")
        presence.connect(connection_id, (event.get("queryStringParameters") or {}).get("ticket", ""), now())
    except LiveChatError as error:
        logger.info("socket_refused", extra={"code": error.code})
        return error.status
    logger.info("socket_opened", extra={"connection": connection_id})
    return 200


def disconnect(event: dict[str, Any]) -> None:
    """A socket has closed."""
    connection_id = ConnectionId(event["requestContext"]["connectionId"])
    presence.leave(connection_id)
    logger.info("socket_closed", extra={"connection": connection_id})


def message(event: dict[str, Any]) -> None:
    """One frame of a page."""
    connection_id, frame = ConnectionId(event["requestContext"]["connectionId"]), Frame()
    try:
        frame = _read(event.get("body") or "")
        answer = _act(connection_id, frame)
        logger.info("frame", extra={"action": frame["action"], "connection": connection_id})
    except LiveChatError as error:
        logger.info("frame_refused", extra={"code": error.code, "connection": connection_id})
        answer = error_frame(frame, error)
    except Contended:
        logger.warning("contended")
        answer = error_frame(frame, LiveChatError("busy", "Please try again."))
    except sockets.Unpushed as error:
        logger.warning("unpushed", extra={"reason": str(error)})
        answer = None
    if answer:
        _push(connection_id, answer)


def _push(connection_id: ConnectionId, answer: bytes) -> None:
    try:
        if not sockets.push(connection_id, answer):
            presence.leave(connection_id)
    except sockets.Unpushed as error:
        logger.warning("unpushed", extra={"reason": str(error)})


def _read(body: str) -> Frame:
    if len(body.encode("utf-8", "surrogatepass")) > FRAME_BYTES:
        raise Malformed("The frame is larger than 32 KB.")
    return json_object(body)


def _act(connection_id: ConnectionId, frame: Frame) -> bytes | None:
    action = text(frame, "action")
    if action == "send":
        # Sending reads who it is together with the conversation: one call fewer on the path that is used most.
        key = _conversation(frame)
        return ack_frame(
            frame, answering.send(connection_id, key, text(frame, "client_id"), text(frame, "text"), now())
        )
    if action not in _ACTIONS:
        raise Malformed("The frame has no action that is known here.")
    connection = connections.get(connection_id)
    if connection is None:
        raise NotSignedIn
    return _ACTIONS[action](connection, frame, now())


def _resume(connection: Connection, frame: Frame, moment: datetime) -> None:
    have = frame.get("have", {})
    if (
        not isinstance(have, dict)
        or len(have) > CONVERSATIONS_AT_MOST
        or not all(_is_seq(seq) for seq in have.values())
    ):
        raise Malformed("The field have does not map conversations to numbers.")
    feed.resume(connection, have, _watch_of(frame), moment)


def _watch(connection: Connection, frame: Frame, moment: datetime) -> None:
    connections.watch(connection, _watch_of(frame), moment)


def _resolve(connection: Connection, frame: Frame, moment: datetime) -> bytes:
    return ack_frame(frame, answering.resolve(connection, _conversation(frame), moment))


def _take(connection: Connection, frame: Frame, moment: datetime) -> bytes:
    key = _conversation(frame)
    return ack_frame(frame, assignment.take(connection.space_id, connection.person.id, key, moment).seq)


def _mark_read(connection: Connection, frame: Frame, _moment: datetime) -> None:
    if not _is_seq(frame.get("mo")):
        raise Malformed("The field mo is missing or is not a number.")
    answering.read(connection, _conversation(frame), frame["mo"])


def _presence(connection: Connection, frame: Frame, moment: datetime) -> None:
    if text(frame, "presence") not in set(Presence):
        raise Malformed("The presence is available, away or offline.")
    presence.declare(connection, Presence(frame["presence"]), moment)


def _ping(connection: Connection, frame: Frame, moment: datetime) -> None:
    # Frames of one page may overtake each other; the ping repeats what the page looks at, so that the last word stands.
    if "watch" in frame:
        connection = connections.watch(connection, _watch_of(frame), moment)
    feed.pong(connection, text(frame, "digest"), moment)


def _conversation(frame: Frame) -> ConversationId:
    return ConversationId(check_id(text(frame, "conversation")))


def _watch_of(frame: Frame) -> str:
    watch = frame.get("watch", "mine")
    if watch not in ("mine", "queue", "all"):
        raise Malformed("A page watches mine, queue or all.")
    return str(watch)


def _is_seq(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9


_ACTIONS: dict[str, Callable[[Connection, Frame, datetime], bytes | None]] = {
    "resume": _resume,
    "watch": _watch,
    "resolve": _resolve,
    "take": _take,
    "read": _mark_read,
    "presence": _presence,
    "ping": _ping,
}
