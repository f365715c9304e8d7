"""A conversation's life: who owns it, what is said, and the log of entries that both follow from.

Each function takes the head as it is and answers the head as it becomes, with the entry that says so; the store commits both or neither.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.domain.entries import Change, Entry, Kind, Owner, Who
from chalicelib.domain.errors import Conflict, Forbidden, Invalid
from chalicelib.domain.ids import ConversationId, SenderId, SpaceId
from chalicelib.domain.messages import (
    Channel,
    Direction,
    Message,
    MessageType,
    Status,
    rank,
)

# These keep the head under 1 KB whatever the script, hence one write unit: a name in emoji takes four bytes a character.
PREVIEW_CHARACTERS, PREVIEW_BYTES = 60, 96
NAME_BYTES = 40
TICKS_KEPT = 8  # MT messages whose status the head itself remembers
TEXT_CHARACTERS = 1600  # Twilio's longest body; longer ones are refused before they are committed


class SenderView(Struct, frozen=True, kw_only=True):
    """Our side of the thread: chosen once, never changed (R13)."""

    id: SenderId
    address: str
    name: str


class Contact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The end user: either may be unknown (WhatsApp users with user names have no number)."""

    name: str | None = None
    address: str | None = None


class Conversation(Struct, frozen=True, kw_only=True):
    """The head: what stands now, after entry `seq`. `ticks` maps an MT's seq to its status rank, `ticked` to the entry that said so."""

    id: ConversationId
    space_id: SpaceId
    channel: Channel
    sender: SenderView
    contact: Contact
    opened_at: datetime
    owner_at: datetime
    last_at: datetime
    last_mo_at: datetime | None = None
    seq: int = 0
    epoch: int = 0
    owner: Owner = Owner.nobody
    assignee: Who | None = None
    preview: str = ""
    preview_direction: Direction = Direction.MO
    mo: int = 0
    read_mo: int = 0
    ticks: dict[str, int] = field(default_factory=dict)
    ticked: dict[str, int] = field(default_factory=dict)


Step = tuple[Conversation, Entry]


def opened(
    conversation_id: ConversationId,
    space_id: SpaceId,
    channel: Channel,
    sender: SenderView,
    message: Message,
    now: datetime,
) -> Conversation:
    """The head of a conversation that nobody has said anything in yet."""
    contact = _contact(message, Contact())
    return Conversation(
        id=conversation_id,
        space_id=space_id,
        channel=channel,
        sender=sender,
        contact=contact,
        opened_at=now,
        owner_at=now,
        last_at=now,
    )


def received(head: Conversation, message: Message, now: datetime) -> Step:
    """The end user said something; a resolved conversation starts over, without an owner yet."""
    seq = head.seq + 1
    entry = Entry(
        seq=seq,
        at=now,
        kind=Kind.message,
        direction=Direction.MO,
        type=message.type,
        text=message.text,
        media=tuple(message.media),
    )
    after = replace(
        head,
        seq=seq,
        contact=_contact(message, head.contact),
        opened_at=now if head.owner is Owner.nobody else head.opened_at,
        last_at=now,
        last_mo_at=now,
        preview=preview(message.text, message.type),
        preview_direction=Direction.MO,
        mo=head.mo + 1,
    )
    return after, entry


def said(head: Conversation, author: Who, client_id: str, text: str, now: datetime) -> Step:
    """The agent said something; refused for anybody who does not hold the conversation."""
    check_holder(head, author)
    check_text(text)
    seq = head.seq + 1
    entry = Entry(
        seq=seq,
        at=now,
        kind=Kind.message,
        direction=Direction.MT,
        type=MessageType.text,
        text=text,
        author=author,
        client_id=client_id,
    )
    # Where a receipt came late, the head alone knows its entry's number until that is written: the latest told stay.
    recent = sorted(head.ticks, key=lambda key: max(int(key), head.ticked.get(key, 0)), reverse=True)[: TICKS_KEPT - 1]
    after = replace(
        head,
        seq=seq,
        last_at=now,
        preview=preview(text, MessageType.text),
        preview_direction=Direction.MT,
        read_mo=head.mo,
        ticks={key: head.ticks[key] for key in recent} | {str(seq): rank(Status.pending)},
        ticked={key: head.ticked[key] for key in recent if key in head.ticked},
    )
    return after, entry


def queued(step: Step, now: datetime) -> Step:
    """The same step, and the conversation now waits in the queue."""
    return _owned(step, Owner.queue, None, None, now)


def assigned(step: Step, agent: Who, now: datetime) -> Step:
    """The same step, and the conversation is now this agent's."""
    return _owned(step, Owner.agent, agent, agent, now)


def resolved(head: Conversation, person: Who, now: datetime) -> Step:
    """Done: nobody owns it until the end user writes again; refused for anybody but the holder."""
    check_holder(head, person)
    return _owned(_changed(head, now), Owner.nobody, None, person, now)


def handed(head: Conversation, agent: Who, now: datetime) -> Step:
    """A queued conversation becomes this agent's; refused where it is not in the queue."""
    if head.owner is not Owner.queue:
        raise Conflict("not_in_queue", f"{holder(head)} this conversation.")
    return assigned(_changed(head, now), agent, now)


def requeued(head: Conversation, now: datetime) -> Step:
    """Its agent has left: it waits again, at the place in the queue that its beginning gives it."""
    return _owned(_changed(head, now), Owner.queue, None, None, now)


def check_holder(head: Conversation, person: Who) -> None:
    """Only who holds a conversation acts in it; everybody else is told who does."""
    if head.owner is not Owner.agent or head.assignee is None or head.assignee.id != person.id:
        raise Forbidden("not_yours", f"{holder(head)} this conversation.")


def check_text(text: str) -> None:
    """A text to send must say something and fit what carriers take."""
    if not text.strip():
        raise Invalid("empty_text", "Write something first.", "text")
    if len(text) > TEXT_CHARACTERS:
        raise Invalid("text_too_long", f"At most {TEXT_CHARACTERS} characters can be sent at once.", "text")


def holder(head: Conversation) -> str:
    """Who holds a conversation now, as the beginning of a sentence that ends with “this conversation”."""
    if head.owner is Owner.agent and head.assignee is not None:
        return f"{head.assignee.name} holds"
    return {Owner.bot: "The chatbot holds", Owner.queue: "Nobody has taken"}.get(head.owner, "Somebody has resolved")


def preview(text: str | None, kind: MessageType) -> str:
    """The beginning of what was said, on one line; for what has no text its type in brackets."""
    line = " ".join((text or "").split())
    return shortened(line[:PREVIEW_CHARACTERS], PREVIEW_BYTES) if line else f"[{kind.value}]"


def shortened(text: str, most_bytes: int) -> str:
    """The beginning of a text that fits into so many bytes of UTF-8, without half a character."""
    return text.encode()[:most_bytes].decode(errors="ignore")


def _contact(message: Message, known: Contact) -> Contact:
    # The end user chooses the name; a long one would make the head too large.
    name = shortened(message.user_name or "", NAME_BYTES)
    return Contact(name=name or known.name, address=message.user or known.address)


def _changed(head: Conversation, now: datetime) -> Step:
    seq = head.seq + 1
    return replace(head, seq=seq), Entry(seq=seq, at=now, kind=Kind.change)


def _owned(step: Step, owner: Owner, assignee: Who | None, person: Who | None, now: datetime) -> Step:
    head, entry = step
    # The epoch rises with each change of owner: whoever answers under an older one is too late.
    short = replace(assignee, name=shortened(assignee.name, NAME_BYTES)) if assignee else None
    head = replace(head, owner=owner, assignee=short, owner_at=now, epoch=head.epoch + 1)
    return head, replace(entry, change=Change(owner=owner, person=person))
