"""An admin keeps a sender to Live Chat alone, or lets campaigns share it (R10, R14)."""

from __future__ import annotations

import pytest

from chalicelib.stores.senders import SenderRow
from tests.journeys.acting import conversation_of, head_of, problem, stored, writes
from tests.journeys.providing import senders
from tests.world import Answer, Person, World


def mark(world: World, person: Person, sender_id: str, exclusive: object) -> Answer:
    return world.http("PUT", f"/senders/{sender_id}/exclusive", {"exclusive": exclusive}, token=person.token)


def test_r14_an_admin_marks_a_sender_exclusive_and_takes_it_back(world: World) -> None:
    space = world.space(admins=1)
    shared = mark(world, space.admins[0], space.sender_id, False)

    assert (shared.status, shared.json["exclusive"]) == (200, False)
    assert "account_id" not in shared.json
    assert mark(world, space.admins[0], space.sender_id, False).json["exclusive"] is False
    assert senders(world, space.id)[0]["exclusive"] is False
    assert mark(world, space.admins[0], space.sender_id, True).json["exclusive"] is True
    assert senders(world, space.id)[0]["exclusive"] is True


def test_r10_messages_to_a_shared_sender_are_kept_and_reach_nobody_while_open_conversations_go_on(world: World) -> None:
    space = world.space(admins=1)
    page = world.arrive(space.agents[0])
    open_one = writes(world, space)
    mark(world, space.admins[0], space.sender_id, False)
    world.wait(61)
    writes(world, space, "Still there?")
    writes(world, space, "Anybody?", "+14155550177")

    assert head_of(world, space.agents[0], open_one)["owner"] == "agent"
    assert head_of(world, space.admins[0], conversation_of(world, "+14155550177"))["owner"] == "nobody"
    world.frame(page, {"action": "resolve", "conversation": open_one})
    mark(world, space.admins[0], space.sender_id, True)
    world.wait(61)
    writes(world, space, "Hello again", "+14155550177")
    assert head_of(world, space.admins[0], conversation_of(world, "+14155550177"))["owner"] == "agent"


@pytest.mark.parametrize("direction", ["MT", "MO"])
def test_r9_a_sender_that_goes_one_way_is_not_made_exclusive(world: World, direction: str) -> None:
    space = world.space(admins=1)
    mark(world, space.admins[0], space.sender_id, False)
    SenderRow.get(space.sender_id, "SENDER").update([SenderRow.directions.set({direction})])
    refused = mark(world, space.admins[0], space.sender_id, True)

    assert (refused.status, problem(refused)["code"]) == (422, "one_way_sender")
    assert f"this one is {direction} only" in problem(refused)["title"]


def test_only_an_admin_of_the_senders_space_marks_it(world: World) -> None:
    space = world.space(admins=1, agents=1)
    before = stored(world)

    assert mark(world, space.agents[0], space.sender_id, False).status == 403
    for wrong in (None, "yes", 1):
        assert mark(world, space.admins[0], space.sender_id, wrong).status == 400
    for missing in ("sn_none", "x", space.account_id):
        assert mark(world, space.admins[0], missing, False).status == 404
    assert stored(world) == before
