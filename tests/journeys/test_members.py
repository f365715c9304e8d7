"""Active and Pending Members: listed, changed, removed, sent again, withdrawn; what follows reaches desks and sockets (R4, R7, R8)."""

from __future__ import annotations

import pytest

from chalicelib.stores.spaces import SPACE, SpaceRow
from tests.journeys.acting import ask, head_of, of_type, opens, problem, stored, texts, writes
from tests.journeys.acting import log_of as log
from tests.world import PASSWORD, Person, Space, World, invitee
from tests.world_events import Answer, Json

DANA = "dana.diaz@acme.test"


def admin(world: World, space: Space, method: str, path: str, body: Json | None = None) -> Answer:
    return world.http(method, path, body, token=space.admins[0].token)


def signed_in(world: World, person: Person) -> str:
    body = {"email": person.email, "password": PASSWORD, "program": True}
    return str(world.http("POST", "/sign-in", body).json["token"])


def taken(world: World, space: Space) -> int:
    ledger = world.http("GET", f"/support/spaces/{space.id}/ledger", token=world.support_token).json
    assert ledger["balanced"], ledger
    assert ledger["counter"] == ledger["agents"] + ledger["invitations"]
    return int(ledger["counter"])


def invited(world: World, space: Space, name: str = "Dana Diaz", role: str = "agent") -> str:
    assert world.invites(space, invitee(name, role))["results"] == [{"status": "invited"}]
    world.drain()
    listed = admin(world, space, "GET", f"/invitations?search={name.replace(' ', '%20')}").json["invitations"]
    return str(listed[0]["id"])


def registers(world: World, token: str, email: str = DANA) -> Answer:
    return world.http("POST", "/register", {"token": token, "email": email, "password": PASSWORD})


def late(world: World, days: int) -> None:
    world.wait(days * 24 * 3600)
    world.delivery.read = dict.fromkeys(world.delivery.read, 0)
    world._support = ""


def deactivate(world: World, space: Space) -> Answer:
    return world.http("POST", f"/support/spaces/{space.id}/deactivation", token=world.support_token)


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


def test_r7_active_members_are_searched_sorted_and_say_who_was_there(world: World) -> None:
    space = world.space(seats=9, agents=2, admins=1)
    world.wait(60)
    page = world.arrive(space.agents[0])
    world.wait(301)
    ask(world, page, "ping", digest="")
    token = space.admins[0].token

    def names(query: str) -> list[str]:
        return [each["name"] for each in world.http("GET", f"/members{query}", token=token).json["members"]]

    assert names("") == names("?sort=name") == names("?sort=email") == ["Admin 1", "Agent 1", "Agent 2"]
    assert names("?sort=last_active")[0] == "Agent 1"
    assert names("?sort=role")[0] == "Admin 1"
    assert names("?search=agent%202@ACME") == []
    assert names("?search=AGENT.2%40acme") == ["Agent 2"]
    assert names("?search=%2B1415555") == ["Admin 1", "Agent 1", "Agent 2"]
    for query in ("?sort=phone", "?cursor=1", "?cursor=-1~pr_x"):
        assert world.http("GET", f"/members{query}", token=token).status == 400


def test_r7_a_removed_agent_is_refused_at_once_and_their_conversations_go_to_the_next(world: World) -> None:
    space = world.space(seats=3, agents=1, admins=1)
    page = world.arrive(space.agents[0])
    conversation = writes(world, space, "Hello?")
    assert head_of(world, space.agents[0], conversation)["assignee"]["name"] == "Agent 1"
    assert admin(world, space, "DELETE", f"/members/{space.agents[0].id}").status == 204

    for method, path in (("GET", "/conversations?list=mine"), ("POST", "/ws-ticket"), ("GET", "/members")):
        assert world.http(method, path, token=space.agents[0].token).status == 403
    assert taken(world, space) == 0
    world.drain()
    assert page in world.cloud.closed
    assert world.cloud.items("DesksTable") == []
    assert head_of(world, space.admins[0], conversation)["owner"] == "queue"
    eve = world.joins(space, "Eve Ek", "agent")
    world.arrive(eve)
    world.drain()
    assert head_of(world, eve, conversation)["assignee"]["name"] == "Eve Ek"
    assert texts(log(world, eve, conversation)) == ["Hello?"]
    assert admin(world, space, "DELETE", f"/members/{space.agents[0].id}").status == 404
    assert not world.failures


def test_r7_what_a_removed_agent_held_waits_before_what_came_later(world: World) -> None:
    space = world.space(seats=3, agents=1, admins=1)
    world.arrive(space.agents[0])
    early = [writes(world, space, "First", f"+1415555010{number}") for number in range(5)]
    world.wait(60)
    later = writes(world, space, "Later", "+14155550109")
    admin(world, space, "DELETE", f"/members/{space.agents[0].id}")
    world.wait(60)
    world.drain()

    queue = admin(world, space, "GET", "/conversations?list=queue").json["conversations"]
    assert [each["id"] for each in queue] == [*early, later]


def test_r7_who_is_removed_comes_back_by_a_new_invitation_only(world: World) -> None:
    space = world.space(seats=3, agents=0, admins=1)
    invited(world, space)
    first = world.link_token(DANA)
    who = registers(world, first).json["person"]["id"]
    as_admin = invited(world, space, role="admin")
    assert (as_admin, taken(world, space)) == (who, 1)
    offered = world.link_token(DANA)
    admin(world, space, "DELETE", f"/members/{who}")

    assert [registers(world, link).status for link in (first, offered)] == [404, 410]
    assert taken(world, space) == 0
    invited(world, space)
    answer = registers(world, world.link_token(DANA))
    assert (answer.status, answer.json["space"]["roles"]) == (200, ["agent"])


def test_r8_a_member_gets_other_roles_and_the_seat_follows(world: World) -> None:
    space = world.space(seats=2, agents=1, admins=1)
    ada = space.admins[0].id
    path = f"/members/{ada}/roles"
    assert admin(world, space, "PUT", path, {"roles": ["agent", "admin"]}).json["roles"] == ["admin", "agent"]
    assert taken(world, space) == 2
    assert admin(world, space, "PUT", path, {"roles": ["admin", "agent"]}).status == 200
    assert taken(world, space) == 2
    eve = world.joins(space, "Eve Ek", "admin")
    refused = admin(world, space, "PUT", f"/members/{eve.id}/roles", {"roles": ["agent"]})
    assert (refused.status, problem(refused)["code"]) == (409, "no_seats_left")
    assert admin(world, space, "PUT", path, {"roles": ["admin"]}).status == 200
    assert taken(world, space) == 1
    world.drain()
    assert not world.failures


@pytest.mark.parametrize("roles", [None, [], "agent", ["owner"], ["agent", 5], [["agent"]], {"agent": True}])
def test_r8_a_member_is_agent_admin_or_both(world: World, roles: object) -> None:
    space = world.space(agents=1, admins=1)
    before = stored(world)
    answer = admin(world, space, "PUT", f"/members/{space.agents[0].id}/roles", {"roles": roles})

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "invalid_roles", "roles")
    assert stored(world) == before


def test_r8_the_last_admin_can_neither_be_removed_nor_demoted(world: World) -> None:
    space = world.space(agents=1, admins=1)
    ada = space.admins[0].id
    for method, path, body in (
        ("DELETE", f"/members/{ada}", None),
        ("PUT", f"/members/{ada}/roles", {"roles": ["agent"]}),
    ):
        answer = admin(world, space, method, path, body)
        assert (answer.status, problem(answer)["code"]) == (409, "last_admin")
    world.joins(space, "Eve Ek", "admin")
    assert admin(world, space, "DELETE", f"/members/{ada}").status == 204
    assert admin(world, space, "GET", "/members").status == 403


def test_r8_who_is_no_agent_any_more_keeps_no_desk_and_comes_back_as_admin(world: World) -> None:
    space = world.space(seats=2, agents=1, admins=1)
    page = world.arrive(space.agents[0])
    conversation = writes(world, space)
    path = f"/members/{space.agents[0].id}/roles"
    assert admin(world, space, "PUT", path, {"roles": ["admin"]}).status == 200
    world.drain()

    assert page in world.cloud.closed
    assert world.cloud.items("DesksTable") == []
    again = world.arrive(space.agents[0])
    assert of_type(world, again, "resumed")[0]["desk"] is None
    assert ask(world, again, "take", conversation=conversation)["code"] == "no_desk"
    assert admin(world, space, "PUT", path, {"roles": ["agent", "admin"]}).status == 200
    world.drain()
    assert again in world.cloud.closed
    world.arrive(space.agents[0])
    world.drain()
    assert head_of(world, space.agents[0], conversation)["assignee"]["name"] == "Agent 1"


def test_r8_a_ticket_from_before_the_removal_opens_nothing(world: World) -> None:
    space = world.space(agents=1, admins=1)
    ticket = world.http("POST", "/ws-ticket", token=space.agents[0].token).json["ticket"]
    admin(world, space, "DELETE", f"/members/{space.agents[0].id}")

    assert opens(world, "connection-late", ticket) == 403
    world.drain()
    assert not [item for item in world.cloud.items("SessionsTable") if "connection-late" in str(item)]


def test_r8_neither_agents_nor_strangers_change_members(world: World) -> None:
    space, other = world.space(agents=1, admins=1), world.space(agents=0, channel="whatsapp")
    stranger = world.joins(other, "Eve Ek", "admin")
    who, dana = space.agents[0].id, invited(world, space)
    before = stored(world)
    ways = [
        ("DELETE", "/members/{}", who),
        ("PUT", "/members/{}/roles", who),
        ("DELETE", "/invitations/{}", dana),
        ("POST", "/invitations/{}/resend", dana),
    ]
    for method, path, target in ways:
        body = {"roles": ["admin"]}
        assert world.http(method, path.format(target), body, token=space.agents[0].token).status == 403
        foreign = world.http(method, path.format(target), body, token=stranger.token)
        missing = world.http(method, path.format("pr_nobody"), body, token=stranger.token)
        assert (foreign.status, foreign.body) == (missing.status, missing.body)
        assert foreign.status == 404
    assert stored(world) == before


def test_r1_closing_live_chat_ends_sockets_and_reading_and_activation_brings_all_back(world: World) -> None:
    space = world.space(seats=2, agents=1, admins=1)
    page = world.arrive(space.agents[0])
    conversation = writes(world, space)
    ticket = world.http("POST", "/ws-ticket", token=space.agents[0].token).json["ticket"]
    closed = deactivate(world, space)
    assert (closed.status, closed.json["live_chat"], closed.json["direct_url"]) == (200, False, None)
    assert deactivate(world, space).json == closed.json

    for method, path in (("GET", "/conversations?list=mine"), ("POST", "/ws-ticket")):
        answer = world.http(method, path, token=space.agents[0].token)
        assert (answer.status, problem(answer)["code"]) == (409, "live_chat_inactive")
    assert opens(world, "connection-late", ticket) == 409
    world.drain()
    assert page in world.cloud.closed
    assert admin(world, space, "GET", "/members").status == 200
    assert taken(world, space) == 1

    path = f"/support/spaces/{space.id}/activation"
    assert world.http("POST", path, {"seats": 2}, token=world.support_token).json["live_chat"]
    world.arrive(space.agents[0])
    assert head_of(world, space.agents[0], conversation)["assignee"]["name"] == "Agent 1"
    assert not world.failures


def test_r1_while_live_chat_is_closed_an_agents_link_says_so_and_works_afterwards(world: World) -> None:
    space = world.space(seats=2, agents=0, admins=1)
    who = invited(world, space)
    deactivate(world, space)
    link = world.link_token(DANA)

    for answer in (world.http("POST", "/invitation", {"token": link}), registers(world, link)):
        assert (answer.status, problem(answer)["code"]) == (409, "live_chat_inactive")
    assert admin(world, space, "POST", f"/invitations/{who}/resend").status == 409
    world.http("POST", f"/support/spaces/{space.id}/activation", {"seats": 2}, token=world.support_token)
    assert registers(world, link).status == 200


def test_only_support_closes_live_chat_and_checks_the_ledger(world: World) -> None:
    space = world.space(agents=1, admins=1)
    for method, name in (("POST", "deactivation"), ("GET", "ledger")):
        for who in (space.admins[0], space.agents[0]):
            assert world.http(method, f"/support/spaces/{space.id}/{name}", token=who.token).status == 403
        assert world.http(method, f"/support/spaces/sp_nobody/{name}", token=world.support_token).status == 404


def test_r4_the_ledger_says_when_it_does_not_balance(world: World) -> None:
    space = world.space(seats=3, agents=1, admins=1)
    invited(world, space)
    path = f"/support/spaces/{space.id}/ledger"
    ledger = world.http("GET", path, token=world.support_token).json
    assert ledger == {
        "counter": 2,
        "agents": 1,
        "invitations": 1,
        "admins": {"counter": 1, "members": 1},
        "balanced": True,
    }
    SpaceRow(pk=space.id, sk=SPACE).update([SpaceRow.seats_taken.add(1)])
    ledger = world.http("GET", path, token=world.support_token).json
    assert (ledger["counter"], ledger["balanced"]) == (3, False)
