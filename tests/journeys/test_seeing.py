"""Who sees what: no frame and no answer reaches somebody who has nothing to do with it."""

from __future__ import annotations

import json

import pytest

from tests.journeys.acting import (
    ask,
    say,
    seen,
    texts,
    writes,
)
from tests.journeys.test_resuming import OTHER_USER, begun, entries_of
from tests.world import END_USER, World


def test_who_watches_the_queue_hears_of_what_enters_and_leaves_it_and_of_nothing_else(world: World) -> None:
    space = world.space(agents=2)
    busy, watching = world.arrive(space.agents[0]), world.arrive(space.agents[1], watch="queue")
    for page in (busy, watching):
        ask(world, page, "presence", presence="away")
    conversation = writes(world, space)
    assert texts(seen(world, watching, conversation)) == ["Hi"]
    ask(world, busy, "take", conversation=conversation)
    world.drain()
    assert entries_of(world, watching)[-1]["conversation"]["assignee"]["name"] == "Agent 1"
    count = len(world.frames(watching))
    writes(world, space, "Between us")

    assert len(world.frames(watching)) == count


def test_who_watches_all_hears_of_all_until_they_look_at_their_own_again(world: World) -> None:
    space, page, conversation = begun(world, agents=1, admins=1)
    watching = world.arrive(space.admins[0], watch="all")
    writes(world, space, "Two")
    say(world, page, conversation, "Three")
    world.drain()
    assert texts(seen(world, watching, conversation)) == ["Two", "Three"]
    assert ask(world, watching, "watch", watch="mine") == {}
    count = len(world.frames(watching))
    writes(world, space, "Four")

    assert len(world.frames(watching)) == count


def test_no_frame_reaches_an_agent_who_has_nothing_to_do_with_it(world: World) -> None:
    space, page, conversation = begun(world, agents=3)
    others = [world.arrive(agent) for agent in space.agents[1:]]
    say(world, page, conversation, "Hello!")
    world.drain()
    world.carrier_reports(world.carrier.sent[0], "delivered")
    world.drain()
    ask(world, page, "resolve", conversation=conversation)
    world.drain()

    for other in others:
        assert [frame["type"] for frame in world.frames(other)] == ["resumed"]


def test_no_frame_and_no_answer_reaches_people_of_another_space(world: World) -> None:
    space, page, conversation = begun(world)
    other = world.space(agents=0, channel="whatsapp")
    spy = world.joins(other, "Eve Ek", "agent")
    boss = world.joins(other, "Bo Berg", "admin")
    pages = [world.arrive(person, watch=watch) for person in (spy, boss) for watch in ("mine", "queue", "all")]
    for spying in pages:
        ask(world, spying, "resume", have={conversation: 0}, watch="all")
    writes(world, space, "Secret")
    say(world, page, conversation, "Confidential")
    world.drain()
    waiting = writes(world, space, "Also secret", from_=OTHER_USER)

    for spying in pages:
        assert {frame["type"] for frame in world.frames(spying)} == {"resumed"}
        for word in (conversation, waiting, "ecret", "Confidential", END_USER):
            assert word not in json.dumps(world.frames(spying))


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_over_http_a_foreign_conversation_and_a_missing_one_answer_byte_for_byte_alike(world: World, role: str) -> None:
    _, _, conversation = begun(world)
    spy = world.joins(world.space(agents=0, channel="whatsapp"), "Eve Ek", role)
    for path in ("", "/entries", "/entries?before=5"):
        foreign = world.http("GET", f"/conversations/{conversation}{path}", token=spy.token)
        missing = world.http("GET", f"/conversations/cv_{'a' * 26}{path}", token=spy.token)
        odd = world.http("GET", f"/conversations/x{path}", token=spy.token)

        assert foreign.status == 404
        assert foreign == missing == odd


def test_lists_show_the_own_space_alone(world: World) -> None:
    begun(world)
    spy = world.joins(world.space(agents=0, channel="whatsapp"), "Eve Ek", "agent")
    for which in ("mine", "queue", "all"):
        answer = world.http("GET", f"/conversations?list={which}", token=spy.token).json
        assert answer == {"conversations": [], "cursor": None}


def test_a_cursor_of_another_space_leads_nowhere_else(world: World) -> None:
    space = world.space()
    for number in range(55):
        world.carrier_posts("Hi", f"+1415555{2000 + number}", space=space)
    world.drain()
    first = world.http("GET", "/conversations?list=queue", token=space.agents[0].token).json
    spy = world.joins(world.space(agents=0, channel="whatsapp"), "Eve Ek", "agent")

    assert len(first["conversations"]) == 50
    path = f"/conversations?list=queue&cursor={first['cursor'].replace('+', '%2B')}"
    assert len(world.http("GET", path, token=space.agents[0].token).json["conversations"]) == 5
    assert world.http("GET", path, token=spy.token).json == {"conversations": [], "cursor": None}
