"""What a carrier says of numbers, channels and types that nobody here has: acknowledged, and kept only where it can be."""

from __future__ import annotations

import pytest

from tests.journeys.acting import conversation_of, log_of, stored
from tests.journeys.test_webhooks import ACK, fields, post
from tests.world import END_USER, PUBLIC_URL, SENDER_ADDRESS, World


@pytest.mark.parametrize("sender", ["sn_" + "0" * 20, "sn_none", "x", "sp_x", "x" * 3000, "..", "sn_%00"])
def test_a_sender_that_nobody_has_is_acknowledged_and_leaves_nothing(world: World, sender: str) -> None:
    space = world.space()
    before = stored(world)
    answer = post(world, space, fields(), sender_id=sender)
    world.drain()

    assert (answer.status, answer.body) == (200, ACK)
    assert stored(world) == before


@pytest.mark.parametrize("change", [{"To": "+18005559999"}, {"To": f"whatsapp:{SENDER_ADDRESS}"}, {"From": ""}])
def test_a_message_to_a_number_that_nobody_owns_is_acknowledged_and_leaves_nothing(
    world: World, change: dict[str, str]
) -> None:
    space = world.space()
    before = stored(world)
    answer = post(world, space, fields(**change))
    world.drain()

    assert (answer.status, answer.body) == (200, ACK)
    assert stored(world) == before


@pytest.mark.parametrize("word", ["teleported", "", "SENT", "queued"])
def test_a_status_of_something_we_never_sent_is_acknowledged_and_leaves_nothing(world: World, word: str) -> None:
    space = world.space()
    form = fields(MessageStatus=word or "unknown", From=SENDER_ADDRESS, To=END_USER)
    before = stored(world)
    answer = post(world, space, form)
    world.drain()

    assert answer.status == 200
    assert stored(world) == before
    assert not world.failures


@pytest.mark.parametrize("channel", ["rcs:", "messenger:", "WhatsApp:"])
def test_another_channel_than_ours_is_acknowledged_and_leaves_nothing(world: World, channel: str) -> None:
    space = world.space()
    before = stored(world)
    answer = post(world, space, fields(From=channel + END_USER, To=channel + SENDER_ADDRESS))
    world.drain()

    assert answer.status == 200
    assert stored(world) == before


def test_a_message_of_an_unknown_type_is_kept_and_later_ones_flow(world: World) -> None:
    space = world.space(channel="whatsapp")
    whatsapp = {"From": f"whatsapp:{END_USER}", "To": f"whatsapp:{SENDER_ADDRESS}"}
    post(world, space, fields(**whatsapp, Body="", MessageType="hologram"))
    post(world, space, fields(**whatsapp, MessageSid="SM2", Body="And now?", MessageType="text"))
    world.drain()

    shown = log_of(world, space.agents[0], conversation_of(world))
    assert [(entry["type"], entry["text"]) for entry in shown] == [("unsupported", ""), ("text", "And now?")]


@pytest.mark.parametrize("content_type", ["application/xml", "multipart/form-data", "image/png", "x"])
def test_an_unknown_content_type_is_refused(world: World, content_type: str) -> None:
    space = world.space()
    path = f"/webhooks/twilio/{space.sender_id}"
    body, headers = world.carrier.form(fields(), f"{PUBLIC_URL}/api{path}")

    assert world.http("POST", path, body, **{**headers, "content-type": content_type}).status == 415


def test_a_carrier_that_we_do_not_speak_is_not_found(world: World) -> None:
    space = world.space()

    assert world.http("POST", f"/webhooks/pigeon/{space.sender_id}", b"", content_type="text/plain").status == 404
