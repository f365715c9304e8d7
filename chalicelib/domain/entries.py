"""The log of a conversation: each visible change is one entry, numbered without gaps."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.ids import PersonId
from chalicelib.domain.messages import Direction, ErrorKind, Media, MessageType, Status, sentence


class Owner(StrEnum):
    """Who answers the contact: at most one of them at any time. nobody means resolved."""

    bot = "bot"
    queue = "queue"
    agent = "agent"
    nobody = "nobody"


class Who(Struct, frozen=True, kw_only=True):
    """A person as others see them."""

    id: PersonId
    name: str


class Kind(StrEnum):
    """What an entry of the log tells."""

    message = "message"
    receipt = "receipt"
    change = "change"


class Change(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The conversation has another owner: `person` is the new assignee, or who resolved it."""

    owner: Owner
    person: Who | None = None


class Failure(Struct, frozen=True, kw_only=True):
    """Why a message was not delivered: the carrier's code, our kind of it, and a sentence for people."""

    code: str | None
    kind: ErrorKind | None
    sentence: str


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One visible change of a conversation, numbered without gaps from 1."""

    seq: int
    at: datetime
    kind: Kind
    direction: Direction | None = None
    type: MessageType | None = None
    text: str | None = None
    media: tuple[Media, ...] = ()
    author: Who | None = None
    client_id: str | None = None
    change: Change | None = None
    of: int | None = None
    status: Status | None = None
    error: Failure | None = None


def receipt(seq: int, of: int, status: Status, now: datetime, code: str | None, kind: ErrorKind | None) -> Entry:
    """The entry that says how far an MT message came."""
    failed = status is Status.failed
    error = Failure(code=code, kind=kind, sentence=sentence(kind, code)) if failed else None
    return Entry(seq=seq, at=now, kind=Kind.receipt, of=of, status=status, error=error)
