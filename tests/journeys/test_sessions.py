"""Somebody's own sign-ins: seen, ended, and moved to another space; what has ended is ended everywhere at once."""

from __future__ import annotations

import pytest

from tests.journeys.acting import ask, opens, problem, stored
from tests.journeys.signing import NEW_PASSWORD, before_each_call, sign_in
from tests.world import PASSWORD, Answer, Json, Person, World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sessions(world: World, token: str) -> list[Json]:
    answer = world.http("GET", "/sessions", token=token)
    assert answer.status == 200, answer
    found: list[Json] = answer.json["sessions"]
    return found


def alive(world: World, token: str) -> bool:
    return world.http("GET", "/me", token=token).status == 200


def test_one_sees_where_one_is_signed_in_and_nothing_that_would_let_one_in(world: World) -> None:
    first = world.space().agents[0].token
    world.wait(60)
    token = sign_in(world, user_agent=FIREFOX).json["token"]
    found = sessions(world, token)

    assert [(each["device"], each["current"]) for each in found] == [
        ("Firefox on Linux", True),
        ("Unknown device", False),
    ]
    assert {len(each["id"]) for each in found} == {16}
    assert found[0]["signed_in_at"] > found[1]["signed_in_at"]
    assert [each["current"] for each in sessions(world, first)] == [False, True]


def test_when_a_session_was_last_used_is_written_down_every_five_minutes_at_most(world: World) -> None:
    token = world.space().agents[0].token
    seen = sessions(world, token)[0]["seen_at"]
    world.wait(200)
    before = len(world.calls)
    assert sessions(world, token)[0]["seen_at"] == seen
    assert not [call for call in world.calls[before:] if call.operation == "UpdateItem"]
    world.wait(200)

    assert alive(world, token)
    assert sessions(world, token)[0]["seen_at"] > seen


def test_ending_one_session_ends_that_one_and_again_is_no_error(world: World) -> None:
    mine = world.space().agents[0].token
    other, third = (sign_in(world).json["token"] for _ in range(2))
    listed = sessions(world, other)
    chosen = next(each["id"] for each in listed if each["current"])

    for _ in range(2):
        assert world.http("DELETE", f"/sessions/{chosen}", token=mine).status == 204
    assert [alive(world, token) for token in (mine, other, third)] == [True, False, True]


def test_somebody_elses_session_cannot_be_seen_or_ended(world: World) -> None:
    first, second = world.space(agents=2).agents
    theirs = sessions(world, second.token)[0]["id"]

    assert world.http("DELETE", f"/sessions/{theirs}", token=first.token).status == 204
    assert alive(world, second.token)
    assert theirs not in [each["id"] for each in sessions(world, first.token)]


def test_signing_out_everywhere_else_leaves_this_session_alone(world: World) -> None:
    mine, eve = world.space(agents=2).agents
    others = [sign_in(world).json["token"] for _ in range(3)]
    assert world.http("DELETE", "/sessions", token=mine.token).status == 204

    assert [alive(world, token) for token in others] == [False] * 3
    assert alive(world, mine.token)
    assert alive(world, eve.token)
    assert len(sessions(world, mine.token)) == 1
    assert alive(world, sign_in(world).json["token"])


def test_an_ended_sessions_socket_is_closed_and_does_nothing_any_more(world: World) -> None:
    space = world.space()
    mine, thief = space.agents[0], sign_in(world).json["token"]
    own = world.arrive(mine)
    stolen = world.arrive(Person(id=mine.id, name=mine.name, email=mine.email, token=thief))
    silent = world.connect(Person(id=mine.id, name=mine.name, email=mine.email, token=thief))
    heard = len(world.frames(stolen))
    world.http("DELETE", "/sessions", token=mine.token)
    world.carrier_posts("A secret", space=space)
    world.drain()

    assert {stolen, silent} <= world.cloud.closed
    assert own not in world.cloud.closed
    assert len(world.frames(stolen)) == heard
    assert world.frames(own)[-1]["entries"][0]["text"] == "A secret"
    for page in (stolen, silent):
        world.cloud.closed.discard(page)
        assert ask(world, page, "resume", have={}, watch="all")["code"] == "not_signed_in"


def test_signing_out_closes_the_sockets_of_that_session_alone(world: World) -> None:
    mine = world.space().agents[0]
    own = world.arrive(mine)
    other = Person(id=mine.id, name=mine.name, email=mine.email, token=sign_in(world).json["token"])
    left = world.arrive(other)
    world.http("POST", "/sign-out", token=other.token)

    assert (left in world.cloud.closed, own in world.cloud.closed) == (True, False)


@pytest.mark.parametrize("how", ["sign_out", "end", "change_password"])
def test_a_ticket_of_an_ended_session_opens_no_socket(world: World, how: str) -> None:
    mine = world.space().agents[0].token
    other = sign_in(world).json["token"]
    ticket = world.http("POST", "/ws-ticket", token=other).json["ticket"]
    if how == "sign_out":
        world.http("POST", "/sign-out", token=other)
    elif how == "end":
        world.http("DELETE", "/sessions", token=mine)
    else:
        world.http("PUT", "/password", {"current": PASSWORD, "new": NEW_PASSWORD}, token=mine)

    assert opens(world, "c1", ticket) == 401


def test_a_session_that_is_ended_at_any_moment_of_being_used_does_not_come_back(world: World) -> None:
    mine = world.space().agents[0].token
    used = sign_in(world).json["token"]
    world.wait(400)

    def use() -> Answer:
        return world.http("GET", "/me", token=used)

    def end() -> Answer:
        return world.http("DELETE", "/sessions", token=mine)

    for answer, ended, where in before_each_call(world, use, end):
        assert (answer.status in (200, 401), ended.status) == (True, 204), where
        assert not alive(world, used), where
        assert alive(world, mine), where


def test_a_socket_that_opens_while_its_session_ends_is_not_left_open(world: World) -> None:
    mine = world.space().agents[0].token
    other = sign_in(world).json["token"]
    ticket = world.http("POST", "/ws-ticket", token=other).json["ticket"]

    def connect() -> Answer:
        return Answer(status=opens(world, "c1", ticket), headers={}, body="")

    def end() -> Answer:
        return world.http("DELETE", "/sessions", token=mine)

    for answer, ended, where in before_each_call(world, connect, end):
        assert ended.status == 204, where
        assert answer.status == 401 or "c1" in world.cloud.closed, where
        assert not [each for each in world.cloud.items("SessionsTable") if each["sk"]["S"] == "c1"], where


def test_r8_somebody_in_two_spaces_goes_from_one_to_the_other(world: World) -> None:
    first, second = world.space(), world.space(channel="whatsapp")
    token = sign_in(world).json["token"]
    for space in (second, first, first):
        answer = world.http("POST", "/session/space", {"space_id": space.id}, token=token)
        assert answer.status == 200
        assert answer.json["space"]["id"] == space.id
        assert world.http("GET", "/me", token=token).json == answer.json


def test_a_foreign_space_and_a_missing_one_answer_alike(world: World) -> None:
    agent = world.space().agents[0]
    made = world.http("POST", "/support/spaces", {"name": "Other"}, token=world.support_token).json["id"]
    answers = [
        world.http("POST", "/session/space", {"space_id": space_id}, token=agent.token)
        for space_id in (made, "sp_missing", "", "x" * 5000, "SPACE", f"{made}#")
    ]

    assert {(each.status, each.body) for each in answers} == {(404, answers[0].body)}
    assert world.http("GET", "/conversations", token=agent.token).status == 200


def test_switching_a_session_that_just_ended_does_not_bring_it_back(world: World) -> None:
    space = world.space()
    mine, other = space.agents[0].token, sign_in(world).json["token"]

    def switch() -> Answer:
        return world.http("POST", "/session/space", {"space_id": space.id}, token=other)

    for _, _, where in before_each_call(world, switch, lambda: world.http("POST", "/sign-out", token=other)):
        assert not alive(world, other), where
    assert alive(world, mine)


@pytest.mark.parametrize(
    "token", ["pr_x.y", ".", "..", "pr_.", "sp_x.a.b", "lck_", "lck_sp_x.ky_x.z", "lck_..", "x" * 5000]
)
def test_a_token_that_nobody_gave_out_is_nobodys(world: World, token: str) -> None:
    world.space()

    assert problem(world.http("GET", "/me", token=token))["code"] == "not_signed_in"


def test_a_token_with_another_persons_id_is_worth_nothing(world: World) -> None:
    first, second = world.space(agents=2).agents
    secret = first.token.partition(".")[2]

    assert not alive(world, f"{second.id}.{secret}")


def test_what_is_stored_of_a_session_is_not_its_token(world: World) -> None:
    token = world.space().agents[0].token

    assert token.partition(".")[2] not in str(stored(world))
