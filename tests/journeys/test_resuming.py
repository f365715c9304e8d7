"""A page comes back: it misses nothing, gets nothing twice, and sees nothing that is not its own."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from chalicelib.services import feed, reading
from tests.journeys.acting import (
    ask,
    conversation_of,
    head_of,
    log_of,
    of_type,
    say,
    seen,
    stored,
    texts,
    writes,
)
from tests.world import END_USER, Json, Space, World
from tests.world_cloud import response

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
