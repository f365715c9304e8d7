"""Signing in and out, who one is, and the ticket that opens a socket."""

from __future__ import annotations

import hashlib
import secrets as random
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.domain.entries import Who
from chalicelib.domain.errors import Forbidden, LiveChatError, NotSignedIn, TooManyAttempts, WrongCredentials
from chalicelib.domain.ids import PersonId, SpaceId, person_id, token_hash
from chalicelib.domain.people import Member, Person, Role, check_email
from chalicelib.domain.spaces import Space, check_active
from chalicelib.gateways import passwords, secrets
from chalicelib.stores import people, sessions, spaces
from chalicelib.stores.sessions import SESSION_HOURS, Session, Ticket

FREE_TRIES = 5
WAIT_AT_MOST_SECONDS = 900


class Access(Struct, frozen=True, kw_only=True):
    """Who asks, and as what: read anew at each request, so that what was taken away is gone at once."""

    session: Session
    person: Person
    member: Member | None = None
    space: Space | None = None


def sign_in(email: str, password: str, now: datetime) -> tuple[str, Access]:
    """A new session's token and what it may do. WrongCredentials; TooManyAttempts after five failures in a row."""
    person = check_credentials(email, password, now)
    if person is None:
        raise WrongCredentials
    joined = [] if person.support else people.memberships(person.id)
    if joined:
        people.note_active(joined[0].space_id, person.id, now)
    return open_session(person, joined[0].space_id if joined else None, now)


def check_credentials(email: str, password: str, now: datetime) -> Person | None:
    """The person, or None where address or password is wrong: found out in the same time and counted alike."""
    try:
        address = check_email(email)
    except LiveChatError:
        address = email[:254]
    counted = "account#" + hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
    until = sessions.throttled_until(counted)
    if until and until > now:
        raise TooManyAttempts(int((until - now).total_seconds()) + 1)
    person = people.person(person_id(secrets.identity_key(), address))
    if not passwords.matches(password, person.password_hash if person else None):
        sessions.count_failure(counted, now, FREE_TRIES, WAIT_AT_MOST_SECONDS)
        return None
    sessions.forgive(counted)
    return person


def open_session(person: Person, space_id: SpaceId | None, now: datetime) -> tuple[str, Access]:
    """A session without asking for the password again: for who has just given or chosen it."""
    token = random.token_urlsafe(32)
    expires_at = now + timedelta(hours=SESSION_HOURS)
    session = Session(token_hash=token_hash(token), person_id=person.id, space_id=space_id, expires_at=expires_at)
    sessions.create(session)
    return token, _access(session, person)


def access(token: str | None, now: datetime) -> Access:
    """Who a token stands for, with membership and space as they are now; NotSignedIn. At most four consistent reads."""
    session = sessions.get(token_hash(token), now) if token else None
    person = people.person(session.person_id) if session else None
    if session is None or person is None:
        raise NotSignedIn
    return _access(session, person)


def sign_out(token: str | None) -> None:
    """End the session; nothing where there is none."""
    if token:
        sessions.end(token_hash(token))


def check_support(who: Access) -> Person:
    """Only the platform's support team (R1)."""
    if not who.person.support:
        raise Forbidden("not_support", "Only the support team can do this.")
    return who.person


def check_member(who: Access, *roles: Role) -> tuple[Member, Space]:
    """Only members of the session's space in one of the roles (R8)."""
    if who.member is None or who.space is None or not who.member.roles.intersection(roles):
        raise Forbidden("not_allowed", "You may not do this in this space.")
    return who.member, who.space


def ticket(who: Access, now: datetime) -> tuple[str, datetime]:
    """A ticket for one socket, and when it ends; the space's Live Chat must be active."""
    member, space = check_member(who, *Role)
    check_active(space)
    token = random.token_urlsafe(32)
    person = Who(id=member.person_id, name=member.name)
    made = Ticket(space_id=space.id, person=person, roles=member.roles)
    return token, sessions.create_ticket(token_hash(token), made, now)


def me(who: Access) -> dict[str, object]:
    """What a page needs to know of who looks at it, as docs/protocol.md has it."""
    joined = [] if who.person.support else people.memberships(who.person.id)
    person = who.person
    return {
        "person": {"id": person.id, "name": person.name, "email": person.email, "support": person.support},
        "space": _space_view(who),
        "spaces": [{"id": each.space_id, "name": spaces.get(each.space_id).name} for each in joined],
    }


def first_support(email: str, name: str, password: str) -> PersonId:
    """Make a person of the support team; whoever runs this holds the deployment's AWS credentials."""
    address = check_email(email)
    found = person_id(secrets.identity_key(), address)
    people.create_person(
        Person(id=found, name=name, email=address, password_hash=passwords.hashed(password), support=True)
    )
    return found


def _access(session: Session, person: Person) -> Access:
    member = people.member(session.space_id, person.id) if session.space_id else None
    space = spaces.get(member.space_id) if member else None
    return Access(session=session, person=person, member=member, space=space)


def _space_view(who: Access) -> dict[str, object] | None:
    if who.member is None or who.space is None:
        return None
    roles = sorted(role.value for role in who.member.roles)
    return {"id": who.space.id, "name": who.space.name, "roles": roles, "live_chat": who.space.live_chat}
