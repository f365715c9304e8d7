"""Lists of people as a table shows them: searched, in order, a page at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from chalicelib.domain.errors import Malformed
from chalicelib.domain.ids import is_id
from chalicelib.domain.people import Invitation, Member, Role

PAGE = 50

Somebody = TypeVar("Somebody", Member, Invitation)


def found(people: Sequence[Somebody], search: str) -> list[Somebody]:
    """Those whose name, e-mail or phone contains the text, whatever its case; all for an empty one."""
    wanted = _folded(search).strip()
    if not wanted:
        return list(people)
    return [each for each in people if any(wanted in _folded(text) for text in (each.name, each.email, each.phone))]


def in_order(members: Sequence[Member], sort: str) -> list[Member]:
    """By name, email, role (admins first) or last_active (latest first), then by name; Malformed for another order."""
    key = _ORDERS.get(sort)
    if key is None:
        raise Malformed("Members are sorted by name, email, role or last_active.")
    return sorted(members, key=lambda each: (key(each), _folded(each.name), each.person_id))


def paged(people: Sequence[Somebody], cursor: str | None) -> tuple[list[Somebody], str | None]:
    """The 50 after the cursor, and the next one, None at the end; Malformed: a made-up cursor.

    A cursor names the last one shown, so that who comes or goes in between moves nobody over a page's edge; and its place, in case
    that one is gone.
    """
    start = _start(people, cursor) if cursor else 0
    page = list(people[start : start + PAGE])
    following = start + len(page)
    return page, f"{following}~{page[-1].person_id}" if page and following < len(people) else None


def _start(people: Sequence[Somebody], cursor: str) -> int:
    place, _, person_id = cursor.partition("~")
    if not (place.isascii() and place.isdigit() and len(place) < 10 and is_id(person_id)):
        raise Malformed("The cursor is none of ours.")
    return next((at for at, each in enumerate(people, start=1) if each.person_id == person_id), int(place))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _last_active(member: Member) -> float:
    # Who never was comes last, at the beginning of time.
    return -member.last_active_at.timestamp() if member.last_active_at else 0.0


_ORDERS: dict[str, Callable[[Member], Any]] = {
    "name": lambda member: _folded(member.name),
    "email": lambda member: member.email,
    "role": lambda member: (Role.admin not in member.roles, Role.agent not in member.roles),
    "last_active": _last_active,
}
