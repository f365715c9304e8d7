"""MO: ten at once, in batches, twice, unreadable or in an outage, a contact's messages become one thread."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.acting import conversation_of, heads, log_of, seen, texts
from tests.journeys.test_assigning import loads, numbered
from tests.world import Crash, World


def test_ten_messages_at_once_of_a_new_contact_are_one_conversation_in_order(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    said = [f"Message {number}" for number in range(10)]
    for text in said:
        world.carrier_posts(text, space=space)
    world.drain()

    (head,) = heads(world)
    conversation = head["pk"]["S"]
    assert texts(log_of(world, space.agents[0], conversation)) == said
    assert texts(seen(world, page, conversation)) == said
    assert loads(world, space) == {"Agent 1": 1}


def test_a_batch_of_many_contacts_and_a_poison_record_is_taken_but_for_that_one(world: World) -> None:
    space = world.space()
    for number in range(4):
        world.carrier_posts(f"Hi {number}", numbered(number), space=space)
    queue = world.cloud.queue("InboundQueue")["messages"]
    queue[1]["body"] = '{"sender_id": "sn_gone", "conversation_id"'
    world.carrier_posts("And more", numbered(1), space=space)
    world.drain()

    assert len(heads(world)) == 4
    assert texts(log_of(world, space.agents[0], conversation_of(world, numbered(1)))) == ["And more"]
    (parked,) = world.cloud.queue("InboundParked")["messages"]
    assert parked["body"].startswith('{"sender_id": "sn_gone"')
    assert world.cloud.queue("InboundDlq")["messages"] == []
    assert not world.failures


@pytest.mark.parametrize(
    "body",
    ["null", "[]", "x", "{}", '{"sender_id":5}', '{"sender_id":"sn_none","conversation_id":"cv_x","message":{}}'],
)
def test_a_record_that_can_never_succeed_is_put_aside_with_its_reason_and_those_behind_it_go_on(
    world: World, body: str
) -> None:
    space = world.space()
    world.carrier_posts("First", space=space)
    world.cloud.queue("InboundQueue")["messages"][0]["body"] = body
    world.carrier_posts("Second", space=space)
    world.drain()

    assert texts(log_of(world, space.agents[0], conversation_of(world))) == ["Second"]
    (parked,) = world.cloud.queue("InboundParked")["messages"]
    assert parked["body"] == body
    assert "reason" in str(parked)


def test_a_record_of_a_sender_that_is_gone_is_put_aside(world: World) -> None:
    space = world.space()
    world.carrier_posts("First", space=space)
    message = world.cloud.queue("InboundQueue")["messages"][0]
    message["body"] = message["body"].replace(space.sender_id, "sn_" + "0" * 20)
    world.drain()

    assert len(world.cloud.queue("InboundParked")["messages"]) == 1
    assert heads(world) == []


def test_an_outage_is_not_put_aside_but_tried_again(world: World) -> None:
    space = world.space()
    world.carrier_posts("Hi", space=space)
    failed: list[Any] = []

    def crashes_twice(call: Any, commit: Any, _request: Any) -> Any:
        if call.function == "inbound" and call.operation == "TransactWriteItems" and len(failed) < 2:
            failed.append(call)
            raise Crash
        return commit()

    world.cloud.interfere = crashes_twice
    world.drain()

    assert len(failed) == 2
    assert texts(log_of(world, space.agents[0], conversation_of(world))) == ["Hi"]
    assert world.cloud.queue("InboundParked")["messages"] == []
