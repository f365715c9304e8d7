"""What follows from a removal, other roles or the end of Live Chat: desks are cleared, conversations go back to the queue, sockets close.

stream of the spaces table → desk closed → sockets closed → conversations to the queue's head → desk gone

It follows from what was committed, and each step is harmless when repeated: whatever dies on the way comes again and goes on.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from chalicelib.domain import desks as desk_rules
from chalicelib.domain.conversations import Conversation, requeued
from chalicelib.domain.desks import releasing
from chalicelib.domain.entries import Owner
from chalicelib.domain.errors import Contended, NotFound
from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.domain.people import Role
from chalicelib.services import assignment, presence
from chalicelib.stores import aftermath, connections, conversations, desks, people, spaces
from chalicelib.stores.aftermath import Change


def draw(change: Change, now: datetime) -> None:
    """Do what follows from a change, unless it is done or a later change is in charge of it. Contended: it must come again."""
    if change.person_id is None:
        _of_space(change)
    else:
        _of_person(change, change.person_id, now)


def _of_space(change: Change) -> None:
    space = spaces.get(change.space_id)
    if space.aftermath_at != change.at:
        return
    if not space.live_chat:
        _close_sockets(change.space_id)
    aftermath.finish(change)


def _of_person(change: Change, person_id: PersonId, now: datetime) -> None:
    member = people.member(change.space_id, person_id)
    if change.at and (member is None or member.aftermath_at != change.at):
        return
    leaves = member is None or Role.agent not in member.roles
    if leaves:
        # First of all the desk, which takes nothing from now on: what it holds only becomes less.
        with suppress(NotFound):
            assignment.change(change.space_id, person_id, desk_rules.closed)
    # Also those of somebody who has joined again meanwhile: their pages come back with the roles that count now.
    _close_sockets(change.space_id, person_id)
    if leaves:
        _clear_desk(change.space_id, person_id, now)
    aftermath.finish(change)


def _close_sockets(space_id: SpaceId, person_id: PersonId | None = None) -> None:
    for whose, connection_id in connections.open_in(space_id, person_id):
        presence.end(space_id, whose, connection_id)


def _clear_desk(space_id: SpaceId, person_id: PersonId, now: datetime) -> None:
    """Everything back to the queue, first begun first, until nothing is left; then the desk goes too."""
    while (desk := desks.get(space_id, person_id)) and desk.closed:
        if not desk.open:
            if desks.delete(desk):
                return
            continue
        held = conversations.lane(space_id, Owner.agent, person_id).conversations
        if not sum(_requeue(head, now) for head in sorted(held, key=lambda head: head.opened_at)):
            # The desk counts some that the index does not show yet.
            raise Contended


def _requeue(head: Conversation, now: datetime) -> bool:
    """Back to the queue, and to somebody else where one is free; False where it is not this agent's any more."""
    person_id = head.assignee.id if head.assignee else None
    while head.owner is Owner.agent and head.assignee and head.assignee.id == person_id:
        desk = desks.get(head.space_id, head.assignee.id)
        if desk is None or not desk.closed:
            return False
        step = requeued(head, now)
        if not conversations.commit(head, step, desk=(desk, releasing(desk, now))):
            assignment.assign(step[0], now)
            return True
        head = conversations.get(head.id) or head
    return False
