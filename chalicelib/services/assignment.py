"""Who answers: a conversation goes to an available agent below capacity, least loaded, then longest idle; otherwise to the queue.

Conversation and desk change in one transaction, so nobody gets more than they may and nothing gets two holders. Whatever makes room
(coming online, resolving, a sweep each minute) takes from the queue, oldest first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.conversations import Conversation, Step, assigned, handed, queued
from chalicelib.domain.desks import Desk, taking
from chalicelib.domain.entries import Owner, Who
from chalicelib.domain.errors import Conflict, Contended, Forbidden, NotFound
from chalicelib.domain.ids import ConversationId, PersonId, SpaceId
from chalicelib.stores import conversations, desks, spaces

ATTEMPTS = 8


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
    if not desk.takes:
        return desk
    for head in conversations.lane(desk.space_id, Owner.queue, None, limit=desk.capacity - desk.open).conversations:
        if head.owner is Owner.queue:
            desk = _take(desk, head, now)
        if not desk.takes:
            break
    return desk


def take(space_id: SpaceId, person_id: PersonId, conversation_id: ConversationId, now: datetime) -> Conversation:
    """The agent takes this one from the queue, also above their capacity; Conflict where somebody was quicker, Forbidden, NotFound."""
    for _ in range(ATTEMPTS):
        head, desk = conversations.get(conversation_id), desks.get(space_id, person_id)
        if head is None or head.space_id != space_id:
            raise NotFound
        if desk is None:
            raise Forbidden("no_desk", "Only agents can take conversations.")
        step = handed(head, desk.agent, now)
        if not conversations.commit(head, step, desk=(desk, taking(desk, now))):
            return step[0]
    raise Contended


def sweep(now: datetime) -> int:
    """Assign what waits although somebody is free: what a crash between two steps may have left. Answers how many it were."""
    count = 0
    for space in spaces.every():
        if space.live_chat:
            waiting = conversations.lane(space.id, Owner.queue, None).conversations
            count += sum(assign(head, now) for head in waiting if head.owner is Owner.queue)
    return count


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
    after = taking(desk, now)
    refused = conversations.commit(head, handed(head, desk.agent, now), desk=(desk, after))
    if not refused:
        return after
    return desks.get(desk.space_id, desk.agent.id) or desk if "desk" in refused else desk
