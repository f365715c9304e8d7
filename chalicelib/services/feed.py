"""A page catches up: whatever it missed while it was away comes in the same frames that it would have got."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.domain.conversations import Conversation
from chalicelib.domain.entries import Entry, Owner, receipt
from chalicelib.domain.frames import digest, entries_frames, pong_frame, resumed_frame
from chalicelib.domain.ids import ConversationId, is_id
from chalicelib.domain.messages import RANKED, Status
from chalicelib.domain.people import Role
from chalicelib.gateways import sockets
from chalicelib.services import presence
from chalicelib.stores import connections, conversations, people
from chalicelib.stores.connections import Connection

MISSED_AT_MOST = 200  # more than that is read again over HTTP, a page at a time
KNOWN_AT_MOST = 50  # conversations that are not the agent's own
WRITE_SECONDS = 300  # how often a heartbeat is written down


def resume(connection: Connection, have: Mapping[ConversationId, int], watch: str, now: datetime) -> None:
    """After each connect: push what is newer than what the page has, then say that it is up to date."""
    desk = presence.arrive(connection, now)
    connection = connections.watch(connection, watch, now)
    mine = _mine(connection)
    known = [key for key in have if is_id(key) and key not in {head.id for head in mine}][:KNOWN_AT_MOST]
    others = [head for head in conversations.heads(known) if head.space_id == connection.space_id]
    for head in [*mine, *others]:
        if head.seq > have.get(head.id, -1):
            _push(connection, _missed(head, have.get(head.id)))
    _push(connection, [resumed_frame([head.id for head in mine], desk)])


def pong(connection: Connection, held: str, now: datetime) -> None:
    """Answer a heartbeat; the digest tells whether the page holds all that is its own. At most two writes per five minutes."""
    if connection.seen_at is None or now - connection.seen_at > timedelta(seconds=WRITE_SECONDS):
        connections.seen(connection, now)
        people.note_active(connection.space_id, connection.person.id, now)
    _push(connection, [pong_frame(held == digest(_mine(connection)))])


def _mine(connection: Connection) -> list[Conversation]:
    if Role.agent not in connection.roles:
        return []
    return conversations.lane(connection.space_id, Owner.agent, connection.person.id, limit=100).conversations


def _missed(head: Conversation, had: int | None) -> list[bytes]:
    if had is None or head.seq - had > MISSED_AT_MOST:
        return entries_frames(head, [], behind=True)
    return entries_frames(head, whole(head, conversations.entries(head.id, after=had, limit=MISSED_AT_MOST), had))


def whole(head: Conversation, entries: list[Entry], after: int) -> list[Entry]:
    """The entries after a number up to the head, with receipts that the head knows of but whose entry is still being written."""
    found = {entry.seq: entry for entry in entries if entry.seq <= head.seq}
    told = {seq: of for of, seq in head.ticked.items() if seq > after and seq not in found}
    for seq, of in told.items():
        if RANKED[head.ticks[of]] is Status.failed:
            continue  # why it failed stands in the entry alone: the page sees the gap and asks again
        found[seq] = receipt(seq, int(of), RANKED[head.ticks[of]], head.last_at, None, None)
    return [found[seq] for seq in sorted(found)]


def _push(connection: Connection, frames: list[bytes]) -> None:
    for frame in frames:
        if not sockets.push(connection.id, frame):
            # It may have closed while it arrived, and what is known of it be gone but for what arriving has just written.
            presence.forget(connection)
            return
