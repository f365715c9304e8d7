"""What tests of the seat ledger share: people as they are invited, join, and are found again."""

from __future__ import annotations

from chalicelib.domain.ids import PersonId
from chalicelib.domain.people import Invitation, Member, Person, Role
from chalicelib.stores import people, persons, seats, spaces
from tests.domain.made import NOW, SPACE
from tests.stores.kept import invitation

AGENT, ADMIN, BOTH = frozenset({Role.agent}), frozenset({Role.admin}), frozenset(Role)


def invited(who: str = "dana", role: Role = Role.agent) -> Invitation:
    new = invitation(who, role)
    assert not seats.invite(new)
    started = people.start_mail(SPACE, new.person_id, 1, f"hash-{who}")
    assert started
    return started


def joined(who: str = "dana", role: Role = Role.agent) -> Member:
    old = invited(who, role)
    new = Person(id=old.person_id, name=old.name, email=old.email, password_hash="hash")
    assert not seats.accept(old, None if persons.get(old.person_id) else new, NOW)
    return member(who)


def member(who: str = "dana") -> Member:
    found = people.member(SPACE, PersonId(f"pr_{who}"))
    assert found
    return found


def waiting(who: str = "dana") -> Invitation:
    found = people.invitation(SPACE, PersonId(f"pr_{who}"))
    assert found
    return found


def admins() -> int:
    return spaces.get(SPACE).admins
