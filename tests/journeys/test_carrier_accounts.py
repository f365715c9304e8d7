"""Accounts with carriers: credentials go in and never come out, are tried, replaced, and forgotten with the account."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.journeys.acting import problem, stored
from tests.journeys.providing import (
    ACCOUNT,
    CREDENTIALS,
    account,
    accounts,
    made,
    secrets,
    sender,
    support,
)
from tests.world import PUBLIC_URL, Json, World
from tests.world_carrier import ACCOUNT_SID, AUTH_TOKEN

NEW_TOKEN = "the token that came after"


def test_an_account_is_answered_with_its_webhook_and_listed_by_name_and_nothing_shows_its_credentials(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    space = made(world)
    new = account(world, space)
    other = account(world, space, name="aaa")

    assert new == {
        "id": new["id"],
        "carrier": "twilio",
        "name": "Acme at Twilio",
        "created_at": new["created_at"],
        "credentials_at": new["created_at"],
        "checked_at": None,
        "health": None,
        "senders": 0,
        "webhook_url": f"{PUBLIC_URL}/api/webhooks/twilio/{new['id']}",
    }
    assert accounts(world, space) == [other, new]
    assert AUTH_TOKEN in secrets()[new["id"]]
    rotate(world, space, new["id"])
    support(world, "POST", f"/{space}/accounts/{new['id']}/check")
    told = str(support(world, "GET", f"/{space}").json) + caplog.text + str(stored(world))
    assert not [each for each in (AUTH_TOKEN, NEW_TOKEN, ACCOUNT_SID) if each in told]


def rotate(world: World, space: str, account_id: str, **changes: str) -> Any:
    """Support puts a new token in the old one's place."""
    body = {"credentials": {**CREDENTIALS, "auth_token": NEW_TOKEN, **changes}}
    return support(world, "PUT", f"/{space}/accounts/{account_id}/credentials", body)


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"carrier": "pigeon"}, 422, "unknown_carrier", "carrier"),
        ({"name": " "}, 422, "invalid_name", "name"),
        ({"credentials": {}}, 422, "invalid_credentials", "account_sid"),
        ({"credentials": {**CREDENTIALS, "auth_token": " "}}, 422, "invalid_credentials", "auth_token"),
        ({"credentials": {**CREDENTIALS, "auth_token": "x" * 8193}}, 422, "invalid_credentials", "auth_token"),
        ({"credentials": {**CREDENTIALS, "s3cret": "x"}}, 422, "invalid_credentials", "credentials"),
        ({"credentials": {**CREDENTIALS, "auth_token": 4711}}, 400, "malformed", None),
        ({"credentials": ["s3cret"]}, 400, "malformed", None),
        ({"credentials": None}, 400, "malformed", None),
        ({"name": None}, 400, "malformed", None),
    ],
)
def test_a_wrong_field_of_an_account_is_refused_in_words_that_hold_no_secret(
    world: World, change: Json, status: int, code: str, field: str | None
) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/accounts", {**ACCOUNT, **change})

    assert (answer.status, problem(answer)["code"], answer.json.get("field")) == (status, code, field)
    assert not [each for each in (AUTH_TOKEN, "4711", "s3cret", "xxx") if each in answer.body]
    assert accounts(world, space) == []
    assert secrets() == {}


def test_credentials_are_taken_without_the_space_that_copying_brings(world: World) -> None:
    space = made(world)
    new = account(world, space, credentials={**CREDENTIALS, "auth_token": f" {AUTH_TOKEN}\n"})

    assert check(world, space, new["id"])["health"] == "ok"


def check(world: World, space: str, account_id: str) -> Json:
    """Support tries the account."""
    answer = support(world, "POST", f"/{space}/accounts/{account_id}/check")
    assert answer.status == 200, answer
    found: Json = answer.json
    return found


def test_a_test_calls_the_carrier_and_what_it_said_is_kept_until_the_credentials_are_others(world: World) -> None:
    space = made(world)
    new = account(world, space)["id"]
    tried = check(world, space, new)

    assert tried["health"] == "ok"
    assert tried["checked_at"] > tried["created_at"]
    assert accounts(world, space) == [tried]
    assert [call.operation for call in world.calls if call.service == "carrier"] == ["check"]
    replaced = rotate(world, space, new).json
    assert (replaced["health"], replaced["checked_at"]) == (None, None)
    assert replaced["credentials_at"] > replaced["created_at"]
    assert check(world, space, new)["health"] == "refused"
    rotate(world, space, new, auth_token=AUTH_TOKEN)
    world.carrier.answers.append("unreachable")
    assert check(world, space, new)["health"] == "unreachable"
    assert world.carrier.sent == []


def test_what_the_carrier_said_of_the_old_credentials_is_not_kept_for_the_new(world: World) -> None:
    space = made(world)
    new = account(world, space)["id"]

    def rotated_meanwhile(call: Any, commit: Any, _request: Any) -> Any:
        answer = commit()
        if call.service == "carrier":
            world.cloud.interfere = None
            rotate(world, space, new)
        return answer

    world.cloud.interfere = rotated_meanwhile
    assert check(world, space, new)["health"] is None


def test_an_account_goes_with_its_credentials_but_not_while_a_sender_stands_on_it(world: World) -> None:
    space = made(world)
    new, other = account(world, space)["id"], account(world, space)["id"]
    stands = sender(world, space, account_id=new)["id"]
    refused = support(world, "DELETE", f"/{space}/accounts/{new}")

    assert (refused.status, problem(refused)["code"]) == (409, "account_in_use")
    assert problem(refused)["title"].startswith("1 sender stands on this account")
    assert support(world, "DELETE", f"/{space}/senders/{stands}").status == 204
    assert support(world, "DELETE", f"/{space}/accounts/{new}").status == 204
    world.drain()
    assert [each["id"] for each in accounts(world, space)] == [other]
    assert list(secrets()) == [other]
    assert support(world, "DELETE", f"/{space}/accounts/{new}").status == 404
    assert not world.failures


def test_an_account_of_another_space_is_as_one_that_is_not_there(world: World) -> None:
    first, second = made(world), made(world)
    foreign = account(world, first)["id"]
    before = stored(world)
    for method, path, body in (
        ("PUT", "/credentials", {"credentials": CREDENTIALS}),
        ("POST", "/check", None),
        ("DELETE", "", None),
    ):
        asked = [support(world, method, f"/{second}/accounts/{each}{path}", body) for each in (foreign, "ac_none", "x")]

        assert {answer.status for answer in asked} == {404}
        assert len({answer.body for answer in asked}) == 1
    assert stored(world) == before


def test_what_a_carrier_asks_of_an_account_is_told_to_the_page(world: World) -> None:
    found = world.http("GET", "/support/carriers", token=world.support_token).json["carriers"]

    assert found[0] == {
        "name": "twilio",
        "channels": ["sms", "whatsapp"],
        "credentials": ["account_sid", "auth_token"],
        "sender_key": None,
    }


def test_replaced_credentials_count_everywhere_within_a_minute(world: World) -> None:
    space = world.space(agents=1)
    world.carrier_posts("Hi", space=space)
    world.drain()
    rotate(world, space.id, space.account_id, auth_token="no longer the carrier's")
    world.wait(61)

    assert world.carrier_posts("Still me", space=space) == 401
