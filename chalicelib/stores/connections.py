"""Open sockets, and who hears what over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.domain.entries import Who
from chalicelib.domain.ids import ConnectionId, PersonId, SpaceId
from chalicelib.domain.people import Role
from chalicelib.stores.sessions import PersonalRow, SessionsRow, forget, keep, personal, roles_of, who_of
from chalicelib.stores.tables import condition_failed

CONNECTION_HOURS = 3  # API Gateway closes a socket after two


class Connection(Struct, frozen=True, kw_only=True):
    """One open socket: whose it is, by which session (its hash), and what it looks at besides its own (mine, queue or all)."""

    id: ConnectionId
    space_id: SpaceId
    person: Who
    roles: frozenset[Role]
    watch: str
    seen_at: datetime | None
    session: str = ""


def connect(connection: Connection, now: datetime) -> None:
    """The connection, which hears nothing yet but can be found by person and by space; three conditional puts."""
    mine = PersonalRow(
        pk=f"SOCKETS#{connection.person.id}",
        sk=f"SOCKET#{connection.id}",
        person_id=connection.person.id,
        space_id=connection.space_id,
        session=connection.session,
    )
    keep(mine, now + timedelta(hours=CONNECTION_HOURS))
    row = PersonalRow(
        pk=f"CONNECTION#{connection.id}",
        sk="CONNECTION",
        person_id=connection.person.id,
        name=connection.person.name,
        space_id=connection.space_id,
        roles={each.value for each in connection.roles},
        watch=connection.watch,
        seen_at=now,
        session=connection.session,
    )
    keep(row, now + timedelta(hours=CONNECTION_HOURS))
    found = SessionsRow(pk=_open_in(connection.space_id), sk=f"{connection.person.id}#{connection.id}")
    keep(found, now + timedelta(hours=CONNECTION_HOURS))


def listen(connection: Connection, now: datetime) -> None:
    """From now on the connection hears what concerns its person; one conditional put.

    Not at the moment of connecting: a frame pushed before the socket is open would be answered as if it had gone.
    """
    key = audience(connection.space_id, connection.person.id)
    _hear(key, connection.id, now)


def get(connection_id: ConnectionId) -> Connection | None:
    """One consistent read."""
    row = personal(f"CONNECTION#{connection_id}", "CONNECTION")
    return None if row is None else connection_from(connection_id, row)


def connection_from(connection_id: ConnectionId, row: PersonalRow) -> Connection:
    """The connection that a row holds."""
    return Connection(
        id=connection_id,
        space_id=SpaceId(row.space_id or ""),
        person=who_of(row),
        roles=roles_of(row),
        watch=row.watch or "mine",
        seen_at=row.seen_at,
        session=row.session or "",
    )


def sessions_of(person_id: PersonId) -> dict[ConnectionId, tuple[SpaceId, str]]:
    """Somebody's open sockets, and the space and session (its hash) of each; consistent queries."""
    found = PersonalRow.query(f"SOCKETS#{person_id}", consistent_read=True)
    return {ConnectionId(row.sk.partition("#")[2]): (SpaceId(row.space_id or ""), row.session or "") for row in found}


def seen(old: Connection, now: datetime) -> None:
    """The connection still lives; one conditional write."""
    _update(old, [PersonalRow.seen_at.set(now)])


def watch(old: Connection, what: str, now: datetime) -> Connection:
    """Look at the queue, at all, or at mine alone: at most three conditional writes; answers the connection as it then is."""
    if what == old.watch:
        return old
    if what != "mine":
        _hear(audience(old.space_id, what), old.id, now)
    _update(old, [PersonalRow.watch.set(what)])
    if old.watch != "mine":
        forget(audience(old.space_id, old.watch), old.id)
    return replace(old, watch=what)


def silence(old: Connection) -> None:
    """The connection hears nothing any more; at most two conditional deletes."""
    forget(audience(old.space_id, old.person.id), old.id)
    if old.watch != "mine":
        forget(audience(old.space_id, old.watch), old.id)


def disconnect(old: Connection) -> None:
    """Forget the connection; three conditional deletes. Found it is until the last: whoever died before can be repeated."""
    forget(f"CONNECTION#{old.id}", "CONNECTION")
    unlist(old.space_id, old.person.id, old.id)
    disown(old.person.id, old.id)


def unlist(space_id: SpaceId, person_id: PersonId, connection_id: ConnectionId) -> None:
    """The connection is not found any more; one conditional delete."""
    forget(_open_in(space_id), f"{person_id}#{connection_id}")


def open_in(space_id: SpaceId, person_id: PersonId | None = None) -> list[tuple[PersonId, ConnectionId]]:
    """All connections of a space, or of a person there, also those that hear nothing; consistent queries."""
    whose = SessionsRow.sk.startswith(f"{person_id}#") if person_id else None
    found = (row.sk.partition("#") for row in SessionsRow.query(_open_in(space_id), whose, consistent_read=True))
    return [(PersonId(person), ConnectionId(connection)) for person, _, connection in found]


def disown(person_id: PersonId, connection_id: ConnectionId) -> None:
    """The socket is not among the person's any more; one conditional delete."""
    forget(f"SOCKETS#{person_id}", f"SOCKET#{connection_id}")


def audience(space_id: SpaceId, who: str) -> str:
    """The key of those who hear: a person's own connections, or those that watch `queue` or `all` of a space."""
    return f"AUDIENCE#{space_id}#{who}"


def listeners(key: str) -> list[ConnectionId]:
    """An audience's connections; consistent queries."""
    return [ConnectionId(row.sk) for row in SessionsRow.query(key, consistent_read=True)]


def _open_in(space_id: SpaceId) -> str:
    return f"OPEN#{space_id}"


def _hear(audience_key: str, connection_id: ConnectionId, now: datetime) -> None:
    try:
        keep(SessionsRow(pk=audience_key, sk=connection_id), now + timedelta(hours=CONNECTION_HOURS))
    except PutError as error:
        # It hears already: pages resume several times, and at once.
        if not condition_failed(error):
            raise


def _update(old: Connection, actions: Sequence[Action]) -> None:
    row = PersonalRow(pk=f"CONNECTION#{old.id}", sk="CONNECTION")
    try:
        row.update(list(actions), condition=PersonalRow.pk.exists())
    except UpdateError as error:
        if not condition_failed(error):
            raise
