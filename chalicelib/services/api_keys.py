"""API keys: an admin gives a program one role in the space; the key is shown once, and ends when it is deleted."""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.errors import Conflict, Invalid, NotSignedIn
from chalicelib.domain.ids import SpaceId, check_id, is_id, token_hash
from chalicelib.domain.people import Role
from chalicelib.domain.signing_in import is_due
from chalicelib.domain.spaces import check_name
from chalicelib.stores import keys
from chalicelib.stores.keys import Key

PREFIX = "lck_"
KEYS_AT_MOST = 20

View = dict[str, object]


def create(space_id: SpaceId, name: str, role: str, creator: str, now: datetime) -> tuple[str, Key]:
    """A new key of the space and the token that it is used by; Invalid, Conflict."""
    if role not in set(Role):
        raise Invalid("invalid_role", "Choose Agent or Admin.", "role")
    if len(keys.every(space_id)) >= KEYS_AT_MOST:
        raise Conflict("too_many_keys", f"A space has at most {KEYS_AT_MOST} API keys; delete one first.")
    key_id = f"ky_{random.token_hex(8)}"
    token = f"{PREFIX}{space_id}.{key_id}.{random.token_urlsafe(32)}"
    key = Key(
        id=key_id,
        space_id=space_id,
        name=check_name(name),
        role=Role(role),
        token_hash=token_hash(token),
        created_by=creator,
        created_at=now,
    )
    keys.create(key)
    return token, key


def find(token: str, now: datetime) -> Key:
    """The key that a token is of; NotSignedIn for any other text."""
    space_id, _, rest = token.removeprefix(PREFIX).partition(".")
    key_id = rest.partition(".")[0]
    key = keys.get(SpaceId(space_id), key_id) if is_id(space_id) and is_id(key_id) else None
    if key is None or key.token_hash != token_hash(token):
        raise NotSignedIn
    if is_due(key.used_at, now):
        keys.used(key, now)
    return key


def every(space_id: SpaceId) -> Sequence[View]:
    """A space's keys as docs/protocol.md has them; nothing that could be used as one."""
    return [view(key) for key in keys.every(space_id)]


def delete(space_id: SpaceId, key_id: str) -> None:
    """From now on nothing comes in by this key; nothing where there is none."""
    keys.delete(space_id, check_id(key_id))


def view(key: Key) -> View:
    """A key as docs/protocol.md has it."""
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "created_by": key.created_by,
        "created_at": key.created_at,
        "used_at": key.used_at,
    }
