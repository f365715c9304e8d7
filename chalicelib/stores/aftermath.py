"""What is still to be drawn from a committed change of a member or a space, and that it is done; the stream carries it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from pynamodb.exceptions import UpdateError

from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.stores.people import MemberRow
from chalicelib.stores.spaces import SPACE, SpaceRow
from chalicelib.stores.tables import condition_failed


class Change(Struct, frozen=True, kw_only=True):
    """What a stream record tells: a person's roles or (`person_id` None) the space changed at `at`; None: the member is gone."""

    space_id: SpaceId
    person_id: PersonId | None
    at: datetime | None


def change_of(keys: dict[str, Any], image: dict[str, Any] | None) -> Change | None:
    """From a record's keys and new image (None: the row was deleted); None where nothing follows from it."""
    kind, _, person = keys["sk"]["S"].partition("#")
    due = (image or {}).get("aftermath_at", {}).get("S")
    if kind not in ("MEMBER", SPACE) or (image is not None and due is None):
        return None
    return Change(
        space_id=SpaceId(keys["pk"]["S"]),
        person_id=PersonId(person) if kind == "MEMBER" else None,
        at=datetime.fromisoformat(due) if due else None,
    )


def finish(change: Change) -> None:
    """Nothing more follows from the change; one conditional write, none for a row that is gone."""
    if change.at is None:
        return
    kind = SpaceRow if change.person_id is None else MemberRow
    row = kind(pk=change.space_id, sk=SPACE if change.person_id is None else f"MEMBER#{change.person_id}")
    try:
        row.update([kind.aftermath_at.remove()], condition=kind.aftermath_at == change.at)
    except UpdateError as error:
        if not condition_failed(error):
            raise
