"""A space's people as they are listed: whole item collections, read raw, as ten thousand of them must not take a second of CPU."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.domain.people import Invitation, Member, Role, State
from chalicelib.stores.people import InvitationRow, MemberRow
from chalicelib.stores.spaces import SpacesRow

Item = dict[str, dict[str, Any]]


def members(space_id: SpaceId) -> list[Member]:
    """A space's members; consistent queries, 1 MB each."""
    return [_member(space_id, item) for item in _items(space_id, "MEMBER#", MemberRow)]


def invitations(space_id: SpaceId) -> list[Invitation]:
    """A space's invitations in any state; consistent queries, 1 MB each."""
    return [_invitation(space_id, item) for item in _items(space_id, "INVITATION#", InvitationRow)]


def _items(space_id: SpaceId, prefix: str, kind: type[SpacesRow]) -> Iterator[Item]:
    table, start = kind._get_connection(), None
    while True:
        answer = table.query(
            space_id,
            range_key_condition=kind.sk.startswith(prefix),
            consistent_read=True,
            exclusive_start_key=start,
        )
        yield from answer["Items"]
        start = answer.get("LastEvaluatedKey")
        if not start:
            return


def _member(space_id: SpaceId, item: Item) -> Member:
    return Member(
        space_id=space_id,
        person_id=PersonId(item["sk"]["S"].partition("#")[2]),
        name=item["name"]["S"],
        email=item["email"]["S"],
        phone=item["phone"]["S"],
        roles=frozenset(map(Role, item["roles"]["SS"])),
        joined_at=datetime.fromisoformat(item["joined_at"]["S"]),
        last_active_at=_instant(item, "last_active_at"),
        aftermath_at=_instant(item, "aftermath_at"),
    )


def _invitation(space_id: SpaceId, item: Item) -> Invitation:
    return Invitation(
        space_id=space_id,
        person_id=PersonId(item["sk"]["S"].partition("#")[2]),
        name=item["name"]["S"],
        email=item["email"]["S"],
        phone=item["phone"]["S"],
        role=Role(item["role"]["S"]),
        inviter=item["inviter"]["S"],
        space_name=item["space_name"]["S"],
        invited_at=datetime.fromisoformat(item["invited_at"]["S"]),
        expires_at=datetime.fromisoformat(item["expires_at"]["S"]),
        state=State(item["state"]["S"]),
        token_hash=item.get("token_hash", {}).get("S", ""),
        undeliverable=item.get("undeliverable", {}).get("S"),
    )


def _instant(item: Item, name: str) -> datetime | None:
    return datetime.fromisoformat(item[name]["S"]) if name in item else None
