"""Signing in and out, and who one is."""

from __future__ import annotations

import json

import pytest

from chalicelib.stores.sessions import SESSION_HOURS
from chalicelib.stores.spaces import SpacesRow
from tests.journeys.acting import cookie_of, opens, problem
from tests.world import PASSWORD, PUBLIC_URL, SUPPORT_EMAIL, Answer, World


def sign_in(world: World, email: str = "agent.1@acme.test", password: str = PASSWORD, **more: str) -> Answer:
    return world.http("POST", "/sign-in", {"email": email, "password": password}, **more)


def test_signing_in_answers_who_one_is_and_sets_a_cookie_that_pages_cannot_read(world: World) -> None:
    space = world.space()
    answer = sign_in(world)

    agent = {"id": space.agents[0].id, "name": "Agent 1", "email": "agent.1@acme.test", "support": False}
    assert answer.status == 200
    assert answer.json == {
        "person": agent,
        "space": {"id": space.id, "name": "Acme", "roles": ["agent"], "live_chat": True},
        "spaces": [{"id": space.id, "name": "Acme"}],
        "must_enrol": False,
    }
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-session=")
    assert set(attributes) == {"Path=/", "Max-Age=43200", "Secure", "HttpOnly", "SameSite=Strict"}
    assert answer.headers["cache-control"] == "no-store"


def test_the_cookie_is_the_session_until_one_signs_out(world: World) -> None:
    world.space()
    cookie = cookie_of(sign_in(world))

    assert world.http("GET", "/me", cookie=f"theme=dark; {cookie}; a=b").status == 200
    out = world.http("POST", "/sign-out", cookie=cookie)
    assert (out.status, out.body) == (204, "")
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert problem(world.http("GET", "/me", cookie=cookie))["code"] == "not_signed_in"
    assert world.http("POST", "/sign-out", cookie=cookie).status == 204


def test_a_program_gets_a_bearer_token_in_the_body_and_no_cookie(world: World) -> None:
    world.space()
    answer = world.http("POST", "/sign-in", {"email": "agent.1@acme.test", "password": PASSWORD, "program": True})

    assert "set-cookie" not in answer.headers
    token = answer.json["token"]
    assert len(token) >= 43
    assert world.http("GET", "/me", authorization=f"bearer   {token}").status == 200
    assert "token" not in sign_in(world).json


@pytest.mark.parametrize("program", ["true", 1, {}, None])
def test_a_page_that_did_not_say_program_true_gets_no_token(world: World, program: object) -> None:
    world.space()
    body = {"email": "agent.1@acme.test", "password": PASSWORD, "program": program}

    assert "token" not in world.http("POST", "/sign-in", body).json


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer made-up"},
        {"authorization": "Basic dXNlcjpwYXNz"},
        {"authorization": "Bearer \u00fc\u4f8b"},
        {"authorization": "Bearer " + "x" * 8000},
        {"cookie": "__Host-session="},
        {"cookie": "__Host-session"},
        {"cookie": ";;=;"},
        {"cookie": "session=x"},
    ],
)
def test_who_has_no_session_is_asked_to_sign_in(world: World, headers: dict[str, str]) -> None:
    assert problem(world.http("GET", "/me", **headers))["code"] == "not_signed_in"


def test_a_session_ends_by_itself(world: World) -> None:
    agent = world.space().agents[0]
    world.wait(SESSION_HOURS * 3600 - 60)
    assert world.http("GET", "/me", token=agent.token).status == 200
    world.wait(60)
    assert world.http("GET", "/me", token=agent.token).status == 401


def test_an_unknown_address_and_a_wrong_password_are_answered_byte_for_byte_alike(world: World) -> None:
    world.space()
    wrong, unknown = sign_in(world, password="not this one at all"), sign_in(world, email="nobody@acme.test")
    no_address = sign_in(world, email="not an address")

    assert problem(wrong)["code"] == "wrong_credentials"
    assert (wrong.status, wrong.body, wrong.headers) == (unknown.status, unknown.body, unknown.headers)
    assert (wrong.status, wrong.body, wrong.headers) == (no_address.status, no_address.body, no_address.headers)


@pytest.mark.parametrize("email", ["agent.1@acme.test", "nobody@acme.test", "not an address"])
def test_after_five_failures_the_next_try_waits_whether_the_account_exists_or_not(world: World, email: str) -> None:
    world.space()
    answers = [sign_in(world, email, "not this one at all").status for _ in range(7)]
    refused = sign_in(world, email)

    assert answers == [401] * 6 + [429]
    assert problem(refused)["code"] == "too_many_attempts"
    assert 1 <= int(refused.headers["retry-after"]) <= 3


def test_the_right_password_after_the_wait_forgives_all(world: World) -> None:
    world.space()
    for _ in range(7):
        sign_in(world, password="not this one at all")
    world.wait(10)

    assert sign_in(world).status == 200
    assert [sign_in(world, password="no").status for _ in range(5)] == [401] * 5
    assert sign_in(world).status == 200


def test_failures_are_counted_for_the_account_however_its_address_is_written(world: World) -> None:
    world.space()
    for email in ("AGENT.1@acme.test", " agent.1@acme.test", "Agent.1@ACME.test") * 2:
        sign_in(world, email, "not this one at all")

    assert sign_in(world).status == 429


def test_somebody_elses_failures_keep_nobody_out(world: World) -> None:
    world.space()
    for _ in range(9):
        sign_in(world, "nobody@acme.test", "no")

    assert sign_in(world).status == 200


@pytest.mark.parametrize("origin", ["https://evil.test", "null", f"{PUBLIC_URL}.evil.test", "http://livechat.test", ""])
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/ws-ticket", "/register", "/invitations", "/support/spaces"]
)
def test_a_changing_request_of_another_site_is_refused(world: World, path: str, origin: str) -> None:
    agent = world.space().agents[0]
    answer = world.http("POST", path, {}, token=agent.token, origin=origin)

    assert (answer.status, problem(answer)["code"]) == (403, "wrong_origin")
    assert world.http("GET", "/me", token=agent.token).status == 200


def test_our_own_pages_may(world: World) -> None:
    world.space()

    assert sign_in(world, origin=PUBLIC_URL).status == 200


def test_who_is_removed_from_a_space_is_nobody_there_at_the_next_request(world: World) -> None:
    space = world.space()
    table = world.cloud.items("SpacesTable")
    member = next(each for each in table if each["sk"]["S"] == f"MEMBER#{space.agents[0].id}")
    SpacesRow(pk=member["pk"]["S"], sk=member["sk"]["S"]).delete()

    token = space.agents[0].token
    assert world.http("GET", "/me", token=token).json["space"] is None
    assert world.http("GET", "/conversations", token=token).status == 403
    assert world.http("POST", "/ws-ticket", token=token).status == 403


def test_support_signs_in_without_a_space(world: World) -> None:
    world.space()
    answer = sign_in(world, SUPPORT_EMAIL)

    assert answer.json["person"]["support"]
    assert (answer.json["space"], answer.json["spaces"]) == (None, [])


def test_r8_a_person_in_two_spaces_is_told_of_both(world: World) -> None:
    first, second = world.space(), world.space(channel="whatsapp")

    me = sign_in(world).json
    assert {each["id"] for each in me["spaces"]} == {first.id, second.id}
    assert me["space"]["id"] in (first.id, second.id)


def test_a_ticket_opens_one_socket_within_half_a_minute(world: World) -> None:
    agent = world.space().agents[0]
    answer = world.http("POST", "/ws-ticket", token=agent.token)
    ticket = answer.json["ticket"]

    assert set(answer.json) == {"ticket", "expires_at"}
    assert opens(world, "c1", ticket) == 200
    assert opens(world, "c2", ticket) == 401
    late = world.http("POST", "/ws-ticket", token=agent.token).json["ticket"]
    world.wait(30)
    assert opens(world, "c3", late) == 401


@pytest.mark.parametrize("ticket", [None, "", "made-up", "x" * 5000, "\u00fc"])
def test_a_made_up_ticket_opens_no_socket(world: World, ticket: str | None) -> None:
    assert opens(world, "c1", ticket) == 401


def test_a_sessions_token_is_no_ticket(world: World) -> None:
    assert opens(world, "c1", world.space().agents[0].token) == 401


def test_a_page_of_another_site_opens_no_socket_and_does_not_spend_the_ticket(world: World) -> None:
    agent = world.space().agents[0]
    ticket = world.http("POST", "/ws-ticket", token=agent.token).json["ticket"]

    assert opens(world, "c1", ticket, Origin="https://evil.test") == 403
    assert opens(world, "c2", ticket, origin=PUBLIC_URL) == 200


def test_r1_where_live_chat_is_not_active_there_is_no_ticket_and_no_list(world: World) -> None:
    world.space(agents=0)
    made = world.http("POST", "/support/spaces", {"name": "Quiet"}, token=world.support_token).json
    row = {"name": "Ada", "email": "ada@quiet.test", "phone": "+14155550103", "role": "admin"}
    path = f"/support/spaces/{made['id']}/invitations"
    world.http("POST", path, {"people": [row]}, token=world.support_token)
    world.drain()
    body = {"token": world.link_token("ada@quiet.test"), "email": "ada@quiet.test", "password": PASSWORD}
    cookie = cookie_of(world.http("POST", "/register", body))

    assert json.loads(world.http("GET", "/me", cookie=cookie).body)["space"]["live_chat"] is False
    for method, asked in (("POST", "/ws-ticket"), ("GET", "/conversations")):
        assert problem(world.http(method, asked, cookie=cookie))["code"] == "live_chat_inactive"
