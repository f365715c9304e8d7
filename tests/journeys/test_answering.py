"""MT begins: an agent's text is committed once, by its holder alone; what is read and who is present is told."""

from __future__ import annotations

from typing import Any

import pytest

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
from tests.world import Json, Space, World


def begun(world: World, agents: int = 1, **more: Any) -> tuple[Space, str, str]:
    """An agent holds a conversation: the space, the agent's page, the conversation."""
    space = world.space(agents=agents, **more)
    page = world.arrive(space.agents[0])
    return space, page, writes(world, space)


def test_what_an_agent_says_is_acknowledged_shown_and_sent_to_the_end_user(world: World) -> None:
    space, page, conversation = begun(world)
    answer = ask(world, page, "send", conversation=conversation, client_id="c-1", text="Hello!", id="7")
    world.drain()

    assert answer == {"type": "ack", "id": "7", "client_id": "c-1", "seq": 2}
    shown = seen(world, page, conversation)[1]
    assert (shown["text"], shown["author"]["name"], shown["client_id"]) == ("Hello!", "Agent 1", "c-1")
    assert [sent.text for sent in world.carrier.sent] == ["Hello!"]
    assert head_of(world, space.agents[0], conversation)["read_mo"] == 1


def test_r13_the_answer_leaves_from_the_sender_the_end_user_wrote_to(world: World) -> None:
    _, page, conversation = begun(world, channel="whatsapp")
    say(world, page, conversation, "Hello!")
    world.drain()

    sent = world.carrier.sent[0].fields
    assert (sent["From"], sent["To"]) == ("whatsapp:+18005550111", "whatsapp:+14155550199")


def test_the_same_send_five_times_is_one_entry_and_one_carrier_call(world: World) -> None:
    space, page, conversation = begun(world)
    answers = []
    for _ in range(5):
        answers.append(say(world, page, conversation, "Hello!"))
        world.drain()

    assert [answer["seq"] for answer in answers] == [2] * 5
    assert texts(log_of(world, space.agents[0], conversation)) == ["Hi", "Hello!"]
    assert len(world.carrier.sent) == 1


def test_a_send_that_is_repeated_after_resolving_is_told_of_the_first_time(world: World) -> None:
    _, page, conversation = begun(world)
    say(world, page, conversation, "Hello!")
    ask(world, page, "resolve", conversation=conversation)

    assert say(world, page, conversation, "Hello!")["seq"] == 2
    assert say(world, page, conversation, "Hello!", "c-2")["code"] == "not_yours"


def test_two_agents_whose_pages_count_alike_do_not_swallow_each_others_texts(world: World) -> None:
    space, page, conversation = begun(world, agents=2)
    say(world, page, conversation, "From one", "1")
    ask(world, page, "presence", presence="away")
    ask(world, page, "resolve", conversation=conversation)
    other = world.arrive(space.agents[1])
    writes(world, space, "Again")
    answer = say(world, other, conversation, "From two", "1")

    assert answer["type"] == "ack"
    assert texts(log_of(world, space.agents[0], conversation)) == ["Hi", "From one", "Again", "From two"]


def test_who_does_not_hold_a_conversation_cannot_send_and_is_told_who_does(world: World) -> None:
    space, _, conversation = begun(world, agents=2)
    other = world.arrive(space.agents[1], watch="all")
    before = stored(world)

    for action, more in (("send", {"client_id": "c-1", "text": "Mine"}), ("resolve", {})):
        answer = ask(world, other, action, conversation=conversation, id="9", **more)
        assert (answer["type"], answer["code"], answer["id"]) == ("error", "not_yours", "9")
        assert answer["title"] == "Agent 1 holds this conversation."
    assert stored(world) == before
    assert world.carrier.sent == []


def test_in_a_queued_or_resolved_conversation_nobody_sends(world: World) -> None:
    space, page, conversation = begun(world)
    ask(world, page, "presence", presence="away")
    ask(world, page, "resolve", conversation=conversation)
    assert say(world, page, conversation, "Late")["title"] == "Somebody has resolved this conversation."

    writes(world, space, "Again")
    assert say(world, page, conversation, "Early")["title"] == "Nobody has taken this conversation."


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": ""}, "empty_text"),
        ({"text": " \n"}, "empty_text"),
        ({"text": "x" * 1601}, "text_too_long"),
        ({"text": None}, "malformed"),
        ({"text": ["Hello"]}, "malformed"),
        ({"client_id": ""}, "invalid_client_id"),
        ({"client_id": "x" * 65}, "invalid_client_id"),
        ({"client_id": 5}, "malformed"),
        ({"conversation": None}, "malformed"),
        ({"conversation": ""}, "not_found"),
        ({"conversation": "x" * 3000}, "not_found"),
        ({"conversation": "cv_" + "a" * 26}, "not_found"),
    ],
)
def test_a_send_with_a_wrong_field_is_refused_and_changes_nothing(world: World, change: Json, code: str) -> None:
    _, page, conversation = begun(world)
    before = stored(world)
    answer = ask(world, page, "send", **{"conversation": conversation, "client_id": "c", "text": "Hello", **change})

    assert (answer["type"], answer["code"]) == ("error", code)
    assert stored(world) == before


@pytest.mark.parametrize("action", ["send", "resolve", "take", "read"])
def test_another_spaces_conversation_answers_like_none_and_changes_nothing(world: World, action: str) -> None:
    _, _, conversation = begun(world)
    other = world.space(agents=0, channel="whatsapp")
    page = world.arrive(world.joins(other, "Eve Ek", "agent"), watch="all")
    before = stored(world)
    more = {"client_id": "c", "text": "Hello", "mo": 1}
    foreign = ask(world, page, action, conversation=conversation, **more)
    missing = ask(world, page, action, conversation="cv_" + "a" * 26, **more)

    assert foreign == missing
    assert foreign["code"] == "not_found"
    assert stored(world) == before


def test_what_the_holder_has_read_is_told_to_all_pages_and_never_goes_back(world: World) -> None:
    space, page, conversation = begun(world)
    other_page = world.arrive(space.agents[0])
    writes(world, space, "Two")
    writes(world, space, "Three")
    for mo in (2, 1, 0, 99):
        assert ask(world, page, "read", conversation=conversation, mo=mo) == {}
        world.drain()

    assert head_of(world, space.agents[0], conversation)["read_mo"] == 2
    assert of_type(world, other_page, "entries")[-1]["conversation"]["read_mo"] == 2


def test_that_somebody_else_looks_on_does_not_mark_a_conversation_as_read(world: World) -> None:
    space, _, conversation = begun(world, agents=2, admins=1)
    for person in (space.agents[1], space.admins[0]):
        assert ask(world, world.arrive(person, watch="all"), "read", conversation=conversation, mo=1) == {}

    assert head_of(world, space.agents[0], conversation)["read_mo"] == 0


def test_the_digest_says_whether_a_page_misses_something(world: World) -> None:
    space, page, conversation = begun(world)

    def up_to_date(digest: str) -> bool:
        return bool(ask(world, page, "ping", digest=digest)["up_to_date"])

    assert up_to_date(f"{conversation}:1")
    assert not up_to_date("")
    assert not up_to_date(f"{conversation}:2")
    writes(world, space, "More")
    assert not up_to_date(f"{conversation}:1")
    ask(world, page, "resolve", conversation=conversation)
    assert up_to_date("")


def test_a_heartbeat_is_written_down_every_five_minutes_at_most(world: World) -> None:
    page = world.arrive(world.space().agents[0])
    before = len(world.calls)
    for _ in range(21):
        world.wait(30)
        ask(world, page, "ping", digest="")

    written = [call for call in world.calls[before:] if call.operation in ("UpdateItem", "PutItem")]
    assert len(written) == 2 * 2  # the connection and the member


def test_sending_takes_two_calls_to_the_store(world: World) -> None:
    _, page, conversation = begun(world)
    before = len(world.calls)
    say(world, page, conversation, "Hello!")

    asked = [call.operation for call in world.calls[before:] if call.service == "dynamodb"]
    assert asked == ["TransactGetItems", "TransactWriteItems"]


def test_a_message_that_comes_in_while_the_agent_sends_is_in_the_log_before_it(world: World) -> None:
    space, page, conversation = begun(world)

    def writes_in_between(call: Any, commit: Any, _request: Any) -> Any:
        if call.operation == "TransactWriteItems" and call.function == "ws_message":
            world.cloud.interfere = None
            writes(world, space, "Wait")
        return commit()

    world.cloud.interfere = writes_in_between
    assert say(world, page, conversation, "Hello!")["seq"] == 3
    assert texts(log_of(world, space.agents[0], conversation_of(world))) == ["Hi", "Wait", "Hello!"]
