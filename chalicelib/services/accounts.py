"""Signing in and out, who one is, and the ticket that opens a socket."""

from __future__ import annotations

import secrets as random
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.domain.entries import Who
from chalicelib.domain.errors import Forbidden, NotSignedIn
from chalicelib.domain.ids import PersonId, SpaceId, is_id, person_id, token_hash
from chalicelib.domain.people import Member, Person, Role, check_email
from chalicelib.domain.signing_in import Client, is_due
from chalicelib.domain.spaces import Space, check_active
from chalicelib.gateways import passwords, secrets
from chalicelib.services import api_keys, credentials, presence
from chalicelib.stores import people, persons, sessions, spaces
from chalicelib.stores.sessions import SESSION_HOURS, Session, Ticket


class Access(Struct, frozen=True, kw_only=True):
    """Who asks, and as what: read anew at each request, so that what was taken away is gone at once.

    An API key has no session; it stands for a member of its space in one role.
    """

    person: Person
    session: Session | None = None
    member: Member | None = None
    space: Space | None = None

    @property
    def must_enrol(self) -> bool:
        """Whether the space asks for two-step sign-in and the person has none yet."""
        asked = self.space is not None and self.space.totp_required
        return asked and self.session is not None and self.person.totp_secret is None


def sign_in(email: str, password: str, code: str | None, client: Client, now: datetime) -> tuple[str, Access]:
    """A new session's token and what it may do; WrongCredentials, CodeRequired, WrongCode, TooManyAttempts."""
    person = credentials.check(email, password, code, client, now)
    presence.close_ended(person.id, now)  # where who ended sessions could not finish
    joined = [] if person.support else people.memberships(person.id)
    if joined:
        people.note_active(joined[0].space_id, person.id, now)
    return open_session(person, joined[0].space_id if joined else None, client, now)


def open_session(person: Person, space_id: SpaceId | None, client: Client, now: datetime) -> tuple[str, Access]:
    """A session without asking for the password again: for who has just given or chosen it."""
    token = f"{person.id}.{random.token_urlsafe(32)}"
    session = Session(
        token_hash=token_hash(token),
        person_id=person.id,
        space_id=space_id,
        expires_at=now + timedelta(hours=SESSION_HOURS),
        signed_in_at=now,
        seen_at=now,
        device=client.device,
        epoch=person.epoch,
    )
    sessions.create(session)
    return token, access_of(session, person)


def access(token: str | None, now: datetime) -> Access:
    """Who a token stands for, with membership and space as they are now; NotSignedIn. At most four consistent reads.

    Every five minutes of use are written down as well.
    """
    if token and token.startswith(api_keys.PREFIX):
        return _key_access(token, now)
    session = _session(token, now) if token else None
    person = persons.get(session.person_id) if session else None
    if session is None or person is None or person.epoch != session.epoch:
        raise NotSignedIn
    if is_due(session.seen_at, now):
        sessions.seen(session, now)
    return access_of(session, person)


def access_of(session: Session, person: Person) -> Access:
    """What a person may do in the session's space."""
    member = people.member(session.space_id, person.id) if session.space_id else None
    space = spaces.get(member.space_id) if member else None
    return Access(session=session, person=person, member=member, space=space)


def sign_out(token: str | None, now: datetime) -> None:
    """End the session and its sockets; nothing where there is none."""
    owner = _owner(token or "")
    if token and owner and sessions.end(owner, token_hash(token)):
        presence.close_ended(owner, now)


def check_support(who: Access) -> Person:
    """Only the platform's support team (R1)."""
    if not who.person.support:
        raise Forbidden("not_support", "Only the support team can do this.")
    return who.person


def check_member(who: Access, *roles: Role) -> tuple[Member, Space]:
    """Only members of the session's space in one of the roles (R8), who sign in as the space asks them to."""
    if who.member is None or who.space is None or not who.member.roles.intersection(roles):
        raise Forbidden("not_allowed", "You may not do this in this space.")
    if who.must_enrol:
        raise Forbidden("totp_required", "This space asks for two-step sign-in. Turn it on for your account first.")
    return who.member, who.space


def check_signed_in(who: Access) -> tuple[Person, Session]:
    """Only persons, with the session that they came with: an API key has no password, sessions or sockets."""
    if who.session is None:
        raise Forbidden("not_for_keys", "An API key cannot do this; sign in as a person.")
    return who.person, who.session


def ticket(who: Access, now: datetime) -> tuple[str, datetime]:
    """A ticket for one socket, and when it ends; the space's Live Chat must be active."""
    member, space = check_member(who, *Role)
    _, session = check_signed_in(who)
    check_active(space)
    token = random.token_urlsafe(32)
    person = Who(id=member.person_id, name=member.name)
    made = Ticket(space_id=space.id, person=person, roles=member.roles, session=session.token_hash)
    return token, sessions.create_ticket(token_hash(token), made, now)


def me(who: Access) -> dict[str, object]:
    """What a page needs to know of who looks at it, as docs/protocol.md has it."""
    person = who.person
    joined = [who.member] if who.member and not who.session else people.memberships(person.id)
    return {
        "person": {"id": person.id, "name": person.name, "email": person.email, "support": person.support},
        "space": _space_view(who),
        "spaces": [{"id": each.space_id, "name": spaces.get(each.space_id).name} for each in joined],
        "must_enrol": who.must_enrol,
    }


def first_support(email: str, name: str, password: str) -> PersonId:
    """Make a person of the support team; whoever runs this holds the deployment's AWS credentials."""
    address = check_email(email)
    found = person_id(secrets.identity_key(), address)
    persons.create(Person(id=found, name=name, email=address, password_hash=passwords.hashed(password), support=True))
    return found


def _owner(token: str) -> PersonId | None:
    owner = token.partition(".")[0]
    return PersonId(owner) if is_id(owner) else None


def _session(token: str, now: datetime) -> Session | None:
    owner = _owner(token)
    return sessions.get(owner, token_hash(token), now) if owner else None


def _key_access(token: str, now: datetime) -> Access:
    key = api_keys.find(token, now)
    person = Person(id=PersonId(key.id), name=key.name, email="", password_hash="")
    member = Member(
        space_id=key.space_id,
        person_id=person.id,
        name=key.name,
        email="",
        phone="",
        roles=frozenset({key.role}),
        joined_at=key.created_at,
    )
    return Access(person=person, member=member, space=spaces.get(key.space_id))


def _space_view(who: Access) -> dict[str, object] | None:
    if who.member is None or who.space is None:
        return None
    roles = sorted(role.value for role in who.member.roles)
    return {"id": who.space.id, "name": who.space.name, "roles": roles, "live_chat": who.space.live_chat}
