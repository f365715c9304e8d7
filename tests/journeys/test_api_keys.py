"""API keys: shown once, good for one space in one role until they are deleted, and for nothing that only persons do."""

from __future__ import annotations

import pytest

from tests.journeys.acting import problem, stored
from tests.journeys.signing import before_each_call
from tests.world import PASSWORD, Answer, Json, Space, World


def create(world: World, space: Space, role: str = "agent", name: str = "Reports") -> Answer:
    return world.http("POST", "/keys", {"name": name, "role": role}, token=space.admins[0].token)


def key_of(world: World, space: Space, role: str = "agent") -> str:
    answer = create(world, space, role)
    assert answer.status == 201, answer
    return str(answer.json["key"])


def listed(world: World, space: Space) -> list[Json]:
    found: list[Json] = world.http("GET", "/keys", token=space.admins[0].token).json["keys"]
    return found


def test_a_new_key_is_shown_once_and_kept_as_a_hash(world: World) -> None:
    space = world.space(admins=1)
    made = create(world, space).json
    key = made.pop("key")

    assert key.startswith(f"lck_{space.id}.{made['id']}.")
    assert len(key.rpartition(".")[2]) >= 43
    assert listed(world, space) == [made]
    assert (made["name"], made["role"], made["created_by"], made["used_at"]) == ("Reports", "agent", "Admin 1", None)
    assert key.rpartition(".")[2] not in str(stored(world))


def test_a_key_does_what_its_role_may_in_its_own_space(world: World) -> None:
    space = world.space(admins=1)
    agent, admin = key_of(world, space), key_of(world, space, "admin")

    assert world.http("GET", "/conversations", token=agent).status == 200
    assert world.http("GET", "/members", token=agent).status == 403
    assert world.http("GET", "/members", token=admin).status == 200
    me = world.http("GET", "/me", token=agent).json
    assert (me["person"]["name"], me["space"]["id"], me["space"]["roles"]) == ("Reports", space.id, ["agent"])
    assert [each["id"] for each in me["spaces"]] == [space.id]
    assert world.http("GET", "/support/spaces", token=admin).status == 403
    assert listed(world, space)[0]["used_at"]


def test_a_deleted_key_is_worth_nothing_at_once(world: World) -> None:
    space = world.space(admins=1)
    key = key_of(world, space)
    key_id = listed(world, space)[0]["id"]
    for _ in range(2):
        assert world.http("DELETE", f"/keys/{key_id}", token=space.admins[0].token).status == 204

    assert problem(world.http("GET", "/conversations", token=key))["code"] == "not_signed_in"
    assert listed(world, space) == []


def test_a_key_ends_at_any_moment_of_being_used(world: World) -> None:
    space = world.space(admins=1)
    key = key_of(world, space)
    path = f"/keys/{listed(world, space)[0]['id']}"

    def use() -> Answer:
        return world.http("GET", "/conversations", token=key)

    def delete() -> Answer:
        return world.http("DELETE", path, token=space.admins[0].token)

    for used, deleted, where in before_each_call(world, use, delete):
        assert (used.status in (200, 401), deleted.status) == (True, 204), where
        assert listed(world, space) == [], where
        assert use().status == 401, where


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/sessions", None),
        ("DELETE", "/sessions", None),
        ("DELETE", "/sessions/0123456789abcdef", None),
        ("POST", "/session/space", {"space_id": "sp_x"}),
        ("PUT", "/password", {"current": PASSWORD, "new": "another good password"}),
        ("GET", "/security", None),
        ("PUT", "/security", {"totp_required": True}),
        ("POST", "/totp", {"password": PASSWORD}),
        ("POST", "/totp/confirm", {"code": "000000"}),
        ("DELETE", "/totp", {"password": PASSWORD, "code": "000000"}),
        ("GET", "/keys", None),
        ("POST", "/keys", {"name": "Another", "role": "admin"}),
        ("DELETE", "/keys/ky_x", None),
        ("POST", "/ws-ticket", None),
    ],
)
def test_what_only_persons_do_is_refused_to_keys(world: World, method: str, path: str, body: Json | None) -> None:
    key = key_of(world, world.space(admins=1), "admin")
    before = stored(world)
    answer = world.http(method, path, body, token=key)

    assert (answer.status, problem(answer)["code"]) == (403, "not_for_keys")
    assert [each for each in stored(world) if each not in before and "KEY#" not in str(each)] == []


def test_a_key_with_another_spaces_id_or_secret_is_nobodys(world: World) -> None:
    first, second = world.space(admins=1), world.space(admins=0, agents=0, channel="whatsapp")
    key, other = key_of(world, first), key_of(world, first)
    space_part, key_id, secret = key.split(".")

    for made_up in (
        f"lck_{second.id}.{key_id}.{secret}",
        f"{space_part}.{key_id}.{other.split('.')[2]}",
        f"{space_part}.{key_id}.",
        f"{space_part}.{key_id}",
        f"{space_part}.x.{secret}",
        f"{key}x",
        key.removeprefix("lck_"),
    ):
        assert world.http("GET", "/me", token=made_up).status == 401, made_up


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "", "role": "agent"}, 422, "name"),
        ({"name": "x" * 81, "role": "agent"}, 422, "name"),
        ({"name": "A", "role": "support"}, 422, "role"),
        ({"name": "A"}, 400, None),
        ({"name": 5, "role": "agent"}, 400, None),
    ],
)
def test_a_wrong_field_makes_no_key(world: World, body: Json, status: int, field: str | None) -> None:
    space = world.space(admins=1)
    answer = world.http("POST", "/keys", body, token=space.admins[0].token)

    assert (answer.status, problem(answer).get("field")) == (status, field)
    assert listed(world, space) == []


def test_agents_and_support_make_no_keys(world: World) -> None:
    space = world.space(admins=1)

    for token in (space.agents[0].token, world.support_token):
        for method in ("GET", "POST"):
            assert world.http(method, "/keys", {"name": "A", "role": "agent"}, token=token).status == 403


def test_a_space_has_at_most_twenty_keys(world: World) -> None:
    space = world.space(admins=1)
    answers = [create(world, space, name=f"Key {number}") for number in range(21)]

    assert [each.status for each in answers] == [201] * 20 + [409]


def test_a_spaces_own_key_is_not_anothers_to_delete(world: World) -> None:
    first = world.space(admins=1)
    key = key_of(world, first)
    key_id = listed(world, first)[0]["id"]
    second = world.space(agents=0, admins=0, channel="whatsapp")
    admin = world.joins(second, "Other Admin", "admin")

    assert world.http("DELETE", f"/keys/{key_id}", token=admin.token).status == 204
    assert world.http("GET", "/conversations", token=key).status == 200
