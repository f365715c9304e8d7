"""What pages are told: conversations and entries as JSON, and frames no larger than a socket takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from chalicelib.domain.conversations import Conversation
from chalicelib.domain.desks import Desk
from chalicelib.domain.entries import Entry, Kind, Owner
from chalicelib.domain.errors import LiveChatError
from chalicelib.domain.messages import RANKED

FRAME_BYTES = 32_000  # API Gateway's WebSocket frames hold 32 KB
ECHOED_CHARACTERS = 128  # of a page's own ids; a longer one would make the answer larger than a frame

_encoder = msgspec.json.Encoder()


def conversation_view(head: Conversation) -> dict[str, Any]:
    """A conversation as docs/protocol.md has it."""
    return {
        "id": head.id,
        "seq": head.seq,
        "channel": head.channel,
        "sender": {"id": head.sender.id, "address": head.sender.address, "name": head.sender.name},
        "contact": {"name": head.contact.name, "address": head.contact.address},
        "owner": head.owner,
        "assignee": head.assignee,
        "opened_at": head.opened_at,
        "owner_at": head.owner_at,
        "last_at": head.last_at,
        "last_mo_at": head.last_mo_at,
        "preview": head.preview,
        "preview_direction": head.preview_direction,
        "mo": head.mo,
        "read_mo": head.read_mo,
        "ticks": {key: RANKED[step] for key, step in head.ticks.items()},
    }


def entry_view(entry: Entry) -> dict[str, Any]:
    """An entry as docs/protocol.md has it."""
    view: dict[str, Any] = msgspec.to_builtins(entry)
    if entry.kind is Kind.message:
        view.setdefault("media", [])
    return view


def entries_frames(head: Conversation, entries: Sequence[Entry], behind: bool = False) -> list[bytes]:
    """Frames of type `entries`: as many as it takes; an entry too large for any frame makes the page read over HTTP."""
    frames: list[bytes] = []
    room = FRAME_BYTES - len(_entries_frame(head, [], behind))
    chunk: list[dict[str, Any]] = []
    used = 0
    for view in map(entry_view, entries):
        size = len(_encoder.encode(view)) + 1
        if size > room:
            behind = True
            continue
        if used + size > room:
            frames.append(_entries_frame(head, chunk, False))
            chunk, used = [], 0
        chunk.append(view)
        used += size
    return [*frames, _entries_frame(head, chunk, behind)]


def resumed_frame(mine: Iterable[str], desk: Desk | None) -> bytes:
    """All caught up."""
    return _encoder.encode({"type": "resumed", "mine": list(mine), "desk": desk_view(desk)})


def desk_frame(desk: Desk) -> bytes:
    """The agent's own presence and load."""
    return _encoder.encode({"type": "desk", "desk": desk_view(desk)})


def ack_frame(frame: dict[str, Any], seq: int | None = None) -> bytes:
    """Done, with what the page needs to know its frame again."""
    answer = {"type": "ack", **_echoed(frame)}
    return _encoder.encode(answer if seq is None else {**answer, "seq": seq})


def error_frame(frame: dict[str, Any], error: LiveChatError) -> bytes:
    """Refused; the connection lives."""
    return _encoder.encode({"type": "error", **_echoed(frame), "code": error.code, "title": error.title})


def pong_frame(up_to_date: bool) -> bytes:
    """The answer to a ping."""
    return _encoder.encode({"type": "pong", "up_to_date": up_to_date})


def digest(heads: Iterable[Conversation]) -> str:
    """What a page that misses nothing holds: each conversation with its last number, sorted."""
    return ",".join(sorted(f"{head.id}:{head.seq}" for head in heads))


def desk_view(desk: Desk | None) -> dict[str, Any] | None:
    """A desk as docs/protocol.md has it; None for people without one (admins who only watch)."""
    if desk is None:
        return None
    return {"presence": desk.presence, "open": desk.open, "capacity": desk.capacity}


def watched(owners: Iterable[Owner]) -> list[str]:
    """Which watchers hear of a conversation that these own or owned: those of all, and of the queue where it is concerned."""
    return ["all", "queue"] if Owner.queue in owners else ["all"]


def _echoed(frame: dict[str, Any]) -> dict[str, Any]:
    found = {key: frame.get(key) for key in ("id", "client_id")}
    return {key: value for key, value in found.items() if isinstance(value, str) and len(value) <= ECHOED_CHARACTERS}


def _entries_frame(head: Conversation, views: list[dict[str, Any]], behind: bool) -> bytes:
    return _encoder.encode(
        {"type": "entries", "conversation": conversation_view(head), "entries": views, "behind": behind}
    )
