"""What an agent says of themself, who is told of it, and what follows from it."""

from __future__ import annotations

from tests.journeys.acting import (
    ask,
    head_of,
    of_type,
    seen,
    texts,
    writes,
)
from tests.journeys.test_answering import begun
from tests.world import World


def test_what_an_agent_says_of_themself_is_shown_on_all_their_pages_and_on_nobody_elses(world: World) -> None:
    space = world.space(agents=2)
    pages = [world.arrive(space.agents[0]) for _ in range(2)]
    other = world.arrive(space.agents[1])
    ask(world, pages[0], "presence", presence="away")

    for page in pages:
        assert of_type(world, page, "desk")[-1]["desk"] == {"presence": "away", "open": 0, "capacity": 5}
    assert of_type(world, other, "desk") == []


def test_who_is_away_gets_nothing_and_who_comes_back_gets_what_waits(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    ask(world, page, "presence", presence="away")
    conversation = writes(world, space)
    assert head_of(world, space.agents[0], conversation)["owner"] == "queue"

    assert ask(world, page, "presence", presence="available")["desk"]["open"] == 1
    world.drain()
    assert texts(seen(world, page, conversation)) == []  # said before it was theirs
    assert of_type(world, page, "entries")[-1]["conversation"]["id"] == conversation


def test_who_went_away_keeps_what_they_hold_and_presence_outlives_the_connection(world: World) -> None:
    space, page, conversation = begun(world)
    ask(world, page, "presence", presence="offline")
    world.hang_up(page)
    again = world.arrive(space.agents[0])

    resumed = of_type(world, again, "resumed")[-1]
    assert resumed["mine"] == [conversation]
    assert resumed["desk"] == {"presence": "offline", "open": 1, "capacity": 5}


def test_an_agent_with_two_pages_stays_there_until_the_last_has_closed(world: World) -> None:
    space = world.space()
    first, second = world.arrive(space.agents[0]), world.arrive(space.agents[0])
    world.hang_up(first)
    assert head_of(world, space.agents[0], writes(world, space))["owner"] == "agent"

    world.hang_up(second)
    other = writes(world, space, from_="+14155550198")
    assert head_of(world, space.agents[0], other)["owner"] == "queue"


def test_an_admin_without_a_seat_has_no_presence(world: World) -> None:
    space = world.space(agents=0, admins=1)
    page = world.arrive(space.admins[0])

    assert ask(world, page, "presence", presence="available")["type"] == "error"
