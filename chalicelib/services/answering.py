"""MT begins here: what an agent does in a conversation is checked against its head and committed with it.

frame → check, append → (the stream carries it to the pages and to the outbound queue)
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.conversations import Conversation, resolved, said
from chalicelib.domain.desks import releasing
from chalicelib.domain.errors import Contended, Invalid, NotFound
from chalicelib.domain.ids import ConnectionId, ConversationId
from chalicelib.services import assignment
from chalicelib.stores import conversations, desks, together
from chalicelib.stores.connections import Connection

ATTEMPTS = 8
CLIENT_ID_CHARACTERS = 64


def send(connection_id: ConnectionId, conversation_id: ConversationId, client_id: str, text: str, now: datetime) -> int:
    """Append the agent's text once, however often it is sent under this `client_id`; answers its seq. Two calls.

    Forbidden for who does not hold the conversation, Invalid for a text that cannot be sent, NotFound, Contended.
    """
    if not 0 < len(client_id) <= CLIENT_ID_CHARACTERS:
        raise Invalid("invalid_client_id", "The frame's client_id is missing or too long.", "client_id")
    connection, head = together.connection_and_head(connection_id, conversation_id)
    reference = conversations.client_reference(conversation_id, connection.person.id, client_id)
    for _ in range(ATTEMPTS):
        head = check_space(connection, head)
        # Who sent and then resolved, and repeats because the answer got lost, is told of the first time instead of a refusal.
        earlier = None if _holds(connection, head) else conversations.referred(reference)
        if earlier:
            return earlier[1]
        step = said(head, connection.person, client_id, text, now)
        refused = conversations.commit(head, step, reference=reference)
        if not refused:
            return step[0].seq
        if (earlier := conversations.referred(reference)) is not None:
            return earlier[1]
        head = conversations.get(conversation_id)
    raise Contended


def resolve(connection: Connection, conversation_id: ConversationId, now: datetime) -> int:
    """The agent is done: the conversation is nobody's, the place at the desk is free and filled from the queue."""
    for _ in range(ATTEMPTS):
        head = check_space(connection, conversations.get(conversation_id))
        step = resolved(head, connection.person, now)
        desk = desks.get(connection.space_id, connection.person.id)
        if desk is None:
            raise NotFound
        after = releasing(desk, now)
        if not conversations.commit(head, step, desk=(desk, after)):
            with suppress(Contended):  # it is resolved all the same, and the sweep looks at the queue too
                assignment.fill(after, now)
            return step[0].seq
    raise Contended


def read(connection: Connection, conversation_id: ConversationId, mo: int) -> None:
    """The holder has seen so many of the end user's messages; that somebody else looks on changes nothing."""
    head = check_space(connection, conversations.get(conversation_id))
    if _holds(connection, head):
        conversations.mark_read(conversation_id, mo)


def check_space(connection: Connection, head: Conversation | None) -> Conversation:
    """Another space's conversation answers like none (NotFound)."""
    if head is None or head.space_id != connection.space_id:
        raise NotFound
    return head


def _holds(connection: Connection, head: Conversation) -> bool:
    return head.assignee is not None and head.assignee.id == connection.person.id
