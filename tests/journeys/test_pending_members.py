"""Pending Members: listed, sent again, withdrawn, expired; each seat comes back once (R4, R7)."""

from __future__ import annotations

from tests.journeys.acting import problem
from tests.journeys.belonging import DANA, admin, invited, late, registers, signed_in, taken
from tests.world import Person, World, invitee


def test_r4_a_withdrawn_invitation_gives_its_seat_back_once_and_its_link_is_dead(world: World) -> None:
    space = world.space(seats=2, agents=1, admins=1)
    who = invited(world, space)
    assert taken(world, space) == 2

    for _ in range(3):
        assert admin(world, space, "DELETE", f"/invitations/{who}").status == 204
    assert taken(world, space) == 1
    answer = registers(world, world.link_token(DANA))
    assert (answer.status, problem(answer)["code"]) == (410, "invitation_revoked")
    assert admin(world, space, "GET", "/invitations").json["invitations"] == []
    assert invited(world, space) == who
    assert registers(world, world.link_token(DANA)).status == 200


def test_an_invitation_that_was_used_or_never_sent_cannot_be_withdrawn(world: World) -> None:
    space = world.space(agents=1, admins=1)
    used = admin(world, space, "DELETE", f"/invitations/{space.agents[0].id}")
    assert (used.status, problem(used)["code"]) == (409, "invitation_used")
    for name in ("pr_nobody", "nonsense", "pr_" + "x" * 70):
        assert admin(world, space, "DELETE", f"/invitations/{name}").status == 404


def test_r4_sent_again_an_invitation_has_a_new_link_and_seven_more_days_on_the_same_seat(world: World) -> None:
    space = world.space(seats=2, agents=1, admins=1)
    who = invited(world, space)
    old = world.link_token(DANA)
    world.wait(3600)
    answer = admin(world, space, "POST", f"/invitations/{who}/resend")
    assert registers(world, old).status == 404
    world.drain()

    assert answer.status == 200
    assert answer.json["state"] == "pending"
    assert answer.json["expires_at"][:10] == "2026-03-09"
    assert answer.json["invited_at"] > "2026-03-02T10:"
    assert taken(world, space) == 2
    assert [mail["To"] for mail in world.mails[-2:]] == [[DANA], [DANA]]
    assert registers(world, old).status == 404
    assert registers(world, world.link_token(DANA)).status == 200


def test_to_one_address_three_invitations_an_hour_are_sent_again(world: World) -> None:
    space = world.space(admins=1)
    dana, eve = invited(world, space), invited(world, space, "Eve Ek")
    again = [admin(world, space, "POST", f"/invitations/{dana}/resend") for _ in range(4)]

    assert [each.status for each in again] == [200, 200, 200, 429]
    assert problem(again[3])["code"] == "too_many_attempts"
    assert 3500 < int(again[3].headers["retry-after"]) <= 3600
    assert admin(world, space, "POST", f"/invitations/{eve}/resend").status == 200
    world.wait(3601)
    assert admin(world, space, "POST", f"/invitations/{dana}/resend").status == 200


def test_what_was_used_withdrawn_or_never_sent_is_not_sent_again(world: World) -> None:
    space = world.space(agents=1, admins=1)
    who = invited(world, space)
    admin(world, space, "DELETE", f"/invitations/{who}")
    mails = len(world.mails)

    withdrawn = admin(world, space, "POST", f"/invitations/{who}/resend")
    used = admin(world, space, "POST", f"/invitations/{space.agents[0].id}/resend")
    assert (withdrawn.status, problem(withdrawn)["code"]) == (409, "invitation_revoked")
    assert (used.status, problem(used)["code"]) == (409, "invitation_used")
    assert admin(world, space, "POST", "/invitations/pr_nobody/resend").status == 404
    world.drain()
    assert len(world.mails) == mails


def test_r4_an_expired_invitation_gives_its_seat_back_when_the_list_is_read(world: World) -> None:
    space = world.space(seats=1, agents=0, admins=1)
    who = invited(world, space)
    late(world, 7)
    space.admins[0] = Person(**{**vars(space.admins[0]), "token": signed_in(world, space.admins[0])})

    for _ in range(2):
        listed = admin(world, space, "GET", "/invitations").json
        assert listed["seats"] == {"total": 1, "taken": 0, "left": 1}
        assert [(each["id"], each["state"]) for each in listed["invitations"]] == [(who, "expired")]
    answer = registers(world, world.link_token(DANA))
    assert (answer.status, problem(answer)["code"]) == (410, "invitation_expired")
    assert admin(world, space, "POST", f"/invitations/{who}/resend").status == 200
    assert taken(world, space) == 1
    world.drain()
    assert registers(world, world.link_token(DANA)).status == 200


def test_r4_whoever_is_refused_for_want_of_seats_gets_the_one_that_has_expired(world: World) -> None:
    space = world.space(seats=1, agents=0, admins=1)
    who = invited(world, space)
    late(world, 8)
    space.admins[0] = Person(**{**vars(space.admins[0]), "token": signed_in(world, space.admins[0])})

    assert world.invites(space, invitee("Eve Ek"))["results"] == [{"status": "invited"}]
    assert taken(world, space) == 1
    refused = admin(world, space, "POST", f"/invitations/{who}/resend")
    assert (refused.status, problem(refused)["code"]) == (409, "no_seats_left")


def test_r4_within_an_hour_the_sweep_gives_expired_seats_back_once(world: World) -> None:
    space = world.space(seats=3, agents=1, admins=1)
    invited(world, space)
    late(world, 8)
    assert taken(world, space) == 2
    for _ in range(61):
        world.sweep()

    assert taken(world, space) == 1


def test_r7_pending_members_are_searched_and_paged_latest_first(world: World) -> None:
    space = world.space(seats=99, agents=0, admins=1)
    for first in (0, 50):
        world.invites(space, *(invitee(f"Person {number:02d}") for number in range(first, first + 30)))
        world.wait(1)

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = admin(world, space, "GET", f"/invitations?cursor={cursor}").json
        seen += [each["name"] for each in page["invitations"]]
        cursor = page["cursor"]
        assert page["total"] == 60
    assert len(seen) == len(set(seen)) == 60
    assert {name[-2] for name in seen[:30]} == {"5", "6", "7"}
    found = admin(world, space, "GET", "/invitations?search=PERSON%2007").json
    assert [each["name"] for each in found["invitations"]] == ["Person 07"]
    assert admin(world, space, "GET", "/invitations?cursor=nonsense").status == 400
