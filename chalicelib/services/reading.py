"""What a page reads when it opens a list or a thread."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.conversations import Conversation
from chalicelib.domain.entries import Owner
from chalicelib.domain.errors import Malformed, NotFound
from chalicelib.domain.frames import conversation_view, entry_view
from chalicelib.domain.ids import ConversationId
from chalicelib.domain.people import Member, Role
from chalicelib.domain.spaces import check_active
from chalicelib.services import accounts
from chalicelib.services.accounts import Access
from chalicelib.services.feed import whole
from chalicelib.stores import conversations

PAGE = 100
LATEST = 10**9 - 1


def listed(who: Access, which: str, cursor: str | None) -> dict[str, Any]:
    """A page of 50: `mine` and `queue` longest waiting first, `all` newest first; Malformed for another list."""
    member = _reader(who)
    if which == "all":
        page = conversations.open_in(member.space_id, cursor)
    elif which in ("mine", "queue"):
        owner = Owner.agent if which == "mine" else Owner.queue
        person = member.person_id if which == "mine" else None
        page = conversations.lane(member.space_id, owner, person, cursor)
    else:
        raise Malformed("The list is mine, queue or all.")
    return {"conversations": [conversation_view(head) for head in page.conversations], "cursor": page.cursor}


def one(who: Access, conversation_id: ConversationId) -> dict[str, Any]:
    """One conversation; NotFound."""
    return conversation_view(_head(who, conversation_id))


def entries(who: Access, conversation_id: ConversationId, before: int | None) -> dict[str, Any]:
    """At most 100 entries, ascending, and whether there are earlier ones; NotFound."""
    head = _head(who, conversation_id)
    found = conversations.entries(conversation_id, before=LATEST if before is None else before, limit=PAGE)
    if before is None and found:
        found = whole(head, found, found[0].seq - 1)
    more = bool(found) and found[0].seq > 1
    return {"conversation": conversation_view(head), "entries": [entry_view(each) for each in found], "more": more}


def _reader(who: Access) -> Member:
    member, space = accounts.check_member(who, *Role)
    check_active(space)
    return member


def _head(who: Access, conversation_id: ConversationId) -> Conversation:
    member = _reader(who)
    head = conversations.get(conversation_id)
    if head is None or head.space_id != member.space_id:
        raise NotFound
    return head
