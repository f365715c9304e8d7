"""Who takes a conversation, and what happens when two do, or a crash comes in between."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.acting import ask, conversation_of, log_of, of_type, raw_frame, seen, texts, writes
from tests.journeys.test_assigning import assignee, check_books, loads, numbered
from tests.world import Crash, World


def test_two_agents_who_take_the_same_conversation_at_once_one_holds_it_and_the_other_is_told(world: World) -> None:
    space = world.space(agents=2)
    pages = [world.arrive(agent) for agent in space.agents]
    for page in pages:
        ask(world, page, "presence", presence="away")
    conversation = writes(world, space)

    def the_other_first(call: Any, commit: Any, _request: Any) -> Any:
        if call.operation == "TransactWriteItems":
            world.cloud.interfere = None
            assert ask(world, pages[1], "take", conversation=conversation)["type"] == "ack"
        return commit()

    world.cloud.interfere = the_other_first
    answer = ask(world, pages[0], "take", conversation=conversation, id="t1")

    assert answer == {
        "type": "error",
        "id": "t1",
        "code": "not_in_queue",
        "title": "Agent 2 holds this conversation.",
    }
    assert assignee(world, space, conversation) == "Agent 2"
    check_books(world)


def test_who_takes_a_conversation_gets_it_also_when_away_and_their_page_is_told(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    ask(world, page, "presence", presence="away")
    conversation = writes(world, space)

    assert ask(world, page, "take", conversation=conversation)["type"] == "ack"
    world.drain()
    assert loads(world, space) == {"Agent 1": 1}
    assert of_type(world, page, "entries")[-1]["conversation"]["assignee"]["name"] == "Agent 1"
    check_books(world)


def test_who_holds_as_many_as_they_may_cannot_take_one_more_and_is_told_so(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    for number in range(5):
        writes(world, space, from_=numbered(number))
    conversation = writes(world, space)
    answer = ask(world, page, "take", conversation=conversation)

    assert (answer["type"], answer["code"]) == ("error", "desk_full")
    assert assignee(world, space, conversation) is None
    check_books(world)


def test_what_a_crash_left_in_the_queue_is_assigned_within_a_minute(world: World) -> None:
    space = world.space()
    conversation = writes(world, space)
    page = world.connect(space.agents[0])

    def dies(call: Any, commit: Any, request: Any) -> Any:
        if call.operation == "TransactWriteItems" and conversation.encode() in request.body:
            raise Crash
        return commit()

    world.cloud.interfere = dies
    with pytest.raises(Crash):
        world.frame(page, {"action": "resume", "have": {}, "watch": "mine"})
    world.cloud.interfere = None
    assert assignee(world, space, conversation) is None
    world.sweep()

    assert assignee(world, space, conversation) == "Agent 1"


def test_the_sweep_leaves_alone_what_nobody_could_take(world: World) -> None:
    space = world.space()
    conversation = writes(world, space)
    world.sweep()

    assert assignee(world, space, conversation) is None
    assert len(log_of(world, space.agents[0], conversation)) == 1


def test_a_message_that_arrives_while_an_agent_comes_online_does_not_wait(world: World) -> None:
    space = world.space()
    world.carrier_posts("Hi", space=space)
    came: list[str] = []

    def comes_online(call: Any, commit: Any, _request: Any) -> Any:
        if call.function == "inbound" and call.operation == "TransactWriteItems" and not came:
            came.append("")
            came[0] = world.arrive(space.agents[0])
        return commit()

    world.cloud.interfere = comes_online
    world.drain()

    assert assignee(world, space, conversation_of(world)) == "Agent 1"
    assert texts(seen(world, came[0], conversation_of(world))) == ["Hi"]
    check_books(world)


def test_an_admin_without_a_seat_cannot_take_and_is_told_so(world: World) -> None:
    space = world.space(agents=1, admins=1)
    conversation = writes(world, space)
    page = world.arrive(space.admins[0], watch="all")

    answer = ask(world, page, "take", conversation=conversation)
    assert (answer["type"], answer["code"]) == ("error", "no_desk")
    assert of_type(world, page, "resumed")[-1]["desk"] is None


def test_a_page_that_never_resumed_gets_no_conversation(world: World) -> None:
    space = world.space()
    page = world.connect(space.agents[0])
    conversation = writes(world, space)

    assert assignee(world, space, conversation) is None
    assert raw_frame(world, page, '{"action":"ping","digest":""}')["up_to_date"] is True
