"""Frames that no page of ours would send: refused in words, and the connection lives."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.acting import (
    ask,
    raw_frame,
)
from tests.journeys.test_bodies import JSON, furnished, nested
from tests.world import Json, World

FRAMES = {
    "nothing": "",
    "not JSON": "{",
    "an array": "[]",
    "a text": '"ping"',
    "null": "null",
    "no action": "{}",
    "an unknown action": '{"action":"fly"}',
    "an action that is a list": '{"action":["ping"]}',
    "an action that is an object": '{"action":{}}',
    "an action that is null": '{"action":null}',
    "a private action": '{"action":"_ping"}',
    "NaN": '{"action":"read","conversation":"cv_x","mo":NaN}',
    "a lone surrogate": '{"action":"ping","digest":"\\ud800"}',
    "an encoded surrogate": '{"action":"ping","digest":"\ud800"}',
    "33 levels": nested(33).decode(),
    "10,000 levels": '{"action":' + "[" * 10_000,
    "over 32 KB": '{"action":"ping","digest":"' + "x" * 32_768 + '"}',
    "a ping without a digest": '{"action":"ping"}',
    "a presence that does not exist": '{"action":"presence","presence":"asleep"}',
    "a presence that is a list": '{"action":"presence","presence":["away"]}',
    "a watch that does not exist": '{"action":"watch","watch":"everything"}',
    "a watch that is a list": '{"action":"watch","watch":["all"]}',
    "a resume that holds a list": '{"action":"resume","have":[]}',
    "a resume with half a number": '{"action":"resume","have":{"cv_x":1.5}}',
    "a resume with a negative number": '{"action":"resume","have":{"cv_x":-1}}',
    "a resume with true": '{"action":"resume","have":{"cv_x":true}}',
    "a resume with a huge number": '{"action":"resume","have":{"cv_x":1000000000}}',
    "a read of nothing": '{"action":"read","conversation":"cv_x"}',
    "a read of a text": '{"action":"read","conversation":"cv_x","mo":"1"}',
}


@pytest.mark.parametrize("body", FRAMES.values(), ids=FRAMES.keys())
def test_a_malformed_frame_gets_an_error_frame_and_the_connection_lives(world: World, body: str) -> None:
    page = world.arrive(world.space().agents[0])
    answer = raw_frame(world, page, body)

    assert (answer["type"], answer["code"]) == ("error", "malformed")
    assert ask(world, page, "ping", digest="")["up_to_date"] is True


def test_an_error_frame_repeats_the_id_of_the_frame_it_is_about(world: World) -> None:
    page = world.arrive(world.space().agents[0])

    assert raw_frame(world, page, '{"action":"fly","id":"f-1"}')["id"] == "f-1"
    assert "id" not in raw_frame(world, page, '{"action":"fly","id":"' + "x" * 30_000 + '"}')


def test_a_resume_that_holds_very_many_conversations_is_refused_and_odd_names_are_left_aside(world: World) -> None:
    page = world.arrive(world.space().agents[0])

    assert ask(world, page, "resume", have={f"cv_{number}": 1 for number in range(1001)})["code"] == "malformed"
    odd = {"": 1, "x" * 3000: 1, "HEAD": 0, "REF#sn#1": 0, "cv_none": 5, "\u00fc": 2}
    assert ask(world, page, "resume", have=odd)["type"] == "resumed"


def test_a_frame_of_a_connection_that_nobody_knows_is_asked_to_sign_in(world: World) -> None:
    world.space()
    world.cloud.frames["stranger"] = []

    assert raw_frame(world, "stranger", '{"action":"ping","digest":""}')["code"] == "not_signed_in"
    send = '{"action":"send","conversation":"cv_x","client_id":"1","text":"Hi"}'
    assert raw_frame(world, "stranger", send)["code"] == "not_signed_in"


FIELDS = st.sampled_from(["conversation", "client_id", "text", "have", "watch", "mo", "presence", "digest", "id"])
ACTIONS = st.sampled_from(["send", "resume", "watch", "resolve", "take", "read", "presence", "ping", "fly"])


@given(ACTIONS, st.dictionaries(FIELDS, JSON, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_frame_is_a_fault_of_ours(world: World, action: str, fields: Json) -> None:
    space = furnished(world)
    page = world.arrive(space.admins[0])
    answer = ask(world, page, action, **fields)

    assert answer.get("type", "") in ("", "error", "ack", "pong", "resumed", "desk", "entries")
    assert ask(world, page, "ping", digest="")["type"] == "pong"
    world.hang_up(page)
