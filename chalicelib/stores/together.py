"""Reads that span two tables in one call, for the paths whose number of calls is counted."""

from __future__ import annotations

from typing import Any

from pynamodb.exceptions import DoesNotExist, TransactGetError
from pynamodb.transactions import TransactGet

from chalicelib.domain.conversations import Conversation
from chalicelib.domain.errors import Contended, NotSignedIn
from chalicelib.domain.ids import ConnectionId, ConversationId
from chalicelib.stores.connections import Connection, connection_from
from chalicelib.stores.rows import HEAD, HeadRow, head_from
from chalicelib.stores.sessions import PersonalRow
from chalicelib.stores.tables import ATTEMPTS, pause, shared_connection


def connection_and_head(
    connection_id: ConnectionId, conversation_id: ConversationId
) -> tuple[Connection, Conversation | None]:
    """Who speaks and in which conversation; one transactional read, again where somebody writes to them at that moment.

    NotSignedIn where the connection was ended, Contended.
    """
    person, head = _read(connection_id, conversation_id)
    try:
        connection = connection_from(connection_id, person.get())
    except DoesNotExist:
        raise NotSignedIn from None
    try:
        return connection, head_from(head.get())
    except DoesNotExist:
        return connection, None


def _read(connection_id: ConnectionId, conversation_id: ConversationId) -> tuple[Any, Any]:
    for attempt in range(ATTEMPTS):
        try:
            with TransactGet(connection=shared_connection()) as tx:
                person = tx.get(PersonalRow, f"CONNECTION#{connection_id}", "CONNECTION")
                head = tx.get(HeadRow, conversation_id, HEAD)
        except TransactGetError as error:
            if error.cause_response_code != "TransactionCanceledException":
                raise
            pause(attempt)
        else:
            return person, head
    raise Contended
