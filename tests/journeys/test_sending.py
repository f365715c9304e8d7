"""MT ends: each message is handed to the carrier once, and what came of it is told; receipts only ever advance."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from chalicelib.services import outbound
from tests import vectors
from tests.journeys.acting import ask, head_of, log_of, say, seen, writes
from tests.world import END_USER, PUBLIC_URL, Crash, Json, Space, World


def said(world: World, text: str = "Hello!", **more: Any) -> tuple[Space, str, str]:
    """An agent has answered, and nothing is delivered yet: the space, the agent's page, the conversation."""
    space = world.space(**more)
    page = world.arrive(space.agents[0])
    conversation = writes(world, space)
    assert say(world, page, conversation, text)["seq"] == 2
    return space, page, conversation


def status(world: World, space: Space, conversation: str, of: int = 2) -> str:
    return str(head_of(world, space.agents[0], conversation)["ticks"][str(of)])


def receipts(world: World, space: Space, conversation: str) -> list[Json]:
    return [entry for entry in log_of(world, space.agents[0], conversation) if entry["kind"] == "receipt"]


def test_a_message_is_pending_until_the_carrier_has_taken_it(world: World) -> None:
    space, page, conversation = said(world)
    assert status(world, space, conversation) == "pending"
    world.drain()

    assert status(world, space, conversation) == "accepted"
    assert [(each["of"], each["status"]) for each in seen(world, page, conversation)[2:]] == [(2, "accepted")]


def test_the_receipts_address_holds_our_reference_and_our_own_origin(world: World) -> None:
    space, _, conversation = said(world)
    world.drain()

    callback = f"{PUBLIC_URL}/api/webhooks/twilio/{space.sender_id}?ref={conversation}.2"
    assert world.carrier.sent[0].fields["StatusCallback"] == callback


def test_a_refused_message_failed_and_the_page_is_told_why_in_a_sentence(world: World) -> None:
    space, page, conversation = said(world)
    world.carrier.answers.append("refuse")
    world.drain()

    (receipt,) = receipts(world, space, conversation)
    assert receipt["status"] == "failed"
    assert receipt["error"] == {
        "code": "21211",
        "kind": "invalid_recipient",
        "sentence": "This number does not exist or cannot receive messages.",
    }
    assert seen(world, page, conversation)[-1] == receipt
    assert len(world.carrier.tries) == 1


@pytest.mark.parametrize("answer", ["too_many", "unavailable", "unreachable"])
def test_a_message_that_surely_was_not_taken_is_tried_again_and_sent_once(world: World, answer: str) -> None:
    space, _, conversation = said(world)
    world.carrier.answers.extend([answer, answer])
    world.drain()

    assert status(world, space, conversation) == "accepted"
    assert [sent.text for sent in world.carrier.sent] == ["Hello!"]
    assert [each["status"] for each in receipts(world, space, conversation)] == ["accepted"]


def test_a_carrier_that_never_takes_it_makes_it_fail_before_the_queue_gives_up(world: World) -> None:
    space, _, conversation = said(world)
    world.carrier.answers.extend(["too_many"] * 20)
    world.drain()

    assert status(world, space, conversation) == "failed"
    assert world.carrier.sent == []
    assert len(world.carrier.tries) == outbound.TRIES
    assert world.cloud.queue("OutboundDlq")["messages"] == []


def test_messages_behind_one_that_must_wait_keep_their_order(world: World) -> None:
    _, page, conversation = said(world, "One")
    say(world, page, conversation, "Two", "c-2")
    say(world, page, conversation, "Three", "c-3")
    world.carrier.answers.extend(["unavailable", "unavailable"])
    begun = world.clock.moment
    world.drain()

    assert [sent.text for sent in world.carrier.sent] == ["One", "Two", "Three"]
    assert world.clock.moment - begun < 30  # not the two minutes after which SQS shows what was taken and not done


@pytest.mark.parametrize("answer", ["hang_up", "broken"])
def test_a_message_whose_outcome_nobody_knows_stays_unconfirmed_and_is_never_sent_again(
    world: World, answer: str
) -> None:
    space, page, conversation = said(world)
    world.carrier.answers.append(answer)
    world.drain()
    world.sweep()
    world.drain()

    assert status(world, space, conversation) == "unconfirmed"
    assert seen(world, page, conversation)[-1]["status"] == "unconfirmed"
    assert len(world.carrier.tries) == 1


def test_a_later_receipt_lifts_an_unconfirmed_message(world: World) -> None:
    space, page, conversation = said(world)
    world.carrier.answers.append("hang_up")
    world.drain()
    assert world.carrier_reports(world.carrier.sent[0], "delivered") == 200
    world.drain()

    assert status(world, space, conversation) == "delivered"
    assert [each["status"] for each in seen(world, page, conversation)[2:]] == ["unconfirmed", "delivered"]


def test_a_worker_that_dies_while_it_sends_leaves_the_message_unconfirmed(world: World) -> None:
    space, _, conversation = said(world)

    def dies(call: Any, commit: Callable[[], Any], _request: Any) -> Any:
        if call.service == "carrier":
            world.cloud.interfere = None
            commit()
            raise Crash
        return commit()

    world.cloud.interfere = dies
    world.drain()

    assert status(world, space, conversation) == "unconfirmed"
    assert len(world.carrier.sent) == 1


def test_a_receipt_that_is_quicker_than_the_carriers_own_answer_counts(world: World) -> None:
    space, _, conversation = said(world)

    def reported_first(call: Any, commit: Callable[[], Any], _request: Any) -> Any:
        answer = commit()
        if call.service == "carrier":
            world.cloud.interfere = None
            world.carrier_reports(world.carrier.sent[0], "delivered")
            for event in world.delivery.peek("InboundQueue"):
                world.invoke("inbound", event)
        return answer

    world.cloud.interfere = reported_first
    world.drain()

    assert status(world, space, conversation) == "delivered"
    assert [each["status"] for each in receipts(world, space, conversation)] == ["delivered"]


def test_a_whatsapp_user_who_hides_the_number_can_write_and_a_reply_says_that_it_failed(world: World) -> None:
    space = world.space(channel="whatsapp")
    page = world.arrive(space.agents[0])
    world.carrier_posts("Hi", "US.1234567890", space=space, name="Ana")
    world.drain()
    conversation = world.frames(page)[-1]["conversation"]["id"]
    assert world.frames(page)[-1]["conversation"]["contact"] == {"name": "Ana", "address": None}
    say(world, page, conversation, "Hello!")
    world.drain()

    assert status(world, space, conversation) == "failed"
    assert world.carrier.sent == []
    assert world.cloud.queue("OutboundDlq")["messages"] == []


def test_an_outbound_record_that_comes_again_sends_nothing_again(world: World) -> None:
    space, _, conversation = said(world)
    world.delivery.stream()
    events = world.delivery.peek("OutboundQueue")
    world.drain()
    for event in events * 3:
        world.invoke("outbound", event)

    assert len(world.carrier.sent) == 1
    assert status(world, space, conversation) == "accepted"


def test_many_messages_in_a_row_are_sent_in_order_and_all_marked(world: World) -> None:
    space, page, conversation = said(world, "0")
    for number in range(1, 16):
        say(world, page, conversation, str(number), f"c{number}")
    world.drain()
    for sent in world.carrier.sent:
        world.carrier_reports(sent, "delivered")
    world.drain()

    assert [sent.text for sent in world.carrier.sent] == [str(number) for number in range(16)]
    told: dict[int, list[str]] = {}
    for each in receipts(world, space, conversation):
        told.setdefault(each["of"], []).append(each["status"])
    assert told == {of: ["accepted", "delivered"] for of in range(2, 18)}
    assert [entry["seq"] for entry in seen(world, page, conversation)] == list(range(1, 50))


def test_resolving_does_not_stop_what_was_said_from_being_sent(world: World) -> None:
    _, page, conversation = said(world)
    assert ask(world, page, "resolve", conversation=conversation)["type"] == "ack"
    world.drain()

    assert [sent.text for sent in world.carrier.sent] == ["Hello!"]


SEQUENCES = Path(vectors.SHARED)


@pytest.mark.skipif(
    not SEQUENCES.is_dir() and not os.environ.get("CI"), reason="../shared/vectors is not beside this checkout"
)
@pytest.mark.parametrize("name", ["seq-twilio-out-of-order"])
def test_a_recorded_sequence_of_receipts_ends_as_it_must(world: World, name: str) -> None:
    vector = json.loads((SEQUENCES / f"{name}.json").read_text("utf-8"))
    space, _, conversation = said(world)
    world.drain()
    sent = world.carrier.sent[0]
    for step in vector["steps"]:
        recorded = json.loads((SEQUENCES / f"{step}.json").read_text("utf-8"))
        fields = dict(parse_qsl(recorded["body"], keep_blank_values=True))
        sid = fields["MessageSid"]
        fields |= {"From": sent.fields["From"], "To": sent.fields["To"]}
        assert world._post(sent.fields["StatusCallback"], fields) == 200
        world.drain()

    assert status(world, space, conversation) == vector["expected_final"]["receipt_status"][sid]


def test_nothing_of_a_conversation_is_kept_under_a_name_that_holds_its_number(world: World) -> None:
    said(world)
    world.drain()
    keys = [item["pk"]["S"] + item["sk"]["S"] for item in world.cloud.items("ConversationsTable")]

    assert len(keys) == 7
    assert not [key for key in keys if END_USER.strip("+") in key]
