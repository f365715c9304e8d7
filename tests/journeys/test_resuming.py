"""A page comes back: it misses nothing, gets nothing twice, and sees nothing that is not its own."""

from __future__ import annotations

import random
from typing import Any

import pytest

from chalicelib.services import feed, reading
from tests.journeys.acting import (
    ask,
    conversation_of,
    log_of,
    of_type,
    say,
    seen,
    texts,
    writes,
)
from tests.world import Json, Space, World

OTHER_USER = "+14155550198"


def begun(world: World, agents: int = 1, **more: Any) -> tuple[Space, str, str]:
    space = world.space(agents=agents, **more)
    page = world.arrive(space.agents[0])
    return space, page, writes(world, space)


def entries_of(world: World, page: str) -> list[Json]:
    return of_type(world, page, "entries")


def test_a_page_that_comes_back_gets_what_it_missed_and_then_is_told_that_it_is_up_to_date(world: World) -> None:
    space, page, conversation = begun(world)
    world.hang_up(page)
    for number in range(10):
        world.carrier_posts(f"Message {number}", space=space)
    world.drain()
    again = world.connect(space.agents[0])
    world.frame(again, {"action": "resume", "have": {conversation: 1}, "watch": "mine"})

    frames = world.frames(again)
    assert [frame["type"] for frame in frames] == ["entries", "resumed"]
    assert [entry["seq"] for entry in frames[0]["entries"]] == list(range(2, 12))
    assert texts(frames[0]["entries"]) == [f"Message {number}" for number in range(10)]
    assert frames[1]["mine"] == [conversation]


def test_a_page_that_has_everything_gets_nothing_but_the_word(world: World) -> None:
    space, _, conversation = begun(world)
    again = world.connect(space.agents[0])

    assert ask(world, again, "resume", have={conversation: 1})["type"] == "resumed"
    assert len(world.frames(again)) == 1
    assert ask(world, again, "resume", have={conversation: 999})["type"] == "resumed"
    assert len(world.frames(again)) == 2


def test_a_page_that_knows_nothing_of_a_conversation_is_told_to_read_it_over_http(world: World) -> None:
    space, _, conversation = begun(world)
    again = world.arrive(space.agents[0])

    (frame,) = entries_of(world, again)
    assert (frame["conversation"]["id"], frame["entries"], frame["behind"]) == (conversation, [], True)


def test_a_page_that_missed_too_much_is_told_to_read_it_over_http(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MISSED_AT_MOST", 20)
    space, page, conversation = begun(world)
    world.hang_up(page)
    for number in range(21):
        world.carrier_posts(f"Message {number}", space=space)
    world.drain()
    again = world.connect(space.agents[0])
    ask(world, again, "resume", have={conversation: 2})
    assert not entries_of(world, again)[0]["behind"]
    assert len(seen(world, again, conversation)) == 20

    ask(world, again, "resume", have={conversation: 1})
    assert entries_of(world, again)[-1]["behind"]


def test_what_was_missed_comes_in_frames_that_a_socket_holds(world: World) -> None:
    space, page, conversation = begun(world)
    world.hang_up(page)
    for number in range(30):
        world.carrier_posts(f"{number} " + "ü" * 1500, space=space)
    world.drain()
    again = world.connect(space.agents[0])
    ask(world, again, "resume", have={conversation: 1})

    assert all(len(frame) <= 32 * 1024 for frame in world.cloud.frames[again])
    assert len(entries_of(world, again)) > 2
    assert [entry["seq"] for entry in seen(world, again, conversation)] == list(range(2, 32))


def test_what_is_told_live_comes_in_frames_that_a_socket_holds(world: World) -> None:
    space, page, conversation = begun(world)
    for number in range(30):
        world.carrier_posts(f"{number} " + "ü" * 9000, space=space)
    world.carrier_posts("ü" * 20_000, space=space)
    world.carrier_posts("The end", space=space)
    world.drain()

    assert all(len(frame) <= 32 * 1024 for frame in world.cloud.frames[page])
    assert [entry["seq"] for entry in seen(world, page, conversation)] == [*range(1, 32), 33]
    assert any(frame["behind"] for frame in entries_of(world, page))
    assert not world.failures


def test_resume_names_those_that_are_no_longer_mine_by_leaving_them_out(world: World) -> None:
    space, page, conversation = begun(world)
    world.hang_up(page)
    other_page = world.arrive(space.agents[0])
    ask(world, other_page, "resolve", conversation=conversation)
    world.drain()
    again = world.connect(space.agents[0])
    answer = ask(world, again, "resume", have={conversation: 1})

    assert answer["mine"] == []
    assert entries_of(world, again)[-1]["conversation"]["owner"] == "nobody"
    assert seen(world, again, conversation)[-1]["change"]["owner"] == "nobody"


def test_conversations_of_other_agents_that_a_page_knows_are_caught_up_too(world: World) -> None:
    space, _, conversation = begun(world, admins=1)
    watching = world.connect(space.admins[0])
    ask(world, watching, "resume", have={conversation: 0}, watch="all")

    assert texts(seen(world, watching, conversation)) == ["Hi"]


def test_a_receipt_that_a_page_missed_comes_with_the_rest(world: World) -> None:
    space, page, conversation = begun(world)
    say(world, page, conversation, "Hello!")
    world.drain()
    world.hang_up(page)
    world.carrier_reports(world.carrier.sent[0], "undelivered", "30003")
    world.drain()
    again = world.connect(space.agents[0])
    ask(world, again, "resume", have={conversation: 3})

    (receipt,) = seen(world, again, conversation)
    assert (receipt["kind"], receipt["of"], receipt["status"]) == ("receipt", 2, "failed")
    assert receipt["error"]["sentence"] == "The phone is switched off or out of reach."


def test_a_socket_cut_again_and_again_at_random_misses_nothing_and_gets_nothing_twice(world: World) -> None:
    space, page, conversation = begun(world)
    dice = random.Random(774)  # noqa: S311 a test's dice
    held: dict[int, Json] = {entry["seq"]: entry for entry in seen(world, page, conversation)}

    def take_in() -> None:
        for entry in seen(world, page, conversation):
            held.setdefault(entry["seq"], entry)

    for number in range(60):
        world.carrier_posts(f"Message {number}", space=space)
        if dice.random() < 0.5:
            world.drain()
        if dice.random() < 0.3:
            take_in()
            (world.cut if dice.random() < 0.5 else world.hang_up)(page)
            last = next(seq for seq in range(1, 10**6) if seq + 1 not in held)
            page = world.connect(space.agents[0])
            world.frame(page, {"action": "resume", "have": {conversation: last}, "watch": "mine"})
    world.drain()
    take_in()

    assert texts([held[seq] for seq in sorted(held)]) == ["Hi", *(f"Message {number}" for number in range(60))]
    assert sorted(held) == list(range(1, 62))


def test_the_log_is_read_backwards_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 10)
    space = world.space()
    for number in range(23):
        world.carrier_posts(f"{number + 1}", space=space)
    world.drain()
    conversation, token = conversation_of(world), space.agents[0].token
    pages, before = [], ""
    while True:
        answer = world.http("GET", f"/conversations/{conversation}/entries{before}", token=token).json
        pages.append([int(entry["text"]) for entry in answer["entries"]])
        if not answer["more"]:
            break
        before = f"?before={answer['entries'][0]['seq']}"

    assert [len(page) for page in pages] == [10, 10, 3]
    assert [number for page in pages[::-1] for number in page] == list(range(1, 24))


@pytest.mark.parametrize("before", [0, 1])
def test_before_the_first_entry_there_is_nothing(world: World, before: int) -> None:
    space, _, conversation = begun(world)
    path = f"/conversations/{conversation}/entries?before={before}"
    answer = world.http("GET", path, token=space.agents[0].token).json

    assert (answer["entries"], answer["more"]) == ([], False)


def test_the_stream_told_twice_shows_nothing_that_a_page_would_apply_twice(world: World) -> None:
    space, page, conversation = begun(world)
    say(world, page, conversation, "Hello!")
    world.drain()
    before = seen(world, page, conversation)
    world.delivery.read["relay"] = 0
    world.drain()

    assert seen(world, page, conversation) == before == log_of(world, space.agents[0], conversation)
    assert len(world.carrier.sent) == 1
    assert not world.failures
