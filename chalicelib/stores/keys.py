"""API keys of spaces, and what a space asks of its members' sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, UpdateError

from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import SpaceId
from chalicelib.domain.people import Role
from chalicelib.stores.spaces import SPACE, SpaceRow, SpacesRow
from chalicelib.stores.tables import InstantAttribute, condition_failed


class Key(Struct, frozen=True, kw_only=True):
    """Lets programs act in a space in one role; only the hash of its secret is kept."""

    id: str
    space_id: SpaceId
    name: str
    role: Role
    token_hash: str
    created_by: str
    created_at: datetime
    used_at: datetime | None = None


class KeyRow(SpacesRow):
    """pk = the space, sk = KEY# and the key."""

    name = UnicodeAttribute()
    role = UnicodeAttribute()
    token_hash = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = InstantAttribute()
    used_at = InstantAttribute(null=True)


def create(key: Key) -> None:
    """One conditional put."""
    KeyRow(
        pk=key.space_id,
        sk=f"KEY#{key.id}",
        name=key.name,
        role=key.role.value,
        token_hash=key.token_hash,
        created_by=key.created_by,
        created_at=key.created_at,
    ).save(condition=KeyRow.pk.does_not_exist())


def get(space_id: SpaceId, key_id: str) -> Key | None:
    """One consistent read, so that a deleted key is refused at once."""
    try:
        return _key(KeyRow.get(space_id, f"KEY#{key_id}", consistent_read=True))
    except DoesNotExist:
        return None


def every(space_id: SpaceId) -> Sequence[Key]:
    """A space's keys, the oldest first; one consistent query."""
    found = [_key(row) for row in KeyRow.query(space_id, KeyRow.sk.startswith("KEY#"), consistent_read=True)]
    return sorted(found, key=lambda key: key.created_at)


def used(key: Key, now: datetime) -> None:
    """The key is in use; one conditional write, nothing where it was deleted."""
    try:
        KeyRow(pk=key.space_id, sk=f"KEY#{key.id}").update([KeyRow.used_at.set(now)], condition=KeyRow.pk.exists())
    except UpdateError as error:
        if not condition_failed(error):
            raise


def delete(space_id: SpaceId, key_id: str) -> None:
    """One conditional delete; nothing where there is none."""
    try:
        KeyRow(pk=space_id, sk=f"KEY#{key_id}").delete(condition=KeyRow.pk.exists())
    except DeleteError as error:
        if not condition_failed(error):
            raise


def require_totp(space_id: SpaceId, required: bool) -> None:
    """Whether the space's members must sign in in two steps; one conditional write; NotFound."""
    try:
        SpaceRow(pk=space_id, sk=SPACE).update([SpaceRow.totp_required.set(required)], condition=SpaceRow.pk.exists())
    except UpdateError as error:
        if condition_failed(error):
            raise NotFound from None
        raise


def _key(row: KeyRow) -> Key:
    return Key(
        id=row.sk.partition("#")[2],
        space_id=SpaceId(row.pk),
        name=row.name,
        role=Role(row.role),
        token_hash=row.token_hash,
        created_by=row.created_by,
        created_at=row.created_at,
        used_at=row.used_at,
    )
