"""Bodies of requests are read strictly, whatever was sent: refused with a sentence, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.acting import OF_ADMINS, READING, ROUTES, problem, stored
from tests.world import PASSWORD, Space, World

DEEP = 32


def nested(levels: int, kind: str = "list") -> bytes:
    if kind == "list":
        return b'{"x":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"
    return b'{"x":' * levels + b"1" + b"}" * levels


UNREADABLE = {
    "empty": b"",
    "not JSON": b"{",
    "more than one value": b"{} {}",
    "an array": b'[{"email":"a@b.test"}]',
    "a text": b'"email"',
    "a number": b"1",
    "null": b"null",
    "NaN": b'{"seats":NaN}',
    "Infinity": b'{"seats":Infinity}',
    "a number too large for any machine": b'{"seats":1e400}',
    "a lone surrogate": b'{"name":"\\ud800"}',
    "a lone low surrogate as a key": b'{"\\udc00":1}',
    "not UTF-8": b'{"name":"\xff"}',
    "an encoded surrogate": b'{"name":"\xed\xa0\x80"}',
    "UTF-16": '{"name":"Acme"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"name":"Acme"}',
    "a control character": b'{"name":"\x01"}',
    "33 levels of lists": nested(DEEP + 1),
    "33 levels of objects": nested(DEEP + 1, "object"),
    "100,000 levels": nested(100_000),
    "100,000 levels without an end": b'{"x":' + b"[" * 100_000,
    "a form": b"email=a%40b.test&password=x",
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_not_one_readable_object_is_malformed_on_every_route_and_nothing_is_kept(
    world: World, raw: bytes
) -> None:
    space = world.space(admins=1)
    before = stored(world)
    for method, path in ROUTES:
        token = space.admins[0].token if path in OF_ADMINS else world.support_token
        answer = world.http(method, path.format(space=space.id), raw, token=token)

        assert (answer.status, problem(answer)["code"]) == (400, "malformed"), path
    assert stored(world) == before


@pytest.mark.parametrize("kind", ["list", "object"])
def test_32_levels_are_read(world: World, kind: str) -> None:
    raw = json.loads(nested(DEEP, kind)) | {"name": "Acme"}

    assert world.http("POST", "/support/spaces", raw, token=world.support_token).status == 201


def test_a_body_of_256_kb_is_read_and_one_byte_more_is_too_large(world: World) -> None:
    body = json.dumps({"name": "Acme", "more": ""}).encode()
    fits = body.replace(b'""', b'"' + b"x" * (256 * 1024 - len(body)) + b'"')
    token = world.support_token

    assert len(fits) == 256 * 1024
    assert world.http("POST", "/support/spaces", fits, token=token).status == 201
    refused = world.http("POST", "/support/spaces", fits.replace(b"xx", b"xxx", 1), token=token)
    assert (refused.status, problem(refused)["code"]) == (413, "too_large")


def test_a_body_that_came_in_no_known_coding_is_malformed(world: World) -> None:
    token = world.support_token
    for body, is_base64 in (("\ud800", False), ("not base 64!", True), ("\u00fc", True)):
        event: dict[str, Any] = {
            "resource": "/support/spaces",
            "path": "/support/spaces",
            "pathParameters": None,
            "multiValueQueryStringParameters": None,
            "stageVariables": None,
            "headers": {"content-type": "application/json", "authorization": f"Bearer {token}"},
            "requestContext": {"httpMethod": "POST", "resourcePath": "/support/spaces", "identity": {}},
            "body": body,
            "isBase64Encoded": is_base64,
        }
        answer = world.invoke("app", event)

        assert answer["statusCode"] == 400, body


@pytest.mark.parametrize("wrong", [None, 1, 1.5, True, [], {}, ["agent.1@acme.test"]])
@pytest.mark.parametrize("field", ["email", "password"])
def test_a_field_of_another_type_is_malformed_and_named(world: World, field: str, wrong: object) -> None:
    body = {"email": "agent.1@acme.test", "password": PASSWORD, field: wrong}
    answer = world.http("POST", "/sign-in", body)

    assert (answer.status, problem(answer)["title"]) == (400, f"The field {field} is missing or is not text.")


@pytest.mark.parametrize("seats", [None, "5", 5.0, True, [5]])
def test_seats_are_a_whole_number_and_nothing_like_one(world: World, seats: object) -> None:
    space = world.space()
    answer = world.http("POST", f"/support/spaces/{space.id}/activation", {"seats": seats}, token=world.support_token)

    assert (answer.status, problem(answer)["code"]) == (400, "malformed")


@pytest.mark.parametrize("seats", [0, -1, 10**30, 10_001])
def test_seats_beyond_reason_are_refused(world: World, seats: int) -> None:
    space = world.space()
    answer = world.http("POST", f"/support/spaces/{space.id}/activation", {"seats": seats}, token=world.support_token)

    assert (answer.status, problem(answer)["code"]) == (422, "invalid_seats")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"])
def test_another_content_type_is_refused(world: World, content_type: str) -> None:
    assert world.http("POST", "/sign-in", {"email": "a"}, content_type=content_type).status == 415


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("email", "password", "token", "name", "channels", "seats", "people", "channel", "carrier", "address")
KEYS = st.sampled_from([*FIELDS, "directions", "exclusive", "account", "program"])
OBJECTS = st.dictionaries(KEYS, JSON, max_size=6) | st.fixed_dictionaries(
    {"people": st.lists(st.dictionaries(st.sampled_from(["name", "email", "phone", "role"]), JSON), max_size=3)}
)
ODD = st.text(st.characters(codec="utf-8", exclude_characters="/?#"), min_size=1, max_size=40)


def furnished(world: World) -> Space:
    """The one space of a world that many examples share."""
    made = getattr(world, "furnished", None) or world.space(agents=0, admins=1)
    world.furnished = made  # type: ignore[attr-defined]  # a note for the next example
    return made


@given(st.sampled_from(ROUTES), st.binary(max_size=200) | OBJECTS.map(lambda body: json.dumps(body).encode()), ODD)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_and_no_id_on_any_route_is_a_fault_of_ours(
    world: World, route: tuple[str, str], raw: bytes, odd: str
) -> None:
    method, path = route
    token = world.support_token
    space = furnished(world)
    for place in (odd, space.id):
        answer = world.http(
            method, path.format(space=place), raw, token=space.admins[0].token if path in OF_ADMINS else token
        )
        assert answer.status < 500, answer


@given(st.sampled_from([*READING, "/conversations/{space}", "/conversations/{space}/entries"]), ODD, ODD, ODD)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_on_any_route_is_a_fault_of_ours(world: World, path: str, odd: str, cursor: str, name: str) -> None:
    space = furnished(world)
    query = f"?list=queue&cursor={cursor}&before={cursor}&{name}={odd}"
    for token in (world.support_token, space.admins[0].token, odd.encode("ascii", "ignore").decode().strip()):
        answer = world.http("GET", path.format(space=odd) + query, token=token)
        assert answer.status < 500, answer
        assert answer.status == 200 or problem(answer)


@pytest.mark.parametrize(
    "odd", ["", "x" * 3000, "cv_", "CV_one", "cv_one\x00", "sp_x#", "..", "%00", "cv_" + "a" * 2100]
)
def test_an_id_that_can_be_none_of_ours_is_not_found(world: World, odd: str) -> None:
    space = world.space()
    for path, token in (
        (f"/conversations/{odd}", space.agents[0].token),
        (f"/conversations/{odd}/entries", space.agents[0].token),
        (f"/support/spaces/{odd}", world.support_token),
    ):
        if odd or path.endswith("entries"):
            answer = world.http("GET", path, token=token)
            assert (answer.status, problem(answer)["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "query", ["list=bot", "list=", "list=mine&cursor=x", "list=all&cursor=~", "list=queue&cursor=2026~" + "x" * 4000]
)
def test_a_list_or_a_cursor_that_does_not_exist_is_malformed(world: World, query: str) -> None:
    space = world.space()
    answer = world.http("GET", f"/conversations?{query}", token=space.agents[0].token)

    if query == "list=":
        assert answer.status == 200  # as if it had not been said
    else:
        assert (answer.status, problem(answer)["code"]) == (400, "malformed")


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "1e3", "²", "9999999999", " 1"])
def test_a_place_in_the_log_that_is_no_number_is_malformed(world: World, before: str) -> None:
    space = world.space()
    answer = world.http("GET", f"/conversations/cv_one/entries?before={before}", token=space.agents[0].token)

    assert (answer.status, problem(answer)["code"]) == (400, "malformed")
