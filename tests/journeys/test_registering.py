"""Complete Account Registration: the link, the form, and every way in which it does not work (R6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.acting import cookie_of, problem, stored
from tests.world import END_USER, PASSWORD, Answer, Space, World, invitee

EMAIL = "dana.diaz@acme.test"


def invited(world: World, role: str = "agent", **more: Any) -> tuple[Space, str]:
    """Dana is invited: the space, and the token of the link."""
    space = world.space(agents=0, **more)
    world.invites(space, invitee("Dana Diaz", role))
    world.drain()
    return space, world.link_token(EMAIL)


def register(world: World, token: str, email: str = EMAIL, password: str = PASSWORD) -> Answer:
    return world.http("POST", "/register", {"token": token, "email": email, "password": password})


def test_r6_the_link_shows_what_it_is_for_before_anything_is_typed(world: World) -> None:
    _, token = invited(world)
    answer = world.http("POST", "/invitation", {"token": token})

    assert answer.status == 200
    shown = answer.json
    assert shown.pop("expires_at").startswith("2026-03-09T09:00:")
    assert shown == {"space": {"name": "Acme"}, "role": "agent", "inviter": "Sue", "has_account": False}


def test_r6_signing_up_ends_in_the_live_chat(world: World) -> None:
    space, token = invited(world)
    answer = register(world, token, " DANA.Diaz@Acme.test ")

    assert answer.status == 200
    assert answer.json["space"] == {"id": space.id, "name": "Acme", "roles": ["agent"], "live_chat": True}
    assert "token" not in answer.json
    cookie = cookie_of(answer)
    assert world.http("GET", "/conversations", cookie=cookie).status == 200
    assert world.http("POST", "/ws-ticket", cookie=cookie).status == 200
    assert world.http("POST", "/sign-in", {"email": EMAIL, "password": PASSWORD}).status == 200


@pytest.mark.parametrize("email", ["eve@acme.test", "dana.diaz@acme.tes", "dana.diaz+1@acme.test"])
def test_r6_another_address_is_refused_and_the_link_stays_good(world: World, email: str) -> None:
    _, token = invited(world)
    answer = register(world, token, email)

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (403, "wrong_email", "email")
    assert EMAIL not in answer.body
    assert register(world, token).status == 200


def test_r6_what_is_no_address_is_refused_and_the_link_stays_good(world: World) -> None:
    _, token = invited(world)
    answer = register(world, token, "dana")

    assert (answer.status, problem(answer)["field"]) == (422, "email")
    assert register(world, token).status == 200


@pytest.mark.parametrize("password", ["", "short", "dana.diazdana.diaz", "aaaaaaaaaaaaaaaaaaaa", "x" * 129])
def test_r6_a_weak_password_is_refused_and_the_link_stays_good(world: World, password: str) -> None:
    _, token = invited(world)
    before = stored(world)
    answer = register(world, token, password=password)

    assert (answer.status, problem(answer)["code"], problem(answer)["field"]) == (422, "weak_password", "password")
    assert stored(world) == before
    assert register(world, token).status == 200


def test_r6_a_link_is_used_once(world: World) -> None:
    _, token = invited(world)
    register(world, token)
    before = stored(world)

    for answer in (register(world, token), world.http("POST", "/invitation", {"token": token})):
        assert (answer.status, problem(answer)["code"]) == (410, "invitation_used")
    assert stored(world) == before


def test_r6_a_link_ends_after_seven_days(world: World) -> None:
    _, token = invited(world)
    world.wait(7 * 24 * 3600)

    for answer in (register(world, token), world.http("POST", "/invitation", {"token": token})):
        assert (answer.status, problem(answer)["code"]) == (410, "invitation_expired")


def test_a_made_up_link_leads_nowhere_and_tells_nothing(world: World) -> None:
    space, token = invited(world)
    register(world, token)
    space_part, person, secret = token.split(".")
    bodies = set()
    for made_up in (
        "",
        ".",
        "..",
        "x",
        f"{space_part}.{person}",
        f"{space_part}.{person}.",
        f"{space_part}.{person}.{secret}x",
        f"{space_part}.pr_other.{secret}",
        f"sp_other.{person}.{secret}",
        f"{space_part}.{person}.{secret}".upper(),
        "x" * 200_000,
        f"{'s' * 3000}.{person}.{secret}",
        f"{space_part}.{'p' * 3000}.{secret}",
        "\u00fc.\u00fc.\u00fc",
    ):
        for answer in (world.http("POST", "/invitation", {"token": made_up}), register(world, made_up)):
            assert answer.status == 404, made_up
            bodies.add(answer.body)
    assert len(bodies) == 1
    assert space.id == space_part


def test_a_link_before_its_e_mail_was_made_does_not_exist(world: World) -> None:
    space = world.space(agents=0)
    world.invites(space, invitee("Dana Diaz"))
    person = next(each["sk"]["S"][11:] for each in world.cloud.items("SpacesTable") if "INVITATION" in each["sk"]["S"])

    assert world.http("POST", "/invitation", {"token": f"{space.id}.{person}."}).status == 404


def test_r6_a_person_with_an_account_joins_another_space_with_the_existing_password(world: World) -> None:
    first, token = invited(world)
    register(world, token)
    second = world.space(agents=0, channel="whatsapp")
    world.invites(second, invitee("Dana Diaz"))
    world.drain()
    link = world.link_token(EMAIL)

    assert world.http("POST", "/invitation", {"token": link}).json["has_account"] is True
    wrong = register(world, link, password="another good enough password")
    assert (wrong.status, problem(wrong)["code"]) == (401, "wrong_credentials")
    joined = register(world, link)
    assert joined.json["space"]["id"] == second.id
    assert {each["id"] for each in joined.json["spaces"]} == {first.id, second.id}


def test_r8_an_admin_becomes_an_agent_too_with_the_same_account(world: World) -> None:
    space, token = invited(world, "admin", seats=1)
    register(world, token)
    world.invites(space, invitee("Dana Diaz"))
    world.drain()
    answer = register(world, world.link_token(EMAIL))

    assert answer.json["space"]["roles"] == ["admin", "agent"]
    cookie = cookie_of(answer)
    assert world.http("GET", "/members", cookie=cookie).status == 200
    assert world.http("POST", "/ws-ticket", cookie=cookie).status == 200


def test_guessing_the_password_of_an_existing_account_by_an_invitation_is_throttled_too(world: World) -> None:
    _, token = invited(world)
    register(world, token)
    second = world.space(agents=0, channel="whatsapp")
    world.invites(second, invitee("Dana Diaz"))
    world.drain()
    link = world.link_token(EMAIL)
    answers = [register(world, link, password="not this one at all").status for _ in range(7)]

    assert answers == [401] * 6 + [429]
    assert world.http("POST", "/sign-in", {"email": EMAIL, "password": PASSWORD}).status == 429


def test_who_registers_for_two_spaces_at_the_same_moment_ends_in_both(world: World) -> None:
    _, token = invited(world)
    second = world.space(agents=0, channel="whatsapp")
    world.invites(second, invitee("Dana Diaz"))
    world.drain()
    link = world.link_token(EMAIL)

    def other_link_first(call: Any, commit: Any, _request: Any) -> Any:
        if call.operation == "TransactWriteItems":
            world.cloud.interfere = None
            assert register(world, token).status == 200
        return commit()

    world.cloud.interfere = other_link_first
    answer = register(world, link)

    assert answer.status == 200
    assert answer.json["space"]["id"] == second.id
    assert len(answer.json["spaces"]) == 2


def test_who_registers_twice_at_the_same_moment_is_a_member_once(world: World) -> None:
    space, token = invited(world)

    def the_same_first(call: Any, commit: Any, _request: Any) -> Any:
        if call.operation == "TransactWriteItems":
            world.cloud.interfere = None
            assert register(world, token).status == 200
        return commit()

    world.cloud.interfere = the_same_first
    late = register(world, token)

    assert (late.status, problem(late)["code"]) == (410, "invitation_used")
    found = world.http("GET", f"/support/spaces/{space.id}", token=world.support_token).json
    assert found["seats"]["taken"] == 1


def test_a_new_member_answers_at_once(world: World) -> None:
    space, token = invited(world)
    cookie = cookie_of(register(world, token))
    assert world.carrier_posts("Hi", space=space) == 200
    world.drain()

    queue = world.http("GET", "/conversations?list=queue", cookie=cookie).json
    assert [each["contact"]["address"] for each in queue["conversations"]] == [END_USER]
