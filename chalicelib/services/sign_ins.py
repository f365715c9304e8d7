"""Somebody's own sign-ins: which there are, ending them, and going to another of one's spaces."""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.errors import Contended, NotFound, NotSignedIn
from chalicelib.domain.ids import SpaceId, check_id
from chalicelib.services import accounts, presence
from chalicelib.services.accounts import Access
from chalicelib.stores import people, persons, sessions


def every(who: Access, now: datetime) -> list[dict[str, object]]:
    """The person's sessions as docs/protocol.md has them, this one marked, the latest first."""
    person, current = accounts.check_signed_in(who)
    return [
        {
            "id": each.id,
            "device": each.device,
            "signed_in_at": each.signed_in_at,
            "seen_at": each.seen_at,
            "current": each.token_hash == current.token_hash,
        }
        for each in sessions.every(person.id, now)
        if each.epoch == person.epoch
    ]


def end(who: Access, session_id: str, now: datetime) -> None:
    """End one of the person's sessions and its sockets; nothing where there is none such (any more)."""
    person, _ = accounts.check_signed_in(who)
    for each in sessions.every(person.id, now):
        if each.id == session_id:
            sessions.end(person.id, each.token_hash)
    presence.close_ended(person.id, now)


def end_others(who: Access, now: datetime) -> None:
    """End all of the person's sessions but this one, and their sockets; Contended where they were just changed elsewhere."""
    person, current = accounts.check_signed_in(who)
    if not persons.end_other_sessions(person, current):
        raise Contended
    presence.close_ended(person.id, now)


def switch(who: Access, space_id: str, now: datetime) -> Access:
    """Go on in another of the person's spaces; NotFound for foreign and missing alike; NotSignedIn."""
    person, current = accounts.check_signed_in(who)
    chosen = SpaceId(check_id(space_id))
    if people.member(chosen, person.id) is None:
        raise NotFound
    if not sessions.move(current, chosen):
        raise NotSignedIn
    moved = sessions.get(person.id, current.token_hash, now)
    if moved is None:
        raise NotSignedIn
    return accounts.access_of(moved, person)
