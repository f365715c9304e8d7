"""Senders: set up by support on accounts of the space (R9), changed and removed, and each address one sender's alone (R14)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.domain.ids import AccountId
from chalicelib.gateways.clients import client
from chalicelib.stores import carrier_accounts as carrier_accounts_store
from chalicelib.stores import senders as senders_store
from tests.journeys.acting import conversation_of, log_of, problem, stored, texts, writes
from tests.journeys.providing import CREDENTIALS, SENDER, account, accounts, made, secrets, sender, senders, support
from tests.world import END_USER, PUBLIC_URL, Answer, Json, World


def on(world: World, space: str, **changes: Any) -> Json:
    """A sender's fields, on the space's first account, which is made where there is none."""
    there = accounts(world, space) or [account(world, space)]
    return {**SENDER, "account_id": there[0]["id"], **changes}


def test_a_sender_is_answered_with_its_webhook_and_without_credentials(world: World) -> None:
    space = made(world)
    new = on(world, space, sender_key=" PN123 ")
    answer = support(world, "POST", f"/{space}/senders", new)

    assert answer.status == 201
    found = answer.json["id"]
    assert answer.json == {
        "id": found,
        **{key: new[key] for key in ("channel", "address", "name", "exclusive", "account_id")},
        "carrier": "twilio",
        "sender_key": "PN123",
        "directions": ["MO", "MT"],
        "webhook_url": f"{PUBLIC_URL}/api/webhooks/twilio/{found}",
    }
    assert senders(world, space) == [answer.json]
    assert accounts(world, space)[0]["senders"] == 1


@pytest.mark.parametrize("directions", [["MT"], ["MO"], [], ["MT", "MT"]])
def test_r9_a_sender_that_is_not_bidirectional_is_refused_with_a_clear_error(
    world: World, directions: list[str]
) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/senders", on(world, space, directions=directions))

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "one_way_sender", "directions")
    assert "both MT and MO" in problem(answer)["title"]
    assert senders(world, space) == []


def test_r9_a_sender_of_a_channel_type_that_the_space_does_not_have_is_refused(world: World) -> None:
    space = made(world, ["whatsapp"])
    answer = support(world, "POST", f"/{space}/senders", on(world, space))

    assert (answer.status, problem(answer)["code"]) == (422, "channel_not_enabled")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"account_id": "ac_none"}, 422, "unknown_account"),
        ({"account_id": ""}, 422, "unknown_account"),
        ({"account_id": None}, 400, "malformed"),
        ({"address": "0800"}, 201, ""),
        ({"address": "18005550111"}, 422, "invalid_phone"),
        ({"address": "+1800555"}, 422, "invalid_phone"),
        ({"address": "Acme"}, 422, "invalid_phone"),
        ({"address": "+18005550111\nX"}, 422, "invalid_phone"),
        ({"address": ""}, 422, "invalid_phone"),
        ({"name": " "}, 422, "invalid_name"),
        ({"name": "a\nb"}, 422, "invalid_name"),
        ({"sender_key": "x" * 256}, 422, "invalid_sender_key"),
        ({"sender_key": "a b"}, 422, "invalid_sender_key"),
        ({"sender_key": 5}, 400, "malformed"),
        ({"channel": "telegram"}, 400, "malformed"),
        ({"directions": "MT"}, 400, "malformed"),
        ({"directions": ["UP"]}, 400, "malformed"),
        ({"exclusive": "yes"}, 400, "malformed"),
    ],
)
def test_a_sender_with_a_wrong_field_is_refused(world: World, change: Json, status: int, code: str) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/senders", on(world, space, **change))

    assert answer.status == status, answer
    assert status == 201 or problem(answer)["code"] == code
    assert len(senders(world, space)) == accounts(world, space)[0]["senders"] == (status == 201)


def test_a_sender_stands_on_no_account_of_another_space(world: World) -> None:
    first, second = made(world), made(world)
    foreign = account(world, first)["id"]
    answer = support(world, "POST", f"/{second}/senders", {**SENDER, "account_id": foreign})

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "unknown_account", "account_id")


def test_r14_an_address_is_one_sender_of_one_space_however_it_is_written(world: World) -> None:
    first, second = made(world), made(world)
    assert support(world, "POST", f"/{first}/senders", on(world, first)).status == 201
    for space in (first, second):
        answer = support(world, "POST", f"/{space}/senders", on(world, space, address="+1 (800) 555-0111"))

        assert (answer.status, problem(answer)["code"]) == (409, "address_taken")
        assert "Acme" not in problem(answer)["title"]
    assert senders(world, second) == []


def test_a_carriers_key_is_one_sender_of_an_account_and_channel(world: World) -> None:
    space = made(world, ["sms", "whatsapp"])
    account(world, space)
    other = account(world, space, name="Second")["id"]
    sender(world, space, sender_key="PN1")
    taken = support(world, "POST", f"/{space}/senders", on(world, space, address="+18005550112", sender_key="PN1"))

    assert (taken.status, problem(taken)["code"], problem(taken)["field"]) == (409, "sender_key_taken", "sender_key")
    sender(world, space, address="+18005550112", sender_key="PN1", channel="whatsapp")
    sender(world, space, address="+18005550113", sender_key="PN1", account_id=other)


def change(world: World, space: str, sender_id: str, **changes: Any) -> Answer:
    """Support changes a sender."""
    return support(world, "PUT", f"/{space}/senders/{sender_id}", changes)


def test_a_sender_is_renamed_and_moved_and_what_is_not_said_stays(world: World) -> None:
    space = made(world)
    first, second = account(world, space)["id"], account(world, space, name="Second")["id"]
    found = sender(world, space, account_id=first, sender_key="PN1")

    assert change(world, space, found["id"], name=" Care ").json == {**found, "name": "Care"}
    moved = change(world, space, found["id"], account_id=second).json
    assert (moved["account_id"], moved["sender_key"], moved["name"]) == (second, "PN1", "Care")
    assert {each["id"]: each["senders"] for each in accounts(world, space)} == {first: 0, second: 1}
    sender(world, space, account_id=first, sender_key="PN1", address="+18005550112")
    assert change(world, space, found["id"], sender_key="").json["sender_key"] is None
    assert change(world, space, found["id"], account_id=first, sender_key="PN1").status == 409
    assert change(world, space, found["id"], account_id="ac_none").status == 422
    assert change(world, space, found["id"], name="").status == 422
    assert change(world, space, found["id"], name=5).status == 400
    assert change(world, made(world), found["id"], name="Mine").status == 404


def remove(world: World, space: str, sender_id: str) -> Answer:
    """Support removes a sender."""
    return support(world, "DELETE", f"/{space}/senders/{sender_id}")


def test_a_sender_is_removed_once_nothing_is_open_on_it_and_what_was_said_stays(world: World) -> None:
    space = world.space()
    conversation, page = writes(world, space), world.arrive(space.agents[0])
    world.drain()
    refused = remove(world, space.id, space.sender_id)

    assert (refused.status, problem(refused)["code"]) == (409, "conversations_open")
    world.frame(page, {"action": "resolve", "conversation": conversation})
    assert remove(world, space.id, space.sender_id).status == 204
    assert remove(world, space.id, space.sender_id).status == 404
    assert senders(world, space.id) == []
    assert accounts(world, space.id)[0]["senders"] == 0
    assert texts(log_of(world, space.agents[0], conversation)) == ["Hi"]
    world.wait(61)
    before = stored(world)
    assert world.carrier_posts("Anybody?", space=space) == 200
    assert stored(world) == before


def test_a_removed_senders_address_is_free_and_its_conversations_are_not_the_next_ones(world: World) -> None:
    space = world.space()
    assert remove(world, space.id, space.sender_id).status == 204
    new = sender(world, space.id)
    world.wait(61)
    writes(world, type(space)(id=space.id, sender_id=new["id"], account_id=space.account_id, channel="sms"))

    assert (
        world.http("GET", "/conversations?list=all", token=space.agents[0].token).json["conversations"][0]["sender"][
            "id"
        ]
        == new["id"]
    )


def test_a_message_that_was_acknowledged_before_its_sender_was_removed_is_not_lost(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    assert world.carrier_posts("Just in time", space=space) == 200
    assert remove(world, space.id, space.sender_id).status == 204
    world.drain()
    conversation = conversation_of(world)

    assert texts(log_of(world, space.agents[0], conversation)) == ["Just in time"]
    world.frame(page, {"action": "send", "conversation": conversation, "client_id": "1", "text": "Just so."})
    world.drain()
    assert [(sent.fields["To"], sent.text) for sent in world.carrier.sent] == [(END_USER, "Just so.")]


def test_a_sender_from_before_there_were_accounts_works_on_and_can_be_moved_to_one(world: World) -> None:
    space = world.space()
    aged(world, space.sender_id)
    conversation, page = writes(world, space, "As ever"), world.arrive(space.agents[0])
    world.frame(page, {"action": "take", "conversation": conversation})
    world.frame(page, {"action": "send", "conversation": conversation, "client_id": "1", "text": "As ever."})
    world.drain()

    assert [sent.text for sent in world.carrier.sent] == ["As ever."]
    assert world.carrier_reports(world.carrier.sent[0], "delivered") == 200
    assert senders(world, space.id)[0]["account_id"] is None
    assert change(world, space.id, space.sender_id, account_id=space.account_id).status == 200
    assert accounts(world, space.id)[0]["senders"] == 1
    world.wait(61)
    assert writes(world, space, "On an account") == conversation
    assert texts(log_of(world, space.agents[0], conversation)) == ["As ever", "As ever.", "On an account"]
    world.frame(page, {"action": "resolve", "conversation": conversation})
    assert remove(world, space.id, space.sender_id).status == 204
    world.drain()
    assert set(secrets()) == {space.account_id}


def test_a_sender_from_before_there_were_accounts_goes_with_its_own_credentials(world: World) -> None:
    space = world.space()
    aged(world, space.sender_id)
    assert set(secrets()) == {space.account_id, space.sender_id}
    assert remove(world, space.id, space.sender_id).status == 204
    world.drain()

    assert set(secrets()) == {space.account_id}
    assert accounts(world, space.id)[0]["senders"] == 0
    assert not world.failures


def aged(world: World, sender_id: str) -> None:
    """Make it what senders were before there were accounts: with a secret of its own."""
    row = senders_store.SenderRow.get(sender_id, "SENDER")
    carrier_accounts_store.row_of(AccountId(row.account_id)).update([carrier_accounts_store.AccountRow.senders.add(-1)])
    secret = row.account.replace(row.account_id, sender_id)
    client("secretsmanager").create_secret(Name=secret, SecretString=json.dumps(CREDENTIALS))
    kept = senders_store.SenderRow
    row.update([kept.account_id.remove(), kept.account.set(secret)])
