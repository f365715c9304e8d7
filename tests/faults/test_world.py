"""The world itself: without it, what the other tests here show would mean nothing."""

from __future__ import annotations

import pytest

from tests.world import END_USER, World, invitee


def test_an_sms_reaches_the_agent_and_the_answer_the_end_user(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    assert world.carrier_posts("Where is my order?", space=space) == 200
    world.drain()
    shown = world.frames(page)[-1]
    assert [entry["text"] for entry in shown["entries"]] == ["Where is my order?"]
    world.frame(
        page, {"action": "send", "conversation": shown["conversation"]["id"], "client_id": "1", "text": "On its way."}
    )
    world.drain()
    assert [(sent.fields["To"], sent.text) for sent in world.carrier.sent] == [(END_USER, "On its way.")]
    assert world.carrier_reports(world.carrier.sent[0], "delivered") == 200
    world.drain()
    assert world.frames(page)[-1]["conversation"]["ticks"] == {"2": "delivered"}
    assert not world.failures


def test_calls_are_recorded_with_the_capacity_that_dynamodb_counted(world: World) -> None:
    space = world.space(agents=0)
    world.cloud.counts_units = True
    before = len(world.calls)
    world.invites(space, invitee("Dana Diaz"))
    counted = {str(call): call.units for call in world.calls[before:]}
    assert counted["app: dynamodb.GetItem"] == 1.0
    assert (counted["app: dynamodb.TransactWriteItems"] or 0) >= 6.0


def test_a_world_goes_back_to_what_it_was(world: World) -> None:
    space = world.space()
    saved = world.saved()
    world.invites(space, invitee("Dana Diaz"))
    world.go_back(saved)
    assert not [
        item for item in world.cloud.items("SpacesTable") if item.get("email", {}).get("S") == "dana.diaz@acme.test"
    ]


def test_a_closed_connection_is_gone(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    world.cut(page)
    world.carrier_posts("Hello?", space=space)
    world.drain()
    assert not [item for item in world.cloud.items("SessionsTable") if page in item["pk"]["S"] + item["sk"]["S"]]


@pytest.mark.parametrize("answer", ["refuse", "unavailable", "hang_up", "unreachable", "too_many", "broken"])
def test_the_carrier_answers_as_it_is_told(world: World, answer: str) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    world.carrier_posts("Hello?", space=space)
    world.drain()
    key = world.frames(page)[-1]["conversation"]["id"]
    world.carrier.answers.append(answer)
    world.frame(page, {"action": "send", "conversation": key, "client_id": "1", "text": "Yes?"})
    world.drain()
    came = world.frames(page)[-1]["conversation"]["ticks"]["2"]
    again = {"refuse": "failed", "hang_up": "unconfirmed", "broken": "unconfirmed"}
    assert came == again.get(answer, "accepted")
