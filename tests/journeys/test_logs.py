"""What is logged: one line of JSON for each thing done, and nothing that names, quotes or unlocks anything."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from tests.journeys.acting import ask, cookie_of, raw_frame, say, writes
from tests.world import END_USER, PASSWORD, SENDER_ADDRESS, SUPPORT_EMAIL, Space, World, invitee
from tests.world_carrier import ACCOUNT_SID, AUTH_TOKEN

TEXT, ANSWER = "Where is my parcel 4711?", "It left yesterday, dear customer."


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that any logger says, whatever it writes to, from INFO on; but for the emulator's own."""
    heard = io.StringIO()
    for logger in map(logging.getLogger, logging.root.manager.loggerDict):
        for handler in logger.handlers:
            if type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", heard)
    everything = logging.StreamHandler(heard)
    everything.addFilter(lambda record: "ministack" not in record.pathname)
    logging.root.addHandler(everything)
    monkeypatch.setattr(logging.root, "level", logging.INFO)
    yield heard
    logging.root.removeHandler(everything)


def whole_journey(world: World) -> list[str]:
    """Everything that can be done, well and badly; answers the secrets that came up."""
    space = world.space(agents=1, admins=1, channel="whatsapp")
    world.invites(space, invitee("Dana Diaz"), {**invitee("Eve Ek"), "email": "eve@acme.test\nBcc: x@y.test"})
    world.drain()
    link = world.link_token("dana.diaz@acme.test")
    wrong = {"token": link, "email": "someone.else@acme.test", "password": PASSWORD}
    right = {**wrong, "email": "dana.diaz@acme.test"}
    cookie = cookie_of([world.http("POST", "/register", body) for body in (wrong, right)][-1])
    for email in ("dana.diaz@acme.test", "nobody.here@acme.test") * 4:
        world.http("POST", "/sign-in", {"email": email, "password": "a wrong passphrase of mine"})
    ticket = world.http("POST", "/ws-ticket", cookie=cookie).json["ticket"]
    page = world.arrive(space.agents[0], watch="all")
    conversation = writes(world, space, TEXT, name="Ana Souza")
    answers(world, page, conversation)
    raw_frame(world, page, '{"action":"send","text":"half a frame that is broken')
    ask(world, page, "send", conversation="cv_none", client_id="c", text="a text for nobody at all")
    world.carrier_posts("x" * 200_000, space=space)
    world.http("POST", f"/webhooks/twilio/{space.sender_id}", b"Body=forged+words&From=%2B14155550177")
    parks(world, space)
    world.http("GET", f"/conversations/{conversation}", token=space.agents[0].token)
    world.hang_up(page)
    world.sweep()
    return [link.split(".")[-1], cookie.partition("=")[2], ticket, world.support_token, space.agents[0].token]


def answers(world: World, page: str, conversation: str) -> None:
    """The agent answers, and the carrier does everything that a carrier may do."""
    for number, answer in enumerate(("accept", "refuse", "too_many", "hang_up", "unreachable", "broken")):
        world.carrier.answers.append(answer)
        say(world, page, conversation, f"{ANSWER} {number}", f"c{number}")
        world.drain()
    for word, code in (("sent", ""), ("undelivered", "30003"), ("read", "")):
        world.carrier_reports(world.carrier.sent[0], word, code)
    world.drain()


def parks(world: World, space: Space) -> None:
    """A record that cannot be read is put aside, and a dead connection found out."""
    world.cut(world.arrive(space.agents[0]))
    for text in ("broken off", TEXT):
        world.carrier_posts(text, space=space)
    record = world.cloud.queue("InboundQueue")["messages"][0]
    record["body"] = record["body"][:-20]
    world.drain()


def test_no_log_line_of_a_whole_journey_holds_a_number_an_address_a_text_or_a_secret(
    world: World, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets = whole_journey(world)
    printed = capfd.readouterr()
    said = lines.getvalue() + printed.out + printed.err

    assert len(said.splitlines()) > 50
    private = [END_USER, SENDER_ADDRESS, "14155550101", "4155550177", "Ana Souza", "Dana Diaz", "Agent 1", "acme.test"]
    private += [SUPPORT_EMAIL, TEXT, ANSWER, "parcel", "half a frame", "nobody at all", "forged words", "xxxx"]
    private += [PASSWORD, "wrong passphrase", AUTH_TOKEN, ACCOUNT_SID, "k" * 16, "__Host-session", *secrets]
    for each in private:
        found = [line for line in said.splitlines() if each in line]
        assert not found, f"{each!r} is in {found[0][:300]}"


def test_each_line_is_json_with_a_level_and_says_what_was_done(world: World, lines: io.StringIO) -> None:
    whole_journey(world)
    told = [json.loads(line) for line in lines.getvalue().splitlines() if line.startswith("{")]

    assert {each["message"] for each in told} >= {
        "carrier_call",
        "batch",
        "relayed",
        "frame",
        "refused",
        "mailed",
        "swept",
    }
    assert {each["level"] for each in told} <= {"INFO", "WARNING"}
    assert {each["service"] for each in told} == {"live-chat"}
