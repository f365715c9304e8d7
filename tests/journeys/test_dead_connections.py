"""Connections that are gone, or take no frame: forgotten, and nobody else notices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.acting import (
    head_of,
    say,
    seen,
    stored,
    texts,
    writes,
)
from tests.journeys.test_resuming import OTHER_USER, begun
from tests.world import World
from tests.world_cloud import response


def test_a_dead_connection_is_forgotten_when_a_frame_cannot_be_pushed(world: World) -> None:
    space, page, conversation = begun(world)
    world.cut(page)
    writes(world, space, "Anybody?")

    assert not [item for item in stored(world) if page in str(item)]
    assert head_of(world, space.agents[0], conversation)["assignee"]["name"] == "Agent 1"
    later = writes(world, space, from_=OTHER_USER)
    assert head_of(world, space.agents[0], later)["owner"] == "queue"
    assert not world.failures


def test_a_dead_connection_does_not_keep_others_from_hearing(world: World) -> None:
    space, page, conversation = begun(world)
    alive = [world.arrive(space.agents[0]) for _ in range(2)]
    world.cut(page)
    writes(world, space, "Anybody?")

    for each in alive:
        assert texts(seen(world, each, conversation)) == ["Anybody?"]


def test_a_connection_that_dies_while_it_resumes_is_forgotten(world: World) -> None:
    space, page, conversation = begun(world)
    world.hang_up(page)
    dying = world.connect(space.agents[0])
    world.cut(dying)
    world.frame(dying, {"action": "resume", "have": {conversation: 0}, "watch": "all"})

    assert not [item for item in stored(world) if dying in str(item)]


def test_closing_a_socket_twice_or_one_that_never_spoke_is_no_fault(world: World) -> None:
    space, page, _ = begun(world)
    silent = world.connect(space.agents[0])
    for each in (page, page, silent, silent):
        world.hang_up(each)

    assert not [item for item in world.cloud.items("SessionsTable") if "CONNECTION" in item["pk"]["S"]]


@pytest.mark.parametrize("status", [400, 403, 413, 429, 500])
def test_a_connection_that_takes_no_frame_holds_up_neither_other_pages_nor_what_is_to_be_sent(
    world: World, status: int
) -> None:
    space, broken, conversation = begun(world)
    alive = [world.arrive(space.agents[0]) for _ in range(3)]

    def refuses(call: Any, commit: Any, request: Any) -> Any:
        if call.operation == "PostToConnection" and request.url.endswith(broken):
            return response(request.url, status, {"x-amzn-errortype": "SomeException"}, b"{}")
        return commit()

    world.cloud.interfere = refuses
    begun_at = world.clock.moment
    writes(world, space, "More")
    say(world, alive[0], conversation, "Hello!")
    world.drain()

    assert [texts(seen(world, page, conversation)) for page in alive] == [["More", "Hello!"]] * 3
    assert [sent.text for sent in world.carrier.sent] == ["Hello!"]
    assert not world.failures
    assert world.clock.moment - begun_at < 60
