"""Two-step sign-in: turned on by a code, asked for after the right password alone, each code good once; and spaces that insist on it."""

from __future__ import annotations

import pytest

from tests.journeys.acting import problem, stored
from tests.journeys.signing import EMAIL, app_code, before_each_call, enrol, sign_in
from tests.world import PASSWORD, Answer, Person, World, invitee


def security(world: World, person: Person) -> dict[str, object]:
    answer = world.http("GET", "/security", token=person.token)
    assert answer.status == 200, answer
    found: dict[str, object] = answer.json
    return found


def turn_off(world: World, person: Person, code: str, password: str = PASSWORD) -> Answer:
    return world.http("DELETE", "/totp", {"password": password, "code": code}, token=person.token)


def test_an_offered_secret_comes_as_text_address_and_picture_and_counts_only_once_confirmed(world: World) -> None:
    agent = world.space().agents[0]
    offered = world.http("POST", "/totp", {"password": PASSWORD}, token=agent.token).json

    assert set(offered) == {"secret", "uri", "qr"}
    assert offered["uri"] == (
        f"otpauth://totp/Live%20Chat:agent.1%40acme.test?secret={offered['secret']}&issuer=Live%20Chat"
    )
    assert offered["qr"]["path"].startswith("M4 4h7v1h-7z")
    assert offered["qr"]["size"] > 30
    assert sign_in(world).status == 200
    assert security(world, agent)["totp"] is False


def test_the_first_code_turns_it_on_and_brings_ten_recovery_codes_once(world: World) -> None:
    agent = world.space().agents[0]
    secret, recovery = enrol(world, agent)

    assert len(set(recovery)) == 10
    assert not [code for code in recovery if code in str(stored(world)) or code.replace("-", "") in str(stored(world))]
    assert security(world, agent) == {
        "totp": True,
        "recovery_codes": 10,
        "password_least": 12,
        "totp_required": False,
    }
    again = world.http("POST", "/totp/confirm", {"code": app_code(world, secret)}, token=agent.token)
    assert (again.status, problem(again)["code"]) == (409, "totp_on")
    assert problem(world.http("POST", "/totp", {"password": PASSWORD}, token=agent.token))["code"] == "totp_on"


def test_a_wrong_first_code_turns_nothing_on(world: World) -> None:
    agent = world.space().agents[0]
    answer = world.http("POST", "/totp/confirm", {"code": "123456"}, token=agent.token)
    assert (answer.status, problem(answer)["code"]) == (409, "totp_not_offered")
    secret = world.http("POST", "/totp", {"password": PASSWORD}, token=agent.token).json["secret"]
    late = app_code(world, secret, -3)

    for code in (late, "", "abc", "0" * 500, "\u0661\u0662\u0663\u0664\u0665\u0666"):
        answer = world.http("POST", "/totp/confirm", {"code": code}, token=agent.token)
        assert problem(answer)["code"] == "wrong_code", code
    assert sign_in(world).status == 200


def test_offering_needs_the_password(world: World) -> None:
    agent = world.space().agents[0]
    answer = world.http("POST", "/totp", {"password": "not this one at all"}, token=agent.token)

    assert (answer.status, problem(answer)["code"]) == (403, "wrong_password")


def test_the_code_is_asked_for_after_the_right_password_alone(world: World) -> None:
    secret, _ = enrol(world, world.space().agents[0])
    wrong, right = sign_in(world, password="not this one at all"), sign_in(world)

    assert problem(wrong)["code"] == "wrong_credentials"
    assert (right.status, problem(right)["code"], problem(right)["field"]) == (401, "code_required", "code")
    guessed = sign_in(world, app_code(world, secret), password="not this one at all")
    assert problem(guessed)["code"] == "wrong_credentials"
    assert sign_in(world, app_code(world, secret)).status == 200


def test_a_code_is_good_once_and_none_before_it_any_more(world: World) -> None:
    secret, _ = enrol(world, world.space().agents[0])
    code, before = app_code(world, secret), app_code(world, secret, -1)

    assert sign_in(world, code).status == 200
    for used in (code, before):
        assert problem(sign_in(world, used))["code"] == "wrong_code"
    world.wait(30)
    assert sign_in(world, app_code(world, secret)).status == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 401), (0, 200), (1, 200), (2, 401)])
def test_a_clock_may_be_half_a_minute_wrong(world: World, steps: int, status: int) -> None:
    secret, _ = enrol(world, world.space().agents[0])

    assert sign_in(world, app_code(world, secret, steps)).status == status, "the step before was used to turn it on"


def test_a_recovery_code_is_good_once_however_it_is_typed(world: World) -> None:
    agent = world.space().agents[0]
    _, recovery = enrol(world, agent)

    assert sign_in(world, f" {recovery[0].upper().replace('-', ' ')} ").status == 200
    assert problem(sign_in(world, recovery[0]))["code"] == "wrong_code"
    assert sign_in(world, recovery[1]).status == 200
    assert security(world, agent)["recovery_codes"] == 8


def test_guessing_codes_is_throttled_and_the_password_alone_forgives_nothing(world: World) -> None:
    secret, _ = enrol(world, world.space().agents[0])
    answers = [sign_in(world, code).status for code in ("000000", None, "000001", None, "000002", None, "000003")]

    assert answers == [401] * 6 + [429]
    world.wait(900)
    assert sign_in(world, app_code(world, secret)).status == 200


def test_a_code_used_at_any_moment_of_being_used_lets_one_in(world: World) -> None:
    secret, recovery = enrol(world, world.space().agents[0])

    for code in (app_code(world, secret), recovery[3]):
        for first, second, where in before_each_call(world, lambda: sign_in(world, code), lambda: sign_in(world, code)):  # noqa: B023 asked at once
            assert [first.status, second.status].count(200) == 1, (code, where)


def test_turning_off_needs_password_and_code(world: World) -> None:
    agent = world.space().agents[0]
    secret, recovery = enrol(world, agent)

    assert problem(turn_off(world, agent, app_code(world, secret), "not this one at all"))["code"] == "wrong_password"
    assert problem(turn_off(world, agent, "000000"))["code"] == "wrong_code"
    assert problem(turn_off(world, agent, ""))["code"] == "code_required"
    assert turn_off(world, agent, recovery[0]).status == 204
    assert sign_in(world).status == 200
    assert turn_off(world, agent, "any").status == 204
    secret, _ = enrol(world, agent)
    assert sign_in(world, app_code(world, secret)).status == 200
    assert problem(sign_in(world, recovery[1]))["code"] == "wrong_code"


def test_of_two_who_turn_it_on_at_the_same_moment_one_gets_codes_that_count(world: World) -> None:
    agent = world.space().agents[0]
    secret = world.http("POST", "/totp", {"password": PASSWORD}, token=agent.token).json["secret"]

    def turn_on() -> Answer:
        return world.http("POST", "/totp/confirm", {"code": app_code(world, secret)}, token=agent.token)

    for answers in before_each_call(world, turn_on, turn_on):
        won = [each for each in answers[:2] if each.status == 200]
        assert len(won) == 1, answers
        assert sign_in(world, won[0].json["recovery_codes"][0]).status == 200


def test_somebody_with_two_steps_joins_another_space_with_both(world: World) -> None:
    secret, _ = enrol(world, world.space().agents[0])
    second = world.space(agents=0, channel="whatsapp")
    world.invites(second, invitee("Agent 1"))
    world.drain()
    body = {"token": world.link_token(EMAIL), "email": EMAIL, "password": PASSWORD}

    assert problem(world.http("POST", "/register", body))["code"] == "code_required"
    joined = world.http("POST", "/register", {**body, "code": app_code(world, secret)})
    assert joined.json["space"]["id"] == second.id


@pytest.mark.parametrize("code", [5, {}, ["000000"], True])
def test_a_code_that_is_no_text_is_malformed(world: World, code: object) -> None:
    world.space()

    assert world.http("POST", "/sign-in", {"email": EMAIL, "password": PASSWORD, "code": code}).status == 400


def test_where_a_space_insists_members_without_it_can_only_turn_it_on(world: World) -> None:
    space = world.space(admins=1)
    admin, agent = space.admins[0], space.agents[0]
    other = world.space(agents=0, admins=0, channel="whatsapp")
    enrol(world, admin)
    answer = world.http("PUT", "/security", {"totp_required": True}, token=admin.token)

    assert (answer.status, answer.json) == (200, {"totp_required": True})
    me = world.http("GET", "/me", token=agent.token)
    assert (me.status, me.json["must_enrol"]) == (200, True)
    for method, path in (("GET", "/conversations"), ("POST", "/ws-ticket")):
        assert problem(world.http(method, path, token=agent.token))["code"] == "totp_required"
    assert other.id not in me.body
    enrol(world, agent)
    assert world.http("GET", "/conversations", token=agent.token).status == 200
    assert world.http("GET", "/me", token=agent.token).json["must_enrol"] is False


def test_an_admin_who_insists_does_so_first(world: World) -> None:
    space = world.space(admins=1)
    answer = world.http("PUT", "/security", {"totp_required": True}, token=space.admins[0].token)

    assert (answer.status, problem(answer)["code"]) == (409, "totp_missing")
    assert world.http("PUT", "/security", {"totp_required": False}, token=space.admins[0].token).status == 200
    assert world.http("PUT", "/security", {"totp_required": False}, token=space.agents[0].token).status == 403
    assert world.http("PUT", "/security", {"totp_required": "no"}, token=space.admins[0].token).status == 400
