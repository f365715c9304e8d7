"""What tests of stores put into the tables first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock
from typing import Any, TypeVar

from chalicelib.domain.conversations import Conversation, assigned, queued, received, resolved, said
from chalicelib.domain.desks import Desk
from chalicelib.domain.entries import Entry, Kind, Who
from chalicelib.domain.entries import receipt as receipt_entry
from chalicelib.domain.ids import ConversationId, PersonId, SpaceId
from chalicelib.domain.messages import Status
from chalicelib.domain.people import Invitation, Member, Role, expiry
from chalicelib.domain.spaces import Space
from chalicelib.stores import conversations, desks, people, spaces
from chalicelib.stores.people import MemberRow
from tests.domain.made import DANA, NOW, SPACE, begun, later, message
from tests.world_cloud import Call, Cloud, Commit

Answer = TypeVar("Answer")


def in_queue(name: str = "cv_one", space: SpaceId = SPACE, after: float = 0) -> Conversation:
    """A conversation that waits in the queue, committed."""
    before = begun(id=ConversationId(name), space_id=space)
    step = queued(received(before, message(), later(after)), later(after))
    assert not conversations.commit(before, step)
    return step[0]


def with_agent(name: str = "cv_one", space: SpaceId = SPACE, agent: Who = DANA, after: float = 0) -> Conversation:
    """A conversation that an agent holds, committed."""
    before = begun(id=ConversationId(name), space_id=space, opened_at=later(after))
    step = assigned(received(before, message(), later(after)), agent, later(after))
    assert not conversations.commit(before, step)
    return step[0]


def one_said(head: Conversation, client_id: str = "c1", text: str = "Hello") -> Conversation:
    """The holder has said one thing more, committed."""
    assert head.assignee
    step = said(head, head.assignee, client_id, text, NOW)
    assert not conversations.commit(head, step)
    return step[0]


def done(head: Conversation) -> Conversation:
    """The holder has resolved the conversation, committed."""
    assert head.assignee
    step = resolved(head, head.assignee, NOW)
    assert not conversations.commit(head, step)
    return step[0]


def reported(of: int, status: str) -> Entry:
    """A receipt that has no number yet."""
    return receipt_entry(0, of, Status(status), NOW, None, None)


def check_log(conversation_id: ConversationId) -> list[Entry]:
    """The whole log, which must be without gaps and end where the head says."""
    head = conversations.get(conversation_id)
    assert head
    log = conversations.entries(conversation_id, limit=1000)
    assert [entry.seq for entry in log] == list(range(1, head.seq + 1))
    return log


def told_of(conversation_id: ConversationId, of: int) -> list[str]:
    """The receipts for a message in the order of the log."""
    return [str(each.status) for each in check_log(conversation_id) if each.kind is Kind.receipt and each.of == of]


def employed(person: Who = DANA, *roles: Role, space: SpaceId = SPACE) -> Member:
    """A member in these roles, agent unless said, kept without an invitation."""
    new = MemberRow(pk=space, sk=f"MEMBER#{person.id}", name=person.name, email=f"{person.id}@acme.test")
    new.phone, new.roles, new.joined_at = "+14155550101", {each.value for each in roles or [Role.agent]}, NOW
    new.save()
    found = people.member(space, person.id)
    assert found
    return found


def kept_desk(desk: Desk) -> bool:
    """An agent's desk, opened; whether it was not there before."""
    employed(desk.agent, space=desk.space_id)
    return not desks.open_for(None, desk)


def acme(seats: int = 2, space_id: SpaceId = SPACE, name: str = "Acme") -> Space:
    """A space with Live Chat, kept."""
    spaces.create(Space(id=space_id, name=name))
    return spaces.activate(space_id, seats)


def invitation(who: str = "dana", role: Role = Role.agent, days_ago: int = 0, space: SpaceId = SPACE) -> Invitation:
    """An invitation, not kept yet."""
    sent_at = NOW - timedelta(days=days_ago)
    return Invitation(
        space_id=space,
        person_id=PersonId(f"pr_{who}"),
        name=who.capitalize(),
        email=f"{who}@acme.test",
        phone="+14155550101",
        role=role,
        inviter="Sue",
        space_name="Acme",
        invited_at=sent_at,
        expires_at=expiry(sent_at),
    )


def taken(space_id: SpaceId = SPACE) -> int:
    """The seats taken, as counted."""
    return spaces.get(space_id).seats_taken


def at_once(cloud: Cloud, act: Callable[[int], Answer], times: int) -> list[Answer]:
    """Do something so many times in eight threads; DynamoDB takes one request after the other, the threads mix theirs."""
    one_by_one = Lock()

    def taken_in_turn(_call: Call, commit: Commit, _request: Any) -> Any:
        with one_by_one:
            return commit()

    cloud.interfere = taken_in_turn
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(act, range(times)))
    cloud.interfere = None
    return answers
