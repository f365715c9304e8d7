"""What ends by itself: sessions and socket tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, UpdateError
from pynamodb.expressions.update import Action

from chalicelib import settings
from chalicelib.domain.entries import Who
from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.domain.people import Role
from chalicelib.stores.tables import InstantAttribute, IntegerAttribute, Row, TableName, condition_failed

SESSION_HOURS = 12
TICKET_SECONDS = 30
ID_CHARACTERS = 16


class Session(Struct, frozen=True, kw_only=True):
    """One sign-in of a person, in one of their spaces. It has ended when the person's `epoch` is another."""

    token_hash: str
    person_id: PersonId
    space_id: SpaceId | None
    expires_at: datetime
    signed_in_at: datetime
    seen_at: datetime
    device: str = ""
    epoch: int = 0

    @property
    def id(self) -> str:
        """What a person's own list calls it; not enough to be it."""
        return self.token_hash[:ID_CHARACTERS]


class Ticket(Struct, frozen=True, kw_only=True):
    """Lets one socket open, once, as this person in this space, as long as the session (its hash) lasts."""

    space_id: SpaceId
    person: Who
    roles: frozenset[Role]
    session: str = ""


class SessionsRow(Row):
    """Any row of the sessions table; `ttl` is when DynamoDB may forget it, `expires_at` when we do."""

    class Meta:
        table_name = TableName(settings.sessions_table)

    ttl = IntegerAttribute()
    expires_at = InstantAttribute()


class PersonalRow(SessionsRow):
    """A ticket or a connection: somebody, somewhere."""

    person_id = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    space_id = UnicodeAttribute(null=True)
    roles = UnicodeSetAttribute(null=True)
    watch = UnicodeAttribute(null=True)
    session = UnicodeAttribute(null=True)
    seen_at = InstantAttribute(null=True)


class SessionRow(SessionsRow):
    """pk = SESSIONS# and the person, sk = the token's hash."""

    space_id = UnicodeAttribute(null=True)
    signed_in_at = InstantAttribute()
    seen_at = InstantAttribute()
    device = UnicodeAttribute()
    epoch = IntegerAttribute()


def create(session: Session) -> None:
    """One conditional put."""
    row = session_row(session)
    row.space_id, row.epoch, row.device = session.space_id, session.epoch, session.device
    row.signed_in_at, row.seen_at = session.signed_in_at, session.seen_at
    keep(row, session.expires_at)


def get(person_id: PersonId, token_hash: str, now: datetime) -> Session | None:
    """One consistent read, so that an ended session is refused at once."""
    try:
        row = SessionRow.get(f"SESSIONS#{person_id}", token_hash, consistent_read=True)
    except DoesNotExist:
        return None
    return _session(row) if row.expires_at > now else None


def every(person_id: PersonId, now: datetime) -> list[Session]:
    """Somebody's sessions, the latest first, also those that ended with an earlier epoch; consistent queries."""
    found = [_session(row) for row in SessionRow.query(f"SESSIONS#{person_id}", consistent_read=True)]
    return sorted((each for each in found if each.expires_at > now), key=lambda each: each.signed_in_at, reverse=True)


def seen(session: Session, now: datetime) -> None:
    """The session is in use; one conditional write, nothing where it has ended."""
    _updated(session, [SessionRow.seen_at.set(now)])


def move(session: Session, space_id: SpaceId) -> bool:
    """From now on the session is in another space; one conditional write, False where it has ended."""
    return _updated(session, [SessionRow.space_id.set(space_id)])


def end(person_id: PersonId, token_hash: str) -> bool:
    """One conditional delete; False where it has ended."""
    return forget(f"SESSIONS#{person_id}", token_hash)


def session_row(session: Session) -> SessionRow:
    """The session's row, to be changed."""
    return SessionRow(pk=f"SESSIONS#{session.person_id}", sk=session.token_hash)


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
        session=ticket.session,
    )
    keep(row, expires_at)
    return expires_at


def use_ticket(token_hash: str, now: datetime) -> Ticket | None:
    """One read and one conditional delete: of several who come with the same ticket, one gets it."""
    row = personal(f"TICKET#{token_hash}", "TICKET")
    if row is None or row.expires_at <= now or not forget(row.pk, row.sk):
        return None
    return Ticket(
        space_id=SpaceId(row.space_id or ""), person=who_of(row), roles=roles_of(row), session=row.session or ""
    )


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


def _session(row: SessionRow) -> Session:
    return Session(
        token_hash=row.sk,
        person_id=PersonId(row.pk.partition("#")[2]),
        space_id=SpaceId(row.space_id) if row.space_id else None,
        expires_at=row.expires_at,
        signed_in_at=row.signed_in_at,
        seen_at=row.seen_at,
        device=row.device,
        epoch=row.epoch,
    )


def _updated(session: Session, actions: Sequence[Action]) -> bool:
    try:
        session_row(session).update(list(actions), condition=SessionRow.pk.exists())
    except UpdateError as error:
        if not condition_failed(error):
            raise
        return False
    return True
