"""Reads that span two tables in one call, for the paths whose number of calls is counted."""

from __future__ import annotations

from pynamodb.connection import Connection as DynamoDB
from pynamodb.exceptions import DoesNotExist
from pynamodb.transactions import TransactGet

from chalicelib.domain.conversations import Conversation
from chalicelib.domain.errors import NotSignedIn
from chalicelib.domain.ids import ConnectionId, ConversationId
from chalicelib.stores.connections import Connection, connection_from
from chalicelib.stores.rows import HEAD, HeadRow, head_from
from chalicelib.stores.sessions import PersonalRow
from chalicelib.stores.tables import shared_connection


def connection_and_head(
    connection_id: ConnectionId, conversation_id: ConversationId
) -> tuple[Connection, Conversation | None]:
    """Who speaks and in which conversation; one transactional read. NotSignedIn where the connection was ended."""
    dynamodb: DynamoDB = shared_connection()
    with TransactGet(connection=dynamodb) as tx:
        person = tx.get(PersonalRow, f"CONNECTION#{connection_id}", "CONNECTION")
        head = tx.get(HeadRow, conversation_id, HEAD)
    try:
        connection = connection_from(connection_id, person.get())
    except DoesNotExist:
        raise NotSignedIn from None
    try:
        return connection, head_from(head.get())
    except DoesNotExist:
        return connection, None
