"""What the support team does for a space: make it, find it, its channel types (R9), and activate Live Chat (R1)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.journeys.acting import problem, stored
from tests.journeys.providing import ACCOUNT, CREDENTIALS, SENDER, account, made, sender, support
from tests.world import PUBLIC_URL, Answer, Json, World, invitee


def test_r1_a_new_space_has_no_live_chat_no_url_and_no_seats(world: World) -> None:
    answer = support(world, "POST", "", {"name": " Acme "})

    assert answer.status == 201
    assert answer.json == {
        "id": answer.json["id"],
        "name": "Acme",
        "channels": [],
        "country": None,
        "live_chat": False,
        "seats": {"total": 0, "taken": 0, "left": 0},
        "direct_url": None,
    }
    assert support(world, "GET", f"/{answer.json['id']}").json == {**answer.json, "accounts": [], "senders": []}


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
        ("PUT", "/support/spaces/{id}/country"),
        ("GET", "/support/carriers"),
        ("GET", "/support/countries"),
        ("POST", "/support/spaces/{id}/accounts"),
        ("PUT", "/support/spaces/{id}/accounts/ac_x/credentials"),
        ("POST", "/support/spaces/{id}/accounts/ac_x/check"),
        ("DELETE", "/support/spaces/{id}/accounts/ac_x"),
        ("POST", "/support/spaces/{id}/senders"),
        ("PUT", "/support/spaces/{id}/senders/sn_x"),
        ("DELETE", "/support/spaces/{id}/senders/sn_x"),
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
        ("PUT", "/country", {"country": "US"}),
        ("POST", "/accounts", ACCOUNT),
        ("PUT", "/accounts/ac_none/credentials", {"credentials": CREDENTIALS}),
        ("POST", "/accounts/ac_none/check", {}),
        ("DELETE", "/accounts/ac_none", None),
        ("POST", "/senders", {**SENDER, "account_id": "ac_none"}),
        ("PUT", "/senders/sn_none", {"name": "Acme"}),
        ("DELETE", "/senders/sn_none", None),
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


def test_a_space_is_found_by_a_part_of_its_name_by_its_id_and_by_a_senders_whole_address(world: World) -> None:
    space, other = made(world), support(world, "POST", "", {"name": "Globex"}).json["id"]
    account(world, space)
    sender(world, space)

    def found(words: str) -> list[str]:
        answer = world.http("GET", f"/support/spaces?search={quote(words)}", token=world.support_token)
        return [each["id"] for each in answer.json["spaces"]]

    assert found("") == [space, other]
    assert found(" aCM ") == found(space) == found("+18005550111") == found("+1 (800) 555-0111") == [space]
    assert found("globex") == [other]
    assert found("+1800555") == found("x" * 3000) == found("+18005550119") == []


def test_a_space_has_the_country_that_was_asked_for_at_its_creation_or_set_later(world: World) -> None:
    space = support(world, "POST", "", {"name": "Acme", "country": "BR"})
    assert (space.status, space.json["country"]) == (201, "BR")
    path = f"/{space.json['id']}/country"

    assert support(world, "PUT", path, {"country": "DE"}).json["country"] == "DE"
    assert support(world, "PUT", path, {"country": None}).json["country"] is None
    for wrong in ("ZZ", "de", "", "Germany"):
        refused = support(world, "PUT", path, {"country": wrong})
        assert (refused.status, problem(refused)["code"]) == (422, "invalid_country")
    assert {"DE", "BR", "US"} <= set(
        world.http("GET", "/support/countries", token=world.support_token).json["countries"]
    )


def test_r2_a_phone_number_without_a_country_code_is_one_of_the_spaces_country(world: World) -> None:
    space = world.space(agents=0)
    invited = [{**invitee("Dana Diaz"), "phone": "030 23125 555"}]

    assert world.invites(space, *invited)["results"][0]["field"] == "phone"
    assert support(world, "PUT", f"/{space.id}/country", {"country": "DE"}).status == 200
    assert support(world, "POST", f"/{space.id}/invitations/check", {"people": invited}).json["results"] == [
        {"status": "valid"}
    ]
    abroad = {**invitee("Ben Bauer"), "phone": "+1 415 555 0101"}
    assert [each["status"] for each in world.invites(space, *invited, abroad)["results"]] == ["invited"] * 2
    kept = [item["phone"]["S"] for item in world.cloud.items("SpacesTable") if "phone" in item]
    assert sorted(kept) == ["+14155550101", "+493023125555"]
