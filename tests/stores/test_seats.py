"""The seat ledger: whoever leaves in whatever way gives the seat back once, and one admin always stays (R4, R7, R8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.ids import PersonId
from chalicelib.domain.people import Invitation, Member, Person, Role, State
from chalicelib.stores import aftermath, allowances, desks, people, persons, seats, spaces
from chalicelib.stores.aftermath import Change
from tests.domain.made import DANA, NOW, SPACE, desk, later
from tests.stores.kept import acme, at_once, invitation, kept_desk, taken
from tests.world_cloud import Cloud

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


@pytest.mark.parametrize("state", [State.revoked, State.expired])
def test_r4_an_invitation_that_ends_gives_its_seat_back_once(cloud: Cloud, state: State) -> None:
    acme()
    old = invited()

    answers = at_once(cloud, lambda _: seats.end(old, state), 20)

    assert sum(not refused for refused in answers) == 1
    assert (taken(), waiting().state) == (0, state)


def test_r4_an_admins_invitation_has_no_seat_to_give_back() -> None:
    acme()
    joined("eve")

    assert not seats.end(invited("ada", Role.admin), State.revoked)
    assert taken() == 1


def test_r4_an_expired_invitation_is_withdrawn_without_another_seat() -> None:
    acme()
    joined("eve")
    seats.end(invited(), State.expired)

    assert not seats.end(waiting(), State.revoked)
    assert (taken(), waiting().state) == (1, State.revoked)


def test_what_was_renewed_or_accepted_meanwhile_does_not_end(cloud: Cloud) -> None:
    acme()
    old = invited()
    seats.renew(old, replace(old, expires_at=later(10**6)))
    assert seats.end(old, State.expired) == {"invitation"}

    joined("eve")
    before = cloud.items("SpacesTable")
    for used in (replace(waiting("eve"), state=State.pending), waiting("eve")):
        assert seats.end(used, State.revoked) == {"invitation"}
    assert cloud.items("SpacesTable") == before


def test_what_has_ended_cannot_be_accepted_or_renewed_but_invited_anew() -> None:
    acme(seats=1)
    old = invited()
    seats.end(old, State.revoked)

    assert seats.accept(old, None, NOW) == {"invitation"}
    assert seats.renew(old, old) == {"invitation"}
    assert not seats.invite(invitation())
    assert (taken(), waiting().state) == (1, State.pending)


def test_an_old_e_mail_that_ends_late_does_not_count_for_the_invitation_that_came_after_it() -> None:
    acme()
    old = invited()
    seats.end(old, State.revoked)
    seats.invite(invitation())

    people.finish_mail(old, 1)
    assert people.start_mail(SPACE, old.person_id, 1, "new") is not None


def test_sent_again_the_old_link_ends_at_once() -> None:
    acme()
    old = invited()
    seats.renew(old, replace(old, expires_at=later(10**6)))

    assert waiting().token_hash == ""
    assert seats.accept(old, None, NOW) == {"invitation"}
    assert taken() == 1


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


def test_of_an_allowance_so_many_are_free_in_any_stretch_of_time(cloud: Cloud) -> None:
    hour = timedelta(hours=1)
    used = [allowances.use("a", 3, hour, later(minutes * 60)) for minutes in (0, 20, 40, 50)]

    assert used == [None, None, None, NOW + hour]
    assert allowances.use("b", 3, hour, NOW) is None
    assert allowances.use("a", 3, hour, NOW + hour) is None
    assert allowances.use("a", 3, hour, NOW + hour) == later(20 * 60) + hour
    assert sum(free is None for free in at_once(cloud, lambda _: allowances.use("c", 3, hour, NOW), 6)) <= 3


def test_who_was_there_is_noted_and_nobody_else(cloud: Cloud) -> None:
    acme()
    joined()
    people.note_active(SPACE, PersonId("pr_dana"), later(5))
    people.note_active(SPACE, PersonId("pr_nobody"), later(5))

    assert member().last_active_at == later(5)
    assert not [each for each in cloud.items("SpacesTable") if "nobody" in each["sk"]["S"]]
