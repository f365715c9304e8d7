"""A carrier posts what concerns all senders of an account to one URL: each message finds its sender, and harms no other."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from chalicelib.gateways import secrets
from chalicelib.gateways.carriers import CARRIERS
from tests.journeys import pigeon
from tests.journeys.acting import ask, conversation_of, log_of, problem, stored, texts
from tests.journeys.providing import account, sender, support
from tests.journeys.test_webhooks import fields
from tests.world import END_USER, PUBLIC_URL, Answer, Json, Space, World

CREDENTIALS = {"secret": "the pigeon's secret", "greeting": "coo coo"}
TWILIO = "chalicelib.gateways.carriers.twilio"
FIRST, SECOND = "+18005550121", "+18005550122"


@pytest.fixture
def space(world: World, monkeypatch: pytest.MonkeyPatch) -> Space:
    """A space with an account at a carrier that posts by account, and two senders on it; the second is known by its key."""
    monkeypatch.setattr(type(CARRIERS), "_modules", {"pigeon": "tests.journeys.pigeon", "twilio": TWILIO})
    space = world.space(channel="whatsapp")
    by_pigeon = account(world, space.id, carrier="pigeon", credentials=CREDENTIALS)["id"]
    add(world, space.id, by_pigeon, FIRST)
    add(world, space.id, by_pigeon, SECOND, sender_key="loft-2")
    return Space(**{**vars(space), "account_id": by_pigeon})


def add(world: World, space_id: str, account_id: str, address: str, **changes: Any) -> str:
    """One more sender on the account."""
    return str(sender(world, space_id, account_id=account_id, address=address, channel="whatsapp", **changes)["id"])


def posts(world: World, space: Space, body: Json, **changes: str) -> Answer:
    """The pigeon brings a batch."""
    raw = json.dumps(body).encode()
    headers = {"content_type": "application/json", "x_pigeon": pigeon.signed(raw, CREDENTIALS["secret"]), **changes}
    return world.http("POST", f"/webhooks/pigeon/{space.account_id}", raw, **headers)


def letter(which: int, **changes: Any) -> Json:
    """One message of a batch."""
    usual = {"id": f"letter-{which}", "number": FIRST, "from": f"+1415555010{which}", "text": f"Letter {which}"}
    return {**usual, **changes}


def owners(world: World, space: Space) -> dict[str, str]:
    """The address of the sender that each text came to."""
    found = world.http("GET", "/conversations?list=all", token=space.agents[0].token).json["conversations"]
    return {each["preview"]: each["sender"]["address"] for each in found}


def test_each_message_of_a_batch_finds_its_sender_by_address_or_key(world: World, space: Space) -> None:
    second = letter(2, number=None, loft="loft-2")
    both = letter(3, number="+18005559999", loft="loft-2")
    answer = posts(world, space, {"letters": [letter(1), second, both, letter(4)]})
    world.drain()

    assert (answer.status, answer.body) == (200, "coo")
    assert owners(world, space) == {"Letter 1": FIRST, "Letter 2": SECOND, "Letter 3": SECOND, "Letter 4": FIRST}
    assert not world.failures


def test_what_nobody_on_the_account_owns_is_counted_and_the_others_are_kept(
    world: World, space: Space, caplog: pytest.LogCaptureFixture
) -> None:
    strangers = [
        letter(1, number="+18005559999"),
        letter(2, number=None, loft="loft-9"),
        letter(3, number=None),
        letter(4, number="x" * 3000),
        letter(5, **{"from": None}),
        letter(6, number="+18005550111"),  # a sender of the space, on an account with another carrier
    ]
    caplog.set_level(logging.INFO)
    answer = posts(world, space, {"letters": [*strangers, letter(7)]})
    world.drain()

    assert answer.status == 200
    assert list(owners(world, space)) == ["Letter 7"]
    told = [vars(record) for record in caplog.records if record.message == "carrier_call"]
    assert [(each["queued"], each["nobodys"]) for each in told] == [(1, 6)]


def test_an_account_speaks_for_no_sender_of_another_space(world: World, space: Space) -> None:
    other = support(world, "POST", "", {"name": "Globex"}).json["id"]
    support(world, "PUT", f"/{other}/channels", {"channels": ["whatsapp"]})
    foreign = account(world, other, carrier="pigeon", credentials=CREDENTIALS)["id"]
    add(world, other, foreign, "+18005550131", sender_key="loft-9")
    before = stored(world)
    letters = [letter(1, number="+18005550131"), letter(2, number=None, loft="loft-9")]

    assert posts(world, space, {"letters": letters}).status == 200
    assert stored(world) == before


def test_one_message_that_no_queue_would_hold_does_not_harm_the_others(world: World, space: Space) -> None:
    answer = posts(world, space, {"letters": [letter(1), letter(2, text="x" * 200_000), letter(3)]})
    world.drain()

    assert (answer.status, problem(answer)["code"]) == (413, "too_large")
    assert set(owners(world, space)) == {"Letter 1", "Letter 3"}


def test_a_batch_asks_for_each_sender_once_and_a_warm_function_for_none(world: World, space: Space) -> None:
    letters = [letter(number % 10, id=f"letter-{number}", number=(FIRST, SECOND)[number % 2]) for number in range(60)]
    letters += [letter(1, id=f"stranger-{number}", number="+18005559999") for number in range(60)]

    def reads() -> int:
        before = len(world.calls)
        assert posts(world, space, {"letters": letters}).status == 200
        return sum(call.operation == "GetItem" for call in world.calls[before:])

    assert reads() == 1 + 2 * 2 + 1  # the account, each sender's address and row, and the stranger's address
    assert reads() == 1  # what nobody has is not remembered, so that a new sender counts at once


def test_receipts_find_their_sender_by_key_or_by_our_reference(world: World, space: Space) -> None:
    page = world.arrive(space.agents[0])
    posts(world, space, {"letters": [letter(1, number=None, loft="loft-2", **{"from": END_USER})]})
    world.drain()
    conversation = conversation_of(world)
    assert ask(world, page, "send", conversation=conversation, client_id="1", text="Yes?")["type"] == "ack"
    world.drain()
    named, ours = {"id": f"{conversation}.2", "to": END_USER}, f"{conversation}.2"
    feathers = [
        {**named, "status": "sent", "loft": "loft-2"},
        {**named, "status": "delivered", "ref": ours},
        {"id": ours, "status": "read", "ref": ours},
        {**named, "status": "failed", "ref": "cv_" + "x" * 3000 + ".2"},
        {**named, "status": "failed", "loft": "loft-9"},
        {**named, "status": "failed"},
    ]

    assert posts(world, space, {"feathers": feathers}).status == 200
    world.drain()
    statuses = [each["status"] for each in log_of(world, space.agents[0], conversation) if each["kind"] == "receipt"]
    assert statuses == ["accepted", "sent", "delivered", "read"]
    assert not world.failures


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "text/plain; charset=UTF-8"])
def test_a_carrier_may_call_its_json_plain_text(world: World, space: Space, content_type: str) -> None:
    assert posts(world, space, {"letters": [letter(1)]}, content_type=content_type).status == 200
    world.drain()
    assert list(owners(world, space)) == ["Letter 1"]


def test_a_handshake_is_answered_for_accounts_and_senders_and_leaves_nothing(world: World, space: Space) -> None:
    by_key = add(world, space.id, space.account_id, "+18005550123")
    before = stored(world)
    for target in (space.account_id, by_key):
        path = f"/webhooks/pigeon/{target}?echo=4711&greeting="
        known, unknown = world.http("GET", path + "coo coo"), world.http("GET", path + "hello")

        assert (known.status, known.body, known.headers["content-type"]) == (200, "4711", "text/plain")
        assert (unknown.status, unknown.body) == (403, "")
    assert (asked := posts(world, space, {"ask": "whose?"})).status == 200
    assert asked.body == "whose?"
    assert posts(world, space, {"ask": "whose?"}, x_pigeon="forged").status == 401
    assert stored(world) == before


def test_a_forged_batch_is_refused_and_an_account_that_nobody_has_acknowledged(world: World, space: Space) -> None:
    before = stored(world)

    assert posts(world, space, {"letters": [letter(1)]}, x_pigeon="forged").status == 401
    nobody = Space(**{**vars(space), "account_id": "ac_" + "0" * 20})
    assert posts(world, nobody, {"letters": [letter(1)]}).status == 200
    assert world.http("GET", f"/webhooks/twilio/{space.account_id}?echo=1&greeting=coo coo").status == 401
    assert world.http("GET", f"/webhooks/twilio/{space.sender_id}").status == 401
    assert stored(world) == before


def test_twilio_may_post_to_the_accounts_url_as_well(world: World) -> None:
    space = world.space()
    path = f"/webhooks/twilio/{space.account_id}"
    body, headers = world.carrier.form(fields(), f"{PUBLIC_URL}/api{path}")

    assert world.http("POST", path, body, **headers).status == 200
    world.drain()
    assert texts(log_of(world, space.agents[0], conversation_of(world))) == ["Hi"]


def test_a_removed_accounts_url_is_nobodys_and_what_comes_at_that_moment_is_not_acknowledged(
    world: World, space: Space
) -> None:
    lonely = account(world, space.id, carrier="pigeon", credentials=CREDENTIALS)["id"]
    other = Space(**{**vars(space), "account_id": lonely})
    assert posts(world, other, {"letters": [letter(1)]}).status == 200
    assert support(world, "DELETE", f"/{space.id}/accounts/{lonely}").status == 204
    world.drain()
    before = stored(world)

    assert posts(world, other, {"letters": [letter(1)]}).status == 401
    world.wait(61)
    assert posts(world, other, {"letters": [letter(1)]}).status == 200
    assert stored(world) == before


def test_what_comes_while_a_sender_is_moved_and_its_former_account_removed_is_not_acknowledged_and_lost(
    world: World,
) -> None:
    space = world.space()
    second = account(world, space.id)["id"]
    assert world.carrier_posts("Before", space=space) == 200
    assert support(world, "PUT", f"/{space.id}/senders/{space.sender_id}", {"account_id": second}).status == 200
    assert support(world, "DELETE", f"/{space.id}/accounts/{space.account_id}").status == 204
    world.drain()
    world.wait(30)
    secrets._kept.clear()

    assert world.carrier_posts("Meanwhile", space=space) == 401
    world.wait(61)
    assert world.carrier_posts("Meanwhile", space=space) == 200
