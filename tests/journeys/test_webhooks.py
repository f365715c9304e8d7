"""Carriers call: what is signed and readable is kept before it is answered, and nothing else leaves a trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from chalicelib.gateways.clients import client
from tests.journeys.acting import conversation_of, log_of, problem, stored, texts, writes
from tests.journeys.providing import account, sender
from tests.journeys.test_bodies import furnished
from tests.world import END_USER, PUBLIC_URL, SENDER_ADDRESS, Answer, Json, Space, World
from tests.world_carrier import ACCOUNT_SID

ACK = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def fields(**changes: str) -> dict[str, str]:
    usual = {"MessageSid": "SM" + "a" * 32, "AccountSid": ACCOUNT_SID, "From": END_USER, "To": SENDER_ADDRESS}
    return {**usual, "Body": "Hi", "NumMedia": "0", "SmsStatus": "received", **changes}


def post(world: World, space: Space, form: dict[str, str], sender_id: str = "", query: str = "") -> Answer:
    """A signed post of the carrier's."""
    path = f"/webhooks/twilio/{sender_id or space.sender_id}{query}"
    body, headers = world.carrier.form(form, f"{PUBLIC_URL}/api{path}")
    return world.http("POST", path, body, **headers)


def test_r10_a_signed_message_is_queued_before_it_is_answered_and_written_nowhere_else(world: World) -> None:
    space = world.space()
    answer = post(world, space, fields())

    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, ACK, "text/xml")
    assert len(world.cloud.queue("InboundQueue")["messages"]) == 1
    assert world.cloud.items("ConversationsTable") == []


Forgery = Callable[[World, str, bytes, Json], tuple[str, bytes, Json]]


def another_host(world: World, path: str, body: bytes, headers: Json) -> tuple[str, bytes, Json]:
    signed = world.carrier.form(fields(), f"https://evil.test/api{path}")[1]
    return path, body, {**headers, **signed, "host": "evil.test", "x-forwarded-host": "evil.test"}


FORGERIES: dict[str, Forgery] = {
    "unsigned": lambda _, path, body, headers: (path, body, {**headers, "x-twilio-signature": ""}),
    "made-up signature": lambda _, path, body, headers: (path, body, {**headers, "x-twilio-signature": "\u00fc" * 28}),
    "tampered": lambda _, path, body, headers: (path, body.replace(b"Body=Hi", b"Body=Ho"), headers),
    "a field more": lambda _, path, body, headers: (path, body + b"&Extra=1", headers),
    "another URL": lambda world, path, body, _: (path, body, world.carrier.form(fields(), f"{PUBLIC_URL}{path}")[1]),
    "another host": another_host,
    "JSON": lambda _, path, body, headers: (path, body, {**headers, "content-type": "application/json"}),
    "a parameter of the URL": lambda _, path, body, headers: (f"{path}?ref=cv_x.1", body, headers),
}


def forged(world: World, space: Space, kind: str) -> Answer:
    """A post that was signed once, and spoiled."""
    path = f"/webhooks/twilio/{space.sender_id}"
    body, headers = world.carrier.form(fields(), f"{PUBLIC_URL}/api{path}")
    path, body, headers = FORGERIES[kind](world, path, body, headers)
    return world.http("POST", path, body, **headers)


def test_a_request_without_any_signature_is_refused(world: World) -> None:
    space = world.space()
    form = "application/x-www-form-urlencoded"

    assert world.http("POST", f"/webhooks/twilio/{space.sender_id}", b"Body=Hi", content_type=form).status == 401


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_request_whose_signature_does_not_hold_is_refused_and_nothing_is_written(world: World, kind: str) -> None:
    space = world.space()
    before = stored(world)
    answer = forged(world, space, kind)
    world.drain()

    assert (answer.status, problem(answer)["code"]) == (401, "bad_signature")
    assert stored(world) == before


def test_a_signature_of_another_account_is_refused(world: World) -> None:
    space = world.space()
    other = account(world, space.id, credentials={"account_sid": "AC2", "auth_token": "another token"})["id"]
    stands = sender(world, space.id, account_id=other, address="+18005550112")["id"]

    assert post(world, space, fields(), sender_id=stands).status == 401


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"Body": "Hi"}, 400),
        ({"MessageSid": ""}, 400),
        (fields(MessageSid="x" * 256), 400),
        (fields(From="+" + "1" * 300), 400),
        ({f"k{number}": "v" for number in range(1001)}, 401),
    ],
)
def test_a_signed_request_that_says_nothing_readable_is_malformed(world: World, form: Json, status: int) -> None:
    space = world.space()
    before = stored(world)

    assert post(world, space, form).status == status
    assert stored(world) == before


@pytest.mark.parametrize(("size", "status"), [(3 * 1024 * 1024, 401), (3 * 1024 * 1024 + 1, 413)])
def test_a_body_over_3_mb_is_too_large_before_anything_is_looked_at(world: World, size: int, status: int) -> None:
    space = world.space()
    calls = len(world.calls)
    answer = world.http(
        "POST",
        f"/webhooks/twilio/{space.sender_id}",
        b"x" * size,
        content_type="application/x-www-form-urlencoded",
        x_twilio_signature="x",
    )

    assert answer.status == status
    assert status == 401 or len(world.calls) == calls


def test_a_signed_message_that_no_queue_would_hold_is_too_large_and_no_fault_of_ours(world: World) -> None:
    space = world.space()

    assert post(world, space, fields(Body="x" * 2_000_000)).status == 413
    assert world.cloud.queue("InboundQueue")["messages"] == []


def test_a_long_message_arrives_whole(world: World) -> None:
    space = world.space()
    assert post(world, space, fields(Body="ü" * 20_000)).status == 200
    world.drain()

    shown = log_of(world, space.agents[0], conversation_of(world))
    assert texts(shown) == ["ü" * 20_000]
    assert not world.failures


def test_bytes_that_are_not_utf_8_are_kept_as_readable_text(world: World) -> None:
    space = world.space()
    path = f"/webhooks/twilio/{space.sender_id}"
    body = urlencode(fields(Body="")).encode() + b"%FF%80 caf\xe9"
    body = body.replace(b"Body=&", b"Body=%FFoops&").removesuffix(b"%FF%80 caf\xe9")
    _, headers = world.carrier.form(fields(Body="\ufffdoops"), f"{PUBLIC_URL}/api{path}")

    assert world.http("POST", path, body, **headers).status == 200
    world.drain()
    assert texts(log_of(world, space.agents[0], conversation_of(world))) == ["\ufffdoops"]


def test_the_same_payload_fifty_times_is_one_message(world: World) -> None:
    space = world.space()
    page = world.arrive(space.agents[0])
    for number in range(50):
        assert post(world, space, fields()).status == 200
        if number % 10 == 9:
            world.drain()
            world.wait(301)  # SQS has forgotten by then that it came already
    world.drain()

    assert texts(log_of(world, space.agents[0], conversation_of(world))) == ["Hi"]
    told = [frame for frame in world.frames(page) if frame["type"] == "entries" and frame["entries"]]
    assert len(told) == 1


def test_a_new_auth_token_is_taken_up_at_the_first_request_signed_with_it(world: World) -> None:
    space = world.space()
    writes(world, space)
    world.wait(20)
    change_token(world, space, "a new token")
    path = f"/webhooks/twilio/{space.sender_id}"
    body, headers = world.carrier.form(fields(), f"{PUBLIC_URL}/api{path}")
    new = RequestValidator("a new token").compute_signature(f"{PUBLIC_URL}/api{path}", fields())

    assert world.http("POST", path, body, **{**headers, "x-twilio-signature": new}).status == 200
    assert world.http("POST", path, body, **headers).status == 401


def test_forgeries_do_not_make_us_ask_for_the_credentials_each_time(world: World) -> None:
    space = world.space()
    for _ in range(5):
        forged(world, space, "tampered")

    assert sum(call.operation == "GetSecretValue" for call in world.calls if call.function == "app") <= 2


def change_token(world: World, space: Space, token: str) -> None:
    kept = next(each for each in world.cloud.items("SpacesTable") if each["pk"]["S"] == space.sender_id)
    credentials = json.dumps({"account_sid": ACCOUNT_SID, "auth_token": token})
    client("secretsmanager").put_secret_value(SecretId=kept["account"]["S"], SecretString=credentials)


NAMES = st.sampled_from(
    [*fields(), "MessageStatus", "MessageType", "MediaUrl0", "Latitude", "Longitude", "ButtonPayload", "NumSegments"]
)
VALUES = st.text(max_size=30) | st.sampled_from(["text", "image", "location", "1", "nan", "1e999", "-91", "whatsapp:"])


@given(st.dictionaries(NAMES, VALUES, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_carrier_signs_it_gets_no_fault_of_ours_and_the_workers_go_on(world: World, form: Json) -> None:
    space = furnished(world)
    form = {**fields(MessageSid="SM" + str(abs(hash(str(form))))), **form}
    answer = post(world, space, {key: value for key, value in form.items() if value})
    world.drain()

    assert answer.status < 500
    assert not world.failures
    assert world.cloud.queue("InboundDlq")["messages"] == []


@given(st.binary(max_size=300), st.text(st.characters(codec="ascii", min_codepoint=32), max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_come_unsigned_they_are_refused(world: World, raw: bytes, signature: str) -> None:
    space = furnished(world)
    before = stored(world)
    path = f"/webhooks/twilio/{space.sender_id}"
    form = "application/x-www-form-urlencoded"
    answer = world.http("POST", path, raw, content_type=form, x_twilio_signature=signature)

    assert answer.status == 401
    assert stored(world) == before
