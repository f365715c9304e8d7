"""MO: a message becomes part of the contact's one conversation, and the conversation somebody's (R10 b, R13)."""

from __future__ import annotations

from tests.journeys.acting import ask, conversation_of, head_of, heads, log_of, of_type, seen, texts, writes
from tests.world import END_USER, Space, World


def assignee(world: World, space: Space, conversation: str) -> str | None:
    shown = head_of(world, space.agents[0], conversation)
    return shown["assignee"]["name"] if shown["assignee"] else None


def numbered(number: int) -> str:
    return f"+1415555{2000 + number}"


def loads(world: World, space: Space) -> dict[str, int]:
    desks = {item["name"]["S"]: int(item["open"]["N"]) for item in world.cloud.items("DesksTable")}
    return {agent.name: desks.get(agent.name, 0) for agent in space.agents}


def check_books(world: World) -> None:
    """Each desk's load is the number of conversations it really holds, never above what it may."""
    held: dict[str, int] = {}
    for head in heads(world):
        if head["owner"]["S"] == "agent":
            held[head["lane"]["S"].rpartition("#")[2]] = held.get(head["lane"]["S"].rpartition("#")[2], 0) + 1
    for desk in world.cloud.items("DesksTable"):
        assert int(desk["open"]["N"]) == held.get(desk["sk"]["S"], 0)


def test_r10_b_whatever_is_written_to_an_exclusive_sender_goes_to_an_agent(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    conversation = writes(world, space, "STARTING word or not")

    frame = of_type(world, page, "entries")[-1]
    assert frame["conversation"]["id"] == conversation
    assert frame["conversation"]["owner"] == "agent"
    assert frame["conversation"]["assignee"] == {"id": space.agents[0].id, "name": "Agent 1"}
    assert frame["entries"][0]["change"]["owner"] == "agent"


def test_r10_a_sender_that_is_not_exclusive_keeps_the_message_and_leads_to_no_agent(world: World) -> None:
    space = world.space()
    for item in world.cloud.items("SpacesTable"):
        if item["pk"]["S"] == space.sender_id:
            item["exclusive"]["BOOL"] = False
    page = world.arrive(space.agents[0])
    conversation = writes(world, space)

    assert head_of(world, space.agents[0], conversation)["owner"] == "nobody"
    assert of_type(world, page, "entries") == []
    assert texts(log_of(world, space.agents[0], conversation)) == ["Hi"]


def test_r1_before_live_chat_is_active_a_message_is_kept_and_waits_for_nobody(world: World) -> None:
    space = world.space(agents=0)
    for item in world.cloud.items("SpacesTable"):
        if item["sk"]["S"] == "SPACE":
            item["live_chat"]["BOOL"] = False
    writes(world, space)
    assert [head["owner"]["S"] for head in heads(world)] == ["nobody"]

    world.http("POST", f"/support/spaces/{space.id}/activation", {"seats": 5}, token=world.support_token)
    writes(world, space, "Still there?")
    (head,) = heads(world)
    assert (head["owner"]["S"], head["mo"]["N"]) == ("queue", "2")


def test_without_anybody_there_a_conversation_waits_in_the_queue(world: World) -> None:
    space = world.space()
    conversation = writes(world, space)

    shown = head_of(world, space.agents[0], conversation)
    assert (shown["owner"], shown["assignee"], shown["mo"], shown["read_mo"]) == ("queue", None, 1, 0)
    listed = world.http("GET", "/conversations?list=queue", token=space.agents[0].token).json
    assert [each["id"] for each in listed["conversations"]] == [conversation]


def test_r13_the_thread_names_the_sender_it_runs_over(world: World) -> None:
    space = world.space(channel="whatsapp")
    conversation = writes(world, space, name="Ana Souza")

    shown = head_of(world, space.agents[0], conversation)
    assert shown["channel"] == "whatsapp"
    assert shown["sender"] == {"id": space.sender_id, "address": "+18005550111", "name": "Acme Care"}
    assert shown["contact"] == {"name": "Ana Souza", "address": END_USER}


def test_r13_the_same_phone_over_two_channels_has_two_threads(world: World) -> None:
    first, second = world.space(), world.space(channel="whatsapp", agents=0)
    writes(world, first)
    world.carrier_posts("Hi", space=second)
    world.drain()

    assert len(heads(world)) == 2


def test_the_least_loaded_agent_gets_the_next_conversation(world: World) -> None:
    space = world.space(agents=3)
    pages = [world.arrive(agent) for agent in space.agents]
    writes(world, space, from_=numbered(0))
    world.wait(5)
    ask(world, pages[1], "presence", presence="away")
    writes(world, space, from_=numbered(1))
    writes(world, space, from_=numbered(2))
    ask(world, pages[1], "presence", presence="available")
    world.wait(5)
    last = writes(world, space, from_=numbered(3))

    assert assignee(world, space, last) == "Agent 2"
    assert sorted(loads(world, space).values()) == [1, 1, 2]
    check_books(world)


def test_among_the_least_loaded_the_longest_idle_gets_the_next_conversation(world: World) -> None:
    space = world.space(agents=3)
    for agent in space.agents:
        world.arrive(agent)
        world.wait(60)
    got = [assignee(world, space, writes(world, space, from_=numbered(number))) for number in range(3)]

    assert got == ["Agent 1", "Agent 2", "Agent 3"]


def test_who_has_just_been_busy_is_not_the_longest_idle(world: World) -> None:
    space = world.space(agents=2)
    first_page = world.arrive(space.agents[0])
    long_one = writes(world, space, from_=numbered(0))
    world.wait(10)
    second_page = world.arrive(space.agents[1])
    short_one = writes(world, space, from_=numbered(1))
    ask(world, second_page, "resolve", conversation=short_one)
    world.wait(3600)
    ask(world, first_page, "resolve", conversation=long_one)
    world.wait(1)

    assert assignee(world, space, writes(world, space, from_=numbered(2))) == "Agent 2"


def test_nobody_gets_more_than_they_may_and_the_rest_waits_in_order(world: World) -> None:
    space = world.space(agents=2)
    for agent in space.agents:
        world.arrive(agent)
    for number in range(13):
        writes(world, space, from_=numbered(number))

    assert loads(world, space) == {"Agent 1": 5, "Agent 2": 5}
    queue = world.http("GET", "/conversations?list=queue", token=space.agents[0].token).json["conversations"]
    assert [each["contact"]["address"] for each in queue] == [numbered(10), numbered(11), numbered(12)]
    check_books(world)


def test_later_messages_go_to_whoever_holds_the_conversation(world: World) -> None:
    space = world.space(agents=2)
    page = world.arrive(space.agents[0])
    conversation = writes(world, space)
    other = world.arrive(space.agents[1])
    for number in range(3):
        writes(world, space, f"More {number}")

    assert texts(seen(world, page, conversation)) == ["Hi", "More 0", "More 1", "More 2"]
    assert of_type(world, other, "entries") == []


def test_coming_online_takes_the_oldest_from_the_queue_up_to_what_one_may(world: World) -> None:
    space = world.space()
    for number in range(7):
        writes(world, space, from_=numbered(number))
    page = world.arrive(space.agents[0])
    world.drain()

    mine = of_type(world, page, "resumed")[-1]["mine"]
    assert sorted(mine) == sorted(conversation_of(world, numbered(number)) for number in range(5))
    assert of_type(world, page, "resumed")[-1]["desk"] == {"presence": "available", "open": 5, "capacity": 5}
    check_books(world)


def test_resolving_frees_a_place_and_the_oldest_in_the_queue_fills_it(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    held = [writes(world, space, from_=numbered(number)) for number in range(7)]
    answer = ask(world, page, "resolve", conversation=held[2], id="r1")
    world.drain()

    assert (answer["type"], answer["id"]) == ("ack", "r1")
    assert head_of(world, space.agents[0], held[2])["owner"] == "nobody"
    assert assignee(world, space, held[5]) == "Agent 1"
    assert assignee(world, space, held[6]) is None
    assert loads(world, space) == {"Agent 1": 5}
    check_books(world)


def test_the_entry_of_a_resolved_conversation_says_who_did_it_and_the_page_is_told(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    conversation = writes(world, space)
    ask(world, page, "resolve", conversation=conversation)
    world.drain()

    last = seen(world, page, conversation)[-1]
    assert (last["kind"], last["change"]["owner"], last["change"]["person"]["name"]) == ("change", "nobody", "Agent 1")
    assert of_type(world, page, "entries")[-1]["conversation"]["owner"] == "nobody"


def test_a_contact_who_writes_again_after_it_was_resolved_gets_an_agent_in_the_same_thread(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    conversation = writes(world, space)
    ask(world, page, "resolve", conversation=conversation)
    world.wait(60)

    assert writes(world, space, "One more thing") == conversation
    shown = head_of(world, space.agents[0], conversation)
    assert (shown["owner"], shown["assignee"]["name"], shown["mo"]) == ("agent", "Agent 1", 2)
    assert shown["opened_at"] > "2026-03-02T09:01"
    check_books(world)
