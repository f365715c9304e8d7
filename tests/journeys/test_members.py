"""Active Members: listed, changed, removed; what follows reaches desks and sockets (R7, R8)."""

from __future__ import annotations

import pytest

from tests.journeys.acting import ask, head_of, of_type, opens, problem, stored, texts, writes
from tests.journeys.acting import log_of as log
from tests.journeys.belonging import DANA, admin, invited, registers, taken
from tests.world import World


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
