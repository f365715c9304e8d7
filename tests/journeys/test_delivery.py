"""DLR: receipts in any order, forged, foreign or late, bring a message to one and the same end."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.journeys.acting import head_of, seen
from tests.journeys.test_sending import receipts, said, status
from tests.world import END_USER, PUBLIC_URL, SENDER_ADDRESS, World
from tests.world_carrier import ACCOUNT_SID, Sent


def test_receipts_advance_the_message_and_each_is_told_once(world: World) -> None:
    space, page, conversation = said(world, channel="whatsapp")
    world.drain()
    for word in ("sent", "sent", "delivered", "sent", "read", "delivered", "read"):
        assert world.carrier_reports(world.carrier.sent[0], word) == 200
        world.drain()
        world.wait(301)

    told = [each["status"] for each in receipts(world, space, conversation)]
    assert told == ["accepted", "sent", "delivered", "read"]
    assert [entry["status"] for entry in seen(world, page, conversation)[2:]] == told


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])), ids="-".join)
def test_receipts_in_any_order_come_to_the_same_end(world: World, order: tuple[str, ...]) -> None:
    space, _, conversation = said(world, channel="whatsapp")
    world.drain()
    for word in order:
        world.carrier_reports(world.carrier.sent[0], word)
    world.drain()

    assert status(world, space, conversation) == "read"


def test_a_message_that_failed_and_then_arrived_after_all_is_delivered(world: World) -> None:
    space, _, conversation = said(world)
    world.drain()
    for word, code in (("undelivered", "30003"), ("sent", ""), ("delivered", "")):
        world.carrier_reports(world.carrier.sent[0], word, code)
        world.drain()

    assert [each["status"] for each in receipts(world, space, conversation)] == ["accepted", "failed", "delivered"]


def other_reference(sent: Sent, reference: str) -> Sent:
    callback = sent.fields["StatusCallback"].replace(sent.reference, reference)
    return Sent(sid="SM" + "f" * 32, fields={**sent.fields, "StatusCallback": callback})


@pytest.mark.parametrize(
    "reference", ["x", "cv_" + "a" * 26 + ".2", "{conversation}.1", "{conversation}.99", "{conversation}.0"]
)
def test_a_signed_receipt_for_what_we_never_sent_changes_nothing(world: World, reference: str) -> None:
    space, _, conversation = said(world)
    world.drain()
    before = head_of(world, space.agents[0], conversation)
    sent = other_reference(world.carrier.sent[0], reference.format(conversation=conversation))

    assert world.carrier_reports(sent, "read") == 200
    world.drain()
    assert head_of(world, space.agents[0], conversation) == before
    assert world.cloud.queue("InboundParked")["messages"] == []
    assert not world.failures


def test_a_receipt_cannot_be_about_another_senders_conversation(world: World) -> None:
    space, _, conversation = said(world)
    world.drain()
    other = world.space(agents=0, channel="whatsapp")
    url = f"{PUBLIC_URL}/api/webhooks/twilio/{other.sender_id}?ref={conversation}.2"
    fields = {"MessageSid": "SM" + "e" * 32, "MessageStatus": "read", "AccountSid": ACCOUNT_SID}
    fields |= {"From": f"whatsapp:{SENDER_ADDRESS}", "To": f"whatsapp:{END_USER}"}

    assert world._post(url, fields) == 200
    world.drain()
    assert status(world, space, conversation) == "accepted"


def test_a_receipt_that_names_no_phone_and_another_conversation_changes_neither(world: World) -> None:
    space, _, conversation = said(world)
    world.drain()
    url = f"{PUBLIC_URL}/api/webhooks/twilio/{space.sender_id}?ref=cv_{'a' * 26}.2"

    assert world._post(url, {"MessageSid": world.carrier.sent[0].sid, "MessageStatus": "read"}) == 200
    world.drain()
    assert status(world, space, conversation) == "accepted"
    assert not world.failures


def test_a_receipt_without_our_reference_is_known_by_the_carriers_id(world: World) -> None:
    space, _, conversation = said(world)
    world.drain()
    sent = world.carrier.sent[0]
    bare = {**sent.fields, "StatusCallback": sent.fields["StatusCallback"].partition("?")[0]}

    world.carrier_reports(Sent(sid=sent.sid, fields=bare), "delivered")
    world.drain()
    assert status(world, space, conversation) == "delivered"
