"""What ends by itself: sessions, socket tickets, open connections with their audiences, and counters of failed tries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.domain.conversations import Who
from chalicelib.domain.ids import ConnectionId, PersonId, SpaceId
from chalicelib.domain.people import Role
from chalicelib.stores.tables import InstantAttribute, IntegerAttribute, Row, TableName, condition_failed

SESSION_HOURS = 12
TICKET_SECONDS = 30
CONNECTION_HOURS = 3  # API Gateway closes a socket after two


class Session(Struct, frozen=True, kw_only=True):
    """One sign-in of a person, in one of their spaces."""

    token_hash: str
    person_id: PersonId
    space_id: SpaceId | None
    expires_at: datetime


class Ticket(Struct, frozen=True, kw_only=True):
    """Lets one socket open, once, as this person in this space."""

    space_id: SpaceId
    person: Who
    roles: frozenset[Role]


class Connection(Struct, frozen=True, kw_only=True):
    """One open socket: whose it is and what it looks at besides its own conversations (mine, queue or all)."""

    id: ConnectionId
    space_id: SpaceId
    person: Who
    roles: frozenset[Role]
    watch: str
    seen_at: datetime | None


class SessionsRow(Row):
    """Any row of the sessions table; `ttl` is when DynamoDB may forget it, `expires_at` when we do."""

    class Meta:
        table_name = TableName(settings.sessions_table)

    ttl = IntegerAttribute()
    expires_at = InstantAttribute()


class PersonalRow(SessionsRow):
    """A session, a ticket or a connection: somebody, somewhere."""

    person_id = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    space_id = UnicodeAttribute(null=True)
    roles = UnicodeSetAttribute(null=True)
    watch = UnicodeAttribute(null=True)
    seen_at = InstantAttribute(null=True)


class ThrottleRow(SessionsRow):
    """pk = THROTTLE# and what is counted: failures in a row, and until when the next try must wait."""

    failures = IntegerAttribute()


def create(session: Session) -> None:
    """One conditional put."""
    _save(
        PersonalRow(
            pk=f"SESSION#{session.token_hash}", sk="SESSION", person_id=session.person_id, space_id=session.space_id
        ),
        session.expires_at,
    )


def get(token_hash: str, now: datetime) -> Session | None:
    """One consistent read, so that an ended session is refused at once."""
    row = _get(f"SESSION#{token_hash}", "SESSION")
    if row is None or row.expires_at <= now:
        return None
    space = SpaceId(row.space_id) if row.space_id else None
    return Session(token_hash=token_hash, person_id=PersonId(row.person_id), space_id=space, expires_at=row.expires_at)


def end(token_hash: str) -> None:
    """One conditional delete; nothing where it has ended."""
    _delete(f"SESSION#{token_hash}", "SESSION")


def create_ticket(token_hash: str, ticket: Ticket, now: datetime) -> datetime:
    """One conditional put; answers when the ticket ends."""
    expires_at = now + timedelta(seconds=TICKET_SECONDS)
    row = PersonalRow(
        pk=f"TICKET#{token_hash}",
        sk="TICKET",
        person_id=ticket.person.id,
        name=ticket.person.name,
        space_id=ticket.space_id,
        roles={each.value for each in ticket.roles},
    )
    _save(row, expires_at)
    return expires_at


def use_ticket(token_hash: str, now: datetime) -> Ticket | None:
    """One read and one conditional delete: of several who come with the same ticket, one gets it."""
    row = _get(f"TICKET#{token_hash}", "TICKET")
    if row is None or row.expires_at <= now or not _delete(row.pk, row.sk):
        return None
    return Ticket(space_id=SpaceId(row.space_id or ""), person=_who(row), roles=_roles(row))


def connect(connection: Connection, now: datetime) -> None:
    """The connection, which hears nothing yet; one conditional put."""
    row = PersonalRow(
        pk=f"CONNECTION#{connection.id}",
        sk="CONNECTION",
        person_id=connection.person.id,
        name=connection.person.name,
        space_id=connection.space_id,
        roles={each.value for each in connection.roles},
        watch=connection.watch,
        seen_at=now,
    )
    _save(row, now + timedelta(hours=CONNECTION_HOURS))


def listen(connection: Connection, now: datetime) -> None:
    """From now on the connection hears what concerns its person; one conditional put.

    Not at the moment of connecting: a frame pushed before the socket is open would be answered as if it had gone.
    """
    key = audience(connection.space_id, connection.person.id)
    _hear(key, connection.id, now)


def connection(connection_id: ConnectionId) -> Connection | None:
    """One consistent read."""
    row = _get(f"CONNECTION#{connection_id}", "CONNECTION")
    return None if row is None else connection_from(connection_id, row)


def connection_from(connection_id: ConnectionId, row: PersonalRow) -> Connection:
    """The connection that a row holds."""
    return Connection(
        id=connection_id,
        space_id=SpaceId(row.space_id or ""),
        person=_who(row),
        roles=_roles(row),
        watch=row.watch or "mine",
        seen_at=row.seen_at,
    )


def seen(old: Connection, now: datetime) -> None:
    """The connection still lives; one conditional write."""
    _update(old, [PersonalRow.seen_at.set(now)])


def watch(old: Connection, what: str, now: datetime) -> None:
    """Look at the queue, at all, or at mine alone: at most three conditional writes."""
    if what == old.watch:
        return
    if what != "mine":
        _hear(audience(old.space_id, what), old.id, now)
    _update(old, [PersonalRow.watch.set(what)])
    if old.watch != "mine":
        _delete(audience(old.space_id, old.watch), old.id)


def silence(old: Connection) -> None:
    """The connection hears nothing any more; at most two conditional deletes."""
    _delete(audience(old.space_id, old.person.id), old.id)
    if old.watch != "mine":
        _delete(audience(old.space_id, old.watch), old.id)


def disconnect(old: Connection) -> None:
    """Forget the connection; one conditional delete."""
    _delete(f"CONNECTION#{old.id}", "CONNECTION")


def audience(space_id: SpaceId, who: str) -> str:
    """The key of those who hear: a person's own connections, or those that watch `queue` or `all` of a space."""
    return f"AUDIENCE#{space_id}#{who}"


def listeners(key: str) -> list[ConnectionId]:
    """An audience's connections; consistent queries."""
    return [ConnectionId(row.sk) for row in SessionsRow.query(key, consistent_read=True)]


def throttled_until(what: str) -> datetime | None:
    """Until when the next try must wait; one consistent read."""
    try:
        return ThrottleRow.get(f"THROTTLE#{what}", "THROTTLE", consistent_read=True).expires_at
    except DoesNotExist:
        return None


def count_failure(what: str, now: datetime, free: int, most_seconds: int) -> None:
    """One failed try more: after `free` of them each next one waits twice as long. Two conditional writes."""
    row = ThrottleRow(pk=f"THROTTLE#{what}", sk="THROTTLE")
    day = int((now + timedelta(days=1)).timestamp())
    row.update([ThrottleRow.failures.add(1), ThrottleRow.ttl.set(day)], condition=_counts())
    seconds = min(most_seconds, 2 ** max(0, row.failures - free)) if row.failures > free else 0
    row.update([ThrottleRow.expires_at.set(now + timedelta(seconds=seconds))], condition=ThrottleRow.failures.exists())


def forgive(what: str) -> None:
    """Forget the failures after a success; one conditional delete."""
    _delete(f"THROTTLE#{what}", "THROTTLE")


def _counts() -> Condition:
    # A counter may begin at any time, so its condition only says that the row is a counter or nothing.
    either: Condition = ThrottleRow.pk.does_not_exist() | ThrottleRow.failures.exists()
    return either


def _get(pk: str, sk: str) -> PersonalRow | None:
    try:
        return PersonalRow.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def _save(row: SessionsRow, expires_at: datetime) -> None:
    row.expires_at, row.ttl = expires_at, int(expires_at.timestamp()) + 60
    row.save(condition=type(row).pk.does_not_exist() | (type(row).expires_at < expires_at))


def _hear(audience_key: str, connection_id: ConnectionId, now: datetime) -> None:
    try:
        _save(SessionsRow(pk=audience_key, sk=connection_id), now + timedelta(hours=CONNECTION_HOURS))
    except PutError as error:
        # It hears already: pages resume several times, and at once.
        if not condition_failed(error):
            raise


def _delete(pk: str, sk: str) -> bool:
    try:
        SessionsRow(pk=pk, sk=sk).delete(condition=SessionsRow.pk.exists())
    except DeleteError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def _update(old: Connection, actions: Sequence[Action]) -> None:
    row = PersonalRow(pk=f"CONNECTION#{old.id}", sk="CONNECTION")
    try:
        row.update(list(actions), condition=PersonalRow.pk.exists())
    except UpdateError as error:
        if not condition_failed(error):
            raise


def _who(row: PersonalRow) -> Who:
    return Who(id=PersonId(row.person_id), name=row.name or "")


def _roles(row: PersonalRow) -> frozenset[Role]:
    return frozenset(Role(each) for each in row.roles or ())
