"""Live Chat is closed and opened again, and support checks the ledger (R1, R4)."""

from __future__ import annotations

from chalicelib.stores.spaces import SPACE, SpaceRow
from tests.journeys.acting import head_of, opens, problem, writes
from tests.journeys.belonging import DANA, admin, deactivate, invited, registers, taken
from tests.world import World


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
