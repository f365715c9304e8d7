"""Members who leave or get other roles: their seats follow once, one admin always stays, and what follows is due (R7, R8)."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from chalicelib.domain.ids import PersonId
from chalicelib.domain.people import Role, State
from chalicelib.stores import aftermath, desks, people, persons, seats, spaces
from chalicelib.stores.aftermath import Change
from tests.domain.made import DANA, NOW, SPACE, desk, later
from tests.stores.kept import acme, at_once, invitation, kept_desk, taken
from tests.stores.seated import ADMIN, AGENT, BOTH, admins, invited, joined, member, waiting
from tests.world_cloud import Cloud


def test_r7_who_is_removed_is_gone_and_their_seat_comes_back_once(cloud: Cloud) -> None:
    acme()
    old = joined()

    answers = at_once(cloud, lambda _: seats.remove(old, None), 10)

    assert sum(not refused for refused in answers) == 1
    assert (taken(), people.member(SPACE, old.person_id)) == (0, None)
    assert persons.get(old.person_id) is not None


def test_r7_with_the_member_their_pending_invitation_goes_and_its_seat_too() -> None:
    acme()
    joined("eve", Role.admin)
    old, open_one = joined("dana", Role.admin), invited("dana", Role.agent)
    assert (taken(), admins()) == (1, 2)

    assert seats.remove(old, None) == {"invitation"}
    assert not seats.remove(old, open_one)
    assert (taken(), admins(), waiting().state) == (0, 1, State.revoked)


def test_r8_the_last_admin_can_neither_be_removed_nor_demoted() -> None:
    acme()
    old = joined("ada", Role.admin)

    assert seats.remove(old, None) == {"seat"}
    assert seats.change_roles(old, AGENT, None, NOW) == {"seat"}
    assert (admins(), taken(), member("ada").roles) == (1, 0, ADMIN)


def test_r8_of_two_admins_who_remove_each_other_at_once_one_stays(cloud: Cloud) -> None:
    acme()
    both = [joined("ada", Role.admin), joined("bea", Role.admin)]

    answers = at_once(cloud, lambda number: seats.remove(both[number % 2], None), 8)

    assert sum(not refused for refused in answers) == 1 == admins()


def test_r8_the_agents_role_takes_a_seat_and_gives_it_back() -> None:
    acme(seats=1)
    joined("eve", Role.admin)
    old = joined("ada", Role.admin)

    assert not seats.change_roles(old, BOTH, None, NOW)
    assert (taken(), admins(), member("ada").aftermath_at) == (1, 2, NOW)
    assert seats.change_roles(member("eve"), BOTH, None, NOW) == {"seat"}
    assert not seats.change_roles(member("ada"), ADMIN, None, later(1))
    assert not seats.change_roles(member("ada"), AGENT, None, later(2))
    assert (taken(), admins(), member("ada").roles) == (1, 1, AGENT)


def test_r8_roles_are_not_changed_from_what_they_are_not_any_more() -> None:
    acme()
    joined("eve", Role.admin)
    old = joined("ada", Role.admin)
    seats.change_roles(old, BOTH, None, NOW)

    assert seats.change_roles(old, BOTH, None, NOW) == {"member"}
    assert seats.remove(old, None) == {"member"}
    assert (taken(), admins()) == (1, 2)


def test_r8_a_role_that_was_offered_and_is_given_uses_the_invitation_up_with_its_seat() -> None:
    acme(seats=1)
    old, offered = joined("ada", Role.admin), invited("ada", Role.agent)

    assert seats.change_roles(old, BOTH, None, NOW) == {"invitation", "seat"}
    assert not seats.change_roles(old, BOTH, offered, NOW)
    assert (taken(), waiting("ada").state) == (1, State.accepted)
    assert "invitation" in seats.accept(offered, None, NOW)


def test_r8_an_offered_role_that_is_not_given_stays_offered() -> None:
    acme()
    joined("eve", Role.admin)
    joined("ada", Role.admin)
    offered = invited("ada", Role.agent)
    seats.end(offered, State.revoked)
    assert seats.change_roles(member("ada"), AGENT, offered, NOW) == {"invitation"}

    dana, as_admin = joined("dana"), invited("dana", Role.admin)
    assert not seats.change_roles(dana, AGENT, as_admin, NOW)
    assert waiting("dana").state is State.pending


def test_while_live_chat_is_closed_agents_cannot_come_and_can_go() -> None:
    acme()
    eve, dana, ada = joined("eve"), invited("dana"), invited("ada", Role.admin)
    assert not spaces.deactivate(SPACE, NOW).live_chat

    assert seats.accept(dana, None, NOW) == {"seat"}
    assert not seats.accept(ada, None, NOW)
    assert seats.invite(invitation("ben")) == {"seat"}
    assert not seats.remove(eve, None)
    assert not seats.end(dana, State.revoked)
    assert taken() == 0
    assert spaces.activate(SPACE, 2).live_chat


def test_what_follows_from_a_change_is_due_until_it_is_done(cloud: Cloud) -> None:
    acme()
    seats.change_roles(joined("ada", Role.admin), BOTH, None, NOW)
    spaces.deactivate(SPACE, later(1))
    who = PersonId("pr_ada")

    aftermath.finish(Change(space_id=SPACE, person_id=who, at=later(9)))
    assert member("ada").aftermath_at == NOW
    aftermath.finish(Change(space_id=SPACE, person_id=who, at=NOW))
    aftermath.finish(Change(space_id=SPACE, person_id=None, at=later(1)))
    aftermath.finish(Change(space_id=SPACE, person_id=PersonId("pr_gone"), at=None))
    assert (member("ada").aftermath_at, spaces.get(SPACE).aftermath_at) == (None, None)
    assert not [each for each in cloud.items("SpacesTable") if "gone" in each["sk"]["S"]]


def test_of_the_streams_records_those_count_from_which_something_follows() -> None:
    def keys(sk: str) -> dict[str, Any]:
        return {"pk": {"S": SPACE}, "sk": {"S": sk}}

    due = {"aftermath_at": {"S": NOW.isoformat()}}
    gone = Change(space_id=SPACE, person_id=DANA.id, at=None)
    assert aftermath.change_of(keys("MEMBER#pr_dana"), None) == gone
    assert aftermath.change_of(keys("MEMBER#pr_dana"), due) == replace(gone, at=NOW)
    assert aftermath.change_of(keys("SPACE"), due) == Change(space_id=SPACE, person_id=None, at=NOW)
    assert aftermath.change_of(keys("MEMBER#pr_dana"), {}) is None
    assert aftermath.change_of(keys("INVITATION#pr_dana"), None) is None


def test_who_is_no_agent_gets_no_desk() -> None:
    assert desks.open_for(None, desk()) == {"member"}
    assert kept_desk(desk())
