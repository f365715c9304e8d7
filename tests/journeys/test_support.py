"""What the support team does for a space: make it, its channels and senders (R9), and activate Live Chat (R1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.acting import problem, stored
from tests.world import PUBLIC_URL, Answer, Json, World, invitee

SENDER: Json = {
    "channel": "sms",
    "carrier": "twilio",
    "address": "+18005550111",
    "name": "Acme Care",
    "directions": ["MT", "MO"],
    "exclusive": True,
    "account": {"account_sid": "AC1", "auth_token": "the account's secret token"},
}


def support(world: World, method: str, path: str, body: Any = None) -> Answer:
    return world.http(method, f"/support/spaces{path}", body, token=world.support_token)


def made(world: World, channels: list[str] | None = None) -> str:
    found = support(world, "POST", "", {"name": "Acme"}).json["id"]
    support(world, "PUT", f"/{found}/channels", {"channels": channels if channels is not None else ["sms"]})
    return str(found)


def test_r1_a_new_space_has_no_live_chat_no_url_and_no_seats(world: World) -> None:
    answer = support(world, "POST", "", {"name": " Acme "})

    assert answer.status == 201
    assert answer.json == {
        "id": answer.json["id"],
        "name": "Acme",
        "channels": [],
        "live_chat": False,
        "seats": {"total": 0, "taken": 0, "left": 0},
        "direct_url": None,
    }
    assert support(world, "GET", f"/{answer.json['id']}").json == {**answer.json, "senders": []}


def test_r1_activation_answers_the_direct_url_and_the_seats(world: World) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/activation", {"seats": 10})

    assert answer.status == 200
    assert answer.json["live_chat"] is True
    assert answer.json["seats"] == {"total": 10, "taken": 0, "left": 10}
    assert answer.json["direct_url"] == f"{PUBLIC_URL}/?space={space}"


def test_r1_support_raises_the_seats_later_and_lowers_them_no_further_than_those_taken(world: World) -> None:
    space = world.space(seats=3, agents=1)
    world.invites(space, invitee("Dana Diaz"))

    def seats(number: int) -> Answer:
        return support(world, "POST", f"/{space.id}/activation", {"seats": number})

    assert seats(9).json["seats"] == {"total": 9, "taken": 2, "left": 7}
    assert seats(2).json["seats"] == {"total": 2, "taken": 2, "left": 0}
    refused = seats(1)
    assert (refused.status, problem(refused)["code"]) == (409, "seats_taken")
    assert problem(refused)["title"].startswith("2 seats are taken")
    assert support(world, "GET", f"/{space.id}").json["seats"]["total"] == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/support/spaces"),
        ("POST", "/support/spaces"),
        ("GET", "/support/spaces/{id}"),
        ("PUT", "/support/spaces/{id}/channels"),
        ("POST", "/support/spaces/{id}/senders"),
        ("POST", "/support/spaces/{id}/activation"),
        ("POST", "/support/spaces/{id}/invitations"),
    ],
)
def test_r1_nobody_but_the_support_team_reaches_its_routes_not_even_the_spaces_admin(
    world: World, method: str, path: str
) -> None:
    space = world.space(admins=1)
    before = stored(world)
    for person in (*space.admins, *space.agents):
        answer = world.http(method, path.format(id=space.id), {"seats": 99, "name": "x"}, token=person.token)
        foreign = world.http(method, path.format(id="sp_none"), {"seats": 99, "name": "x"}, token=person.token)

        assert (answer.status, problem(answer)["code"]) == (403, "not_support")
        assert answer.body == foreign.body
    assert world.http(method, path.format(id=space.id), {}).status == 401
    assert stored(world) == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "/channels", {"channels": ["sms"]}),
        ("POST", "/senders", SENDER),
        ("POST", "/activation", {"seats": 3}),
        ("POST", "/invitations", {"people": [invitee("Dana Diaz")]}),
        ("POST", "/invitations", {"people": [invitee("Ada Ash", "admin")]}),
    ],
)
@pytest.mark.parametrize("space", ["sp_none", "sp_" + "0" * 20, "sn_x", "x"])
def test_what_is_done_to_a_space_that_does_not_exist_is_not_found_and_leaves_nothing(
    world: World, method: str, path: str, body: Json | None, space: str
) -> None:
    assert world.support_token
    before = stored(world)
    answer = support(world, method, f"/{space}{path}", body)

    assert (answer.status, problem(answer)["code"]) == (404, "not_found")
    assert stored(world) == before


def test_all_spaces_are_listed_by_name(world: World) -> None:
    for name in ("Beta", "alpha", "Gamma"):
        support(world, "POST", "", {"name": name})

    assert [each["name"] for each in support(world, "GET", "").json["spaces"]] == ["alpha", "Beta", "Gamma"]


def test_r9_a_space_has_the_channels_that_support_set_and_there_are_two(world: World) -> None:
    space = made(world)

    assert support(world, "PUT", f"/{space}/channels", {"channels": ["whatsapp", "sms", "sms"]}).json["channels"] == [
        "sms",
        "whatsapp",
    ]
    assert support(world, "PUT", f"/{space}/channels", {"channels": []}).json["channels"] == []


@pytest.mark.parametrize("channels", [None, "sms", ["email"], ["SMS"], ["sms", "telegram"], [1], [None], {"sms": True}])
def test_r9_any_other_channel_is_refused(world: World, channels: object) -> None:
    space = made(world)
    answer = support(world, "PUT", f"/{space}/channels", {"channels": channels})

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "invalid_channels", "channels")
    assert support(world, "GET", f"/{space}").json["channels"] == ["sms"]


def test_a_sender_is_answered_with_its_webhook_and_without_its_account(world: World) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/senders", SENDER)

    assert answer.status == 201
    found = answer.json["id"]
    assert answer.json == {
        "id": found,
        **{key: SENDER[key] for key in ("channel", "carrier", "address", "name", "exclusive")},
        "directions": ["MO", "MT"],
        "webhook_url": f"{PUBLIC_URL}/api/webhooks/twilio/{found}",
    }
    assert support(world, "GET", f"/{space}").json["senders"] == [answer.json]
    assert "secret token" not in str(world.cloud.items("SpacesTable"))


@pytest.mark.parametrize("directions", [["MT"], ["MO"], [], ["MT", "MT"]])
def test_r9_a_sender_that_is_not_bidirectional_is_refused_with_a_clear_error(
    world: World, directions: list[str]
) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/senders", {**SENDER, "directions": directions})

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "one_way_sender", "directions")
    assert "both MT and MO" in problem(answer)["title"]
    assert support(world, "GET", f"/{space}").json["senders"] == []


def test_r9_a_sender_of_a_channel_type_that_the_space_does_not_have_is_refused(world: World) -> None:
    space = made(world, ["whatsapp"])
    answer = support(world, "POST", f"/{space}/senders", SENDER)

    assert (answer.status, problem(answer)["code"]) == (422, "channel_not_enabled")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"carrier": "pigeon"}, 422, "unknown_carrier"),
        ({"carrier": ""}, 422, "unknown_carrier"),
        ({"address": "0800"}, 201, ""),
        ({"address": "18005550111"}, 422, "invalid_phone"),
        ({"address": "+1800555"}, 422, "invalid_phone"),
        ({"address": "Acme"}, 422, "invalid_phone"),
        ({"address": "+18005550111\nX"}, 422, "invalid_phone"),
        ({"address": ""}, 422, "invalid_phone"),
        ({"name": " "}, 422, "invalid_name"),
        ({"name": "a\nb"}, 422, "invalid_name"),
        ({"account": {}}, 422, "invalid_account"),
        ({"account": {"account_sid": "AC1", "auth_token": ""}}, 422, "invalid_account"),
        ({"account": {"account_sid": "AC1", "auth_token": 5}}, 400, "malformed"),
        ({"account": None}, 400, "malformed"),
        ({"channel": "telegram"}, 400, "malformed"),
        ({"directions": "MT"}, 400, "malformed"),
        ({"directions": ["UP"]}, 400, "malformed"),
        ({"exclusive": "yes"}, 400, "malformed"),
    ],
)
def test_a_sender_with_a_wrong_field_is_refused(world: World, change: Json, status: int, code: str) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/senders", {**SENDER, **change})

    assert answer.status == status, answer
    assert status == 201 or problem(answer)["code"] == code
    assert len(support(world, "GET", f"/{space}").json["senders"]) == (status == 201)


def test_a_refused_sender_is_told_in_words_that_hold_no_secret(world: World) -> None:
    space = made(world)
    answer = support(world, "POST", f"/{space}/senders", {**SENDER, "account": {"auth_token": "the token itself"}})

    assert problem(answer)["title"] == "The account needs account_sid."


def test_r14_an_address_is_one_sender_of_one_space_however_it_is_written(world: World) -> None:
    first, second = made(world), made(world)
    assert support(world, "POST", f"/{first}/senders", SENDER).status == 201
    for space in (first, second):
        answer = support(world, "POST", f"/{space}/senders", {**SENDER, "address": "+1 (800) 555-0111"})

        assert (answer.status, problem(answer)["code"]) == (409, "address_taken")
        assert "Acme" not in problem(answer)["title"]
    assert support(world, "GET", f"/{second}").json["senders"] == []
