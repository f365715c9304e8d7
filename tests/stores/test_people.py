"""The people store: whatever happens to invitations, the seats taken are those of agents and open invitations (R4)."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ConnectionClosedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.ids import PersonId, SpaceId
from chalicelib.domain.people import Invitation, Member, Person, Role, State, expiry
from chalicelib.stores import directory, people, persons, seats, spaces
from tests.domain.made import NOW, SPACE, later
from tests.stores.kept import acme, at_once, invitation, taken
from tests.world_cloud import Cloud

PERSON = Person(id=PersonId("pr_dana"), name="Dana", email="dana@acme.test", password_hash="hash")
OTHER_SPACE = SpaceId("sp_other")


def invited(who: str = "dana", role: Role = Role.agent, days_ago: int = 0, space: SpaceId = SPACE) -> Any:
    """Invited, and the e-mail's token made: the invitation as it then is."""
    new = invitation(who, role, days_ago, space)
    assert not seats.invite(new)
    return people.start_mail(space, new.person_id, 1, f"hash-{who}")


def joined(who: str = "dana", role: Role = Role.agent, space: SpaceId = SPACE) -> Member:
    old = invited(who, role, space=space)
    person = replace(PERSON, id=old.person_id, email=old.email)
    known = persons.get(old.person_id)
    assert not seats.accept(old, None if known else person, NOW)
    found = people.member(space, old.person_id)
    assert found is not None
    return found


def test_a_person_is_created_once() -> None:
    assert persons.get(PERSON.id) is None
    assert persons.create(PERSON)
    assert not persons.create(replace(PERSON, password_hash="another"))
    assert persons.get(PERSON.id) == PERSON


def test_r4_an_open_invitation_of_an_agent_holds_a_seat_and_one_of_an_admin_none() -> None:
    acme(seats=2)

    assert not seats.invite(invitation("dana"))
    assert not seats.invite(invitation("ada", Role.admin))

    assert taken() == 1
    assert {each.name for each in directory.invitations(SPACE)} == {"Dana", "Ada"}


def test_r4_at_the_last_seat_an_agent_is_refused_and_an_admin_is_not() -> None:
    acme(seats=1)
    seats.invite(invitation("dana"))

    assert seats.invite(invitation("eve")) == {"seat"}
    assert not seats.invite(invitation("ada", Role.admin))
    assert (taken(), people.invitation(SPACE, PersonId("pr_eve"))) == (1, None)


def test_r1_before_activation_no_agent_can_be_invited_and_an_admin_can() -> None:
    acme(seats=1, space_id=OTHER_SPACE)
    spaces.create(replace(spaces.get(OTHER_SPACE), id=SPACE))

    assert seats.invite(invitation("dana")) == {"seat"}
    assert not seats.invite(invitation("ada", Role.admin))


def test_r4_twenty_who_invite_at_once_get_no_more_than_the_seats(cloud: Cloud) -> None:
    acme(seats=7)

    answers = at_once(cloud, lambda number: seats.invite(invitation(f"p{number}")), 20)

    assert sum(not refused for refused in answers) == 7 == taken() == len(directory.invitations(SPACE))


def test_r4_the_same_person_invited_ten_times_at_once_takes_one_seat(cloud: Cloud) -> None:
    acme(seats=7)

    answers = at_once(cloud, lambda _: seats.invite(invitation()), 10)

    assert sum(not refused for refused in answers) == 1 == taken()
    assert {label for refused in answers for label in refused} == {"invitation"}


def test_r4_a_lost_answer_does_not_take_a_second_seat(cloud: Cloud) -> None:
    acme(seats=2)
    lost: list[Any] = []

    def answer_lost(call: Any, commit: Any, _request: Any) -> Any:
        answer = commit()
        if call.operation == "TransactWriteItems" and not lost:
            lost.append(call)
            raise ConnectionClosedError(endpoint_url="dynamodb")
        return answer

    cloud.interfere = answer_lost
    assert not seats.invite(invitation())
    assert lost
    assert taken() == 1


def test_somebody_with_an_open_invitation_is_not_invited_again() -> None:
    acme()
    seats.invite(invitation())

    assert seats.invite(invitation(role=Role.admin)) == {"invitation"}
    assert taken() == 1


def test_a_member_is_not_invited_in_the_same_role_again_but_in_another() -> None:
    acme()
    joined()

    assert seats.invite(invitation()) == {"member"}
    assert taken() == 1
    assert not seats.invite(invitation(role=Role.admin))


def test_r8_somebody_may_be_admin_and_agent_and_in_several_spaces() -> None:
    acme()
    acme(space_id=OTHER_SPACE)
    first = joined(role=Role.admin)
    joined(role=Role.agent)
    joined(space=OTHER_SPACE)

    found = people.member(SPACE, first.person_id)
    assert found is not None
    assert (found.roles, found.joined_at) == (frozenset(Role), first.joined_at)
    assert [each.space_id for each in people.memberships(first.person_id)] == sorted([SPACE, OTHER_SPACE])
    assert (taken(), taken(OTHER_SPACE)) == (1, 1)


def test_accepting_makes_person_and_member_and_the_seat_stays_taken() -> None:
    acme()
    old = invited()

    assert not seats.accept(old, PERSON, NOW)

    assert persons.get(PERSON.id) == PERSON
    assert [each.person_id for each in directory.members(SPACE)] == [PERSON.id]
    after = people.invitation(SPACE, PERSON.id)
    assert after is not None
    assert (after.state, taken()) == (State.accepted, 1)


def test_an_invitation_is_accepted_once(cloud: Cloud) -> None:
    acme()
    old = invited()
    seats.accept(old, PERSON, NOW)
    before = cloud.items("SpacesTable")

    assert seats.accept(old, None, NOW) == {"invitation", "member"}
    assert seats.accept(old, PERSON, NOW) >= {"person", "invitation"}
    assert cloud.items("SpacesTable") == before


def test_accepting_with_an_older_link_or_too_late_or_as_somebody_known_is_refused(cloud: Cloud) -> None:
    acme()
    old = invited()
    persons.create(PERSON)
    before = cloud.items("SpacesTable")

    assert seats.accept(replace(old, token_hash="older"), None, NOW) == {"invitation"}
    assert seats.accept(old, None, old.expires_at) == {"invitation"}
    assert seats.accept(old, PERSON, NOW) == {"person"}
    assert cloud.items("SpacesTable") == before


def test_after_an_accepted_invitation_the_person_may_be_invited_in_another_role() -> None:
    acme()
    joined()

    assert not seats.invite(invitation(role=Role.admin))
    found = people.invitation(SPACE, PERSON.id)
    assert found is not None
    assert (found.state, found.role, found.token_hash) == (State.pending, Role.admin, "")


def test_a_space_with_many_people_tells_them_all() -> None:
    acme(seats=130)
    for number in range(130):
        seats.invite(invitation(f"p{number}"))

    assert len(directory.invitations(SPACE)) == 130 == taken()


ACTS = ["invite", "accept", "renew", "revoke", "expire", "remove", "roles"]
STEPS = st.tuples(st.sampled_from(ACTS), st.sampled_from("abc"), st.sampled_from(list(Role)))


@given(st.lists(STEPS, max_size=16))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_r4_whatever_is_done_in_whatever_order_the_seats_taken_are_agents_and_their_open_invitations(
    cloud: Cloud, steps: list[tuple[str, str, Role]]
) -> None:
    empty = cloud.saved()
    acme(seats=2)
    for number, (act, who, role) in enumerate(steps):
        old = people.invitation(SPACE, PersonId(f"pr_{who}"))
        if act == "invite":
            seats.invite(invitation(who, role))
        elif old is not None and act == "accept":
            token = people.start_mail(SPACE, old.person_id, 1, f"hash{number}") or old
            seats.accept(token, None, NOW)
        elif old is not None:
            _change(act, old, role, number)

    agents = [each for each in directory.members(SPACE) if Role.agent in each.roles]
    pending = [each for each in directory.invitations(SPACE) if each.state is State.pending and each.role is Role.agent]
    assert taken() == len(agents) + len(pending) <= 2
    admins = [each for each in directory.members(SPACE) if Role.admin in each.roles]
    assert spaces.get(SPACE).admins == len(admins)
    cloud.go_back(empty)


def _change(act: str, old: Invitation, role: Role, number: int) -> None:
    member, waiting = people.member(SPACE, old.person_id), old if old.state is State.pending else None
    if act == "renew":
        seats.renew(old, replace(invitation(role=role), expires_at=expiry(later(number))))
    elif act in ("revoke", "expire"):
        seats.end(old, State.revoked if act == "revoke" else State.expired)
    elif member and act == "remove":
        seats.remove(member, waiting)
    elif member:
        seats.change_roles(member, member.roles ^ {role} or frozenset({role}), waiting, later(number))
