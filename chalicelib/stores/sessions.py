"""What ends by itself: sessions, socket tickets and counters of failed tries."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist
from pynamodb.expressions.condition import Condition

from chalicelib import settings
from chalicelib.domain.entries import Who
from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.domain.people import Role
from chalicelib.stores.tables import InstantAttribute, IntegerAttribute, Row, TableName, condition_failed

SESSION_HOURS = 12
TICKET_SECONDS = 30


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
    keep(
        PersonalRow(
            pk=f"SESSION#{session.token_hash}", sk="SESSION", person_id=session.person_id, space_id=session.space_id
        ),
        session.expires_at,
    )


def get(token_hash: str, now: datetime) -> Session | None:
    """One consistent read, so that an ended session is refused at once."""
    row = personal(f"SESSION#{token_hash}", "SESSION")
    if row is None or row.expires_at <= now:
        return None
    space = SpaceId(row.space_id) if row.space_id else None
    return Session(token_hash=token_hash, person_id=PersonId(row.person_id), space_id=space, expires_at=row.expires_at)


def end(token_hash: str) -> None:
    """One conditional delete; nothing where it has ended."""
    forget(f"SESSION#{token_hash}", "SESSION")


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
    keep(row, expires_at)
    return expires_at


def use_ticket(token_hash: str, now: datetime) -> Ticket | None:
    """One read and one conditional delete: of several who come with the same ticket, one gets it."""
    row = personal(f"TICKET#{token_hash}", "TICKET")
    if row is None or row.expires_at <= now or not forget(row.pk, row.sk):
        return None
    return Ticket(space_id=SpaceId(row.space_id or ""), person=who_of(row), roles=roles_of(row))


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
    forget(f"THROTTLE#{what}", "THROTTLE")


def _counts() -> Condition:
    # A counter may begin at any time, so its condition only says that the row is a counter or nothing.
    either: Condition = ThrottleRow.pk.does_not_exist() | ThrottleRow.failures.exists()
    return either


def personal(pk: str, sk: str) -> PersonalRow | None:
    """Whose row this is; one consistent read."""
    try:
        return PersonalRow.get(pk, sk, consistent_read=True)
    except DoesNotExist:
        return None


def keep(row: SessionsRow, expires_at: datetime) -> None:
    """One conditional put, of what is new or lasts longer than what is there."""
    row.expires_at, row.ttl = expires_at, int(expires_at.timestamp()) + 60
    row.save(condition=type(row).pk.does_not_exist() | (type(row).expires_at < expires_at))


def forget(pk: str, sk: str) -> bool:
    """One conditional delete; whether there was anything."""
    try:
        SessionsRow(pk=pk, sk=sk).delete(condition=SessionsRow.pk.exists())
    except DeleteError as error:
        if not condition_failed(error):
            raise
        return False
    return True


def who_of(row: PersonalRow) -> Who:
    """The person a row is about."""
    return Who(id=PersonId(row.person_id), name=row.name or "")


def roles_of(row: PersonalRow) -> frozenset[Role]:
    """The roles a row gives."""
    return frozenset(Role(each) for each in row.roles or ())
