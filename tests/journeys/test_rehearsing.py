"""What the pages read before they act: a list checked as a whole, and an admin's senders (R3, R9)."""

from __future__ import annotations

from tests.journeys.acting import problem, stored
from tests.world import Answer, Space, World, invitee


def check(world: World, space: Space, *people: object) -> Answer:
    return world.http(
        "POST", f"/support/spaces/{space.id}/invitations/check", {"people": list(people)}, token=world.support_token
    )


def test_r3_a_list_is_checked_row_by_row_and_nothing_is_changed(world: World) -> None:
    space = world.space(seats=4, agents=1, admins=1)
    world.invites(space, invitee("Waiting Wanda"))
    _ = world.support_token
    before = stored(world)
    member = {**invitee("Somebody"), "email": space.agents[0].email}
    answer = check(
        world,
        space,
        invitee("Dana Diaz"),
        member,
        invitee("Waiting Wanda"),
        {**invitee("No Phone"), "phone": "12"},
        invitee("Eve Ek"),
        invitee("Fay Fox"),
        invitee("Ada Ash", "admin"),
    )

    assert answer.status == 200
    statuses = [each["status"] for each in answer.json["results"]]
    assert statuses == ["valid", "already_member", "already_invited", "invalid", "valid", "no_seats_left", "valid"]
    assert answer.json["results"][3]["field"] == "phone"
    assert answer.json["seats"] == {"total": 4, "taken": 2, "left": 2}
    assert stored(world) == before


def test_r3_what_the_check_calls_valid_can_be_invited(world: World) -> None:
    space = world.space(seats=3, agents=1)
    people = [invitee("Dana Diaz"), invitee("Eve Ek")]

    assert [each["status"] for each in check(world, space, *people).json["results"]] == ["valid", "valid"]
    assert [each["status"] for each in world.invites(space, *people)["results"]] == ["invited", "invited"]
    assert [each["status"] for each in check(world, space, *people).json["results"]] == ["already_invited"] * 2


def test_only_support_checks_lists_and_a_missing_space_is_not_found(world: World) -> None:
    space = world.space(agents=1, admins=1)
    path = f"/support/spaces/{space.id}/invitations/check"
    refused = world.http("POST", path, {"people": [invitee("Dana Diaz")]}, token=space.admins[0].token)

    assert (refused.status, problem(refused)["code"]) == (403, "not_support")
    missing = path.replace(space.id, "sp_0000")
    assert world.http("POST", missing, {"people": [invitee("D")]}, token=world.support_token).status == 404
    assert check(world, space).status == 422
    assert world.http("POST", path, {"people": "all"}, token=world.support_token).status == 400


def test_an_admin_reads_the_senders_of_the_own_space_and_an_agent_does_not(world: World) -> None:
    space = world.space(agents=1, admins=1)
    answer = world.http("GET", "/senders", token=space.admins[0].token)

    assert answer.status == 200
    assert [each["id"] for each in answer.json["senders"]] == [space.sender_id]
    assert "account" not in answer.json["senders"][0]
    assert world.http("GET", "/senders", token=space.agents[0].token).status == 403
