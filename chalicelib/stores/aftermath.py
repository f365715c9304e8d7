"""What is still to be drawn from a committed change of a member, space, account or sender, and that it is done; the stream carries it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from pynamodb.exceptions import UpdateError

from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.stores.carrier_accounts import ACCOUNT
from chalicelib.stores.people import MemberRow
from chalicelib.stores.senders import SENDER, SenderRow
from chalicelib.stores.spaces import SPACE, SpaceRow, SpacesRow
from chalicelib.stores.tables import InstantAttribute, condition_failed


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


class Leftover(Struct, frozen=True, kw_only=True):
    """Credentials that nothing needs any more: of a deleted account, or those that a sender, removed at `at`, may have of its own."""

    owner: str
    at: datetime | None


def leftover_of(keys: dict[str, Any], image: dict[str, Any] | None) -> Leftover | None:
    """From a record's keys and new image (None: the row was deleted); None where nothing is left behind."""
    kind, owner = keys["sk"]["S"], keys["pk"]["S"]
    due = (image or {}).get("aftermath_at", {}).get("S")
    if kind == ACCOUNT and image is None:
        return Leftover(owner=owner, at=None)
    return Leftover(owner=owner, at=datetime.fromisoformat(due)) if kind == SENDER and due else None


def forgotten(leftover: Leftover) -> None:
    """The credentials are gone; one conditional write, none for an account."""
    if leftover.at is None:
        return
    _done(SenderRow(pk=leftover.owner, sk=SENDER), SenderRow.aftermath_at, leftover.at)


def finish(change: Change) -> None:
    """Nothing more follows from the change; one conditional write, none for a row that is gone."""
    if change.at is None:
        return
    kind = SpaceRow if change.person_id is None else MemberRow
    row = kind(pk=change.space_id, sk=SPACE if change.person_id is None else f"MEMBER#{change.person_id}")
    _done(row, kind.aftermath_at, change.at)


def _done(row: SpacesRow, due: InstantAttribute, at: datetime) -> None:
    try:
        row.update([due.remove()], condition=due == at)
    except UpdateError as error:
        if not condition_failed(error):
            raise
