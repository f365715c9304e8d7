"""Who answers: a conversation goes to an available agent below capacity, least loaded, then longest idle; otherwise to the queue.

Conversation and desk change in one transaction, so nobody gets more than they may and nothing gets two holders. Whatever makes room
(coming online, resolving, a sweep each minute) takes from the queue, oldest first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import takewhile

from chalicelib.domain.conversations import Conversation, Step, assigned, handed, queued
from chalicelib.domain.desks import Desk, Presence, present, taking
from chalicelib.domain.entries import Owner, Who
from chalicelib.domain.errors import Conflict, Contended, Forbidden, NotFound
from chalicelib.domain.ids import ConversationId, PersonId, SpaceId
from chalicelib.stores import conversations, desks

ATTEMPTS = 8
LOOK_AHEAD = 5  # conversations


def place(head: Conversation, step: Step, reference: tuple[str, str] | None, now: datetime) -> frozenset[str]:
    """Commit the step with the conversation assigned, or queued where nobody is free; answers the labels refused."""
    refused = _offer(head, lambda agent: assigned(step, agent, now), reference, now)
    if refused is not None:
        return refused
    refused = conversations.commit(head, queued(step, now), reference=reference)
    if not refused:
        # Somebody may have become free between our look and our write, and have looked at the queue before it.
        assign(queued(step, now)[0], now)
    return refused


def assign(head: Conversation, now: datetime) -> bool:
    """Give a queued conversation to whoever is free; False where nobody is, or where it left the queue meanwhile."""
    return _offer(head, lambda agent: handed(head, agent, now), None, now) == frozenset()


def fill(desk: Desk, now: datetime) -> Desk:
    """Take from the queue, oldest first, until the desk is full or the queue empty; answers the desk as it then is."""
    cursor: str | None = None
    while desk.takes:
        # Others take from the same end at the same time, so there must be more to look at than is needed.
        page = conversations.lane(desk.space_id, Owner.queue, None, cursor, limit=desk.capacity + LOOK_AHEAD)
        for head in page.conversations:
            desk = _take(desk, head, now)
        cursor = page.cursor
        if cursor is None:
            break
    return desk


def take(space_id: SpaceId, person_id: PersonId, conversation_id: ConversationId, now: datetime) -> Conversation:
    """The agent takes this one from the queue, Conflict where somebody was quicker or the desk is full, Forbidden, NotFound."""
    for _ in range(ATTEMPTS):
        head, desk = conversations.get(conversation_id), desks.get(space_id, person_id)
        if head is None or head.space_id != space_id:
            raise NotFound
        if desk is None or desk.closed:
            raise Forbidden("no_desk", "Only agents can take conversations.")
        step = handed(head, desk.agent, now)
        if desk.open >= desk.capacity:
            raise Conflict("desk_full", f"You have {desk.open} conversations already. Resolve one first.")
        if not conversations.commit(head, step, desk=(desk, taking(desk, now))):
            return step[0]
    raise Contended


def assign_waiting(space_id: SpaceId, now: datetime) -> int:
    """Assign what waits in a space, oldest first, until nobody is free; answers how many it were."""
    waiting = conversations.lane(space_id, Owner.queue, None).conversations
    # Whoever cannot be given to nobody takes: those behind them need not be tried.
    return len(list(takewhile(lambda head: assign(head, now), (head for head in waiting if head.owner is Owner.queue))))


def change(space_id: SpaceId, person_id: PersonId, how: Callable[[Desk], Desk]) -> Desk:
    """Change a desk whatever else happens to it; NotFound, Contended."""
    for _ in range(ATTEMPTS):
        desk = desks.get(space_id, person_id)
        if desk is None:
            raise NotFound
        after = how(desk)
        if after == desk or desks.update(desk, after):
            return after
    raise Contended


def _offer(
    head: Conversation, step_for: Callable[[Who], Step], reference: tuple[str, str] | None, now: datetime
) -> frozenset[str] | None:
    """Try one free desk after another: what was refused (nothing: done), or None where no desk would have it."""
    for found in desks.available(head.space_id):
        desk: Desk | None = found
        while desk is not None and desk.takes:
            try:
                refused = conversations.commit(
                    head, step_for(desk.agent), reference=reference, desk=(desk, taking(desk, now))
                )
            except Conflict:
                return frozenset({"head"})
            if refused != {"desk"}:
                return refused
            # The index may be a moment old, and others may give to this desk at the same time: look again.
            desk = desks.get(desk.space_id, desk.agent.id)
    return None


def _take(desk: Desk, head: Conversation, now: datetime) -> Desk:
    while desk.takes and head.owner is Owner.queue:
        after = taking(desk, now)
        refused = conversations.commit(head, handed(head, desk.agent, now), desk=(desk, after))
        if not refused:
            return after
        if "head" in refused:
            break
        found = desks.get(desk.space_id, desk.agent.id)
        if found is None:
            return present(desk, Presence.offline)  # the agent has just been removed, and the desk with them
        desk = found
    return desk
