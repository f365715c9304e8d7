"""What the simulator remembers, and tells whoever follows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from infrastructure.simulator.segments import segments
from tests.simulator.parties import ROOT, Simulator, Start, Webhook, config_for, until


@pytest.fixture
def quiet(start: Start, webhook: Webhook) -> Simulator:
    """A simulator in whose log nothing of other tests can come late."""
    return start(config_for(webhook.url))


def test_the_log_tells_what_happened_in_order(quiet: Simulator, webhook: Webhook, phone: str) -> None:
    quiet.seed(to=phone, fault="receipts_twice")
    quiet.write(sender_id="sn_sms", **{"from": phone}, text="Hello")
    message_id = quiet.send(phone, "Hi", StatusCallback=webhook.url).json()["sid"]
    until(lambda: len(quiet.log("receipt", provider_message_id=message_id)) == 4)
    quiet.send(phone, "")
    events = quiet.client.get("/sim/log").json()["events"]
    assert [one["kind"] for one in events] == ["inbound", "answer", "fault", "outbound", *["receipt"] * 4, "refused"]
    assert [one["n"] for one in events] == list(range(1, 10))
    assert [one["n"] for one in quiet.client.get("/sim/log?last=2").json()["events"]] == [8, 9]
    assert [one["n"] for one in quiet.client.get("/sim/log?since=7").json()["events"]] == [8, 9]


def followed(simulator: Simulator, since: int, headers: dict[str, str]) -> Generator[dict[str, Any], None, None]:
    with simulator.client.stream("GET", f"/sim/events?since={since}", headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        for line in response.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


@pytest.mark.parametrize("by_header", [False, True])
def test_who_follows_gets_what_was_missed_and_then_what_happens(quiet: Simulator, phone: str, by_header: bool) -> None:
    quiet.write(sender_id="sn_sms", **{"from": phone}, text="known")
    quiet.write(sender_id="sn_sms", **{"from": phone}, text="missed")
    events = followed(quiet, 0 if by_header else 2, {"last-event-id": "2"} if by_header else {})
    assert [(one["n"], one["kind"]) for one in (next(events), next(events))] == [(3, "inbound"), (4, "answer")]
    quiet.write(sender_id="sn_sms", **{"from": phone}, text="live")
    assert next(events)["text"] == "live"
    events.close()


def test_a_restart_knows_yesterdays_messages(start: Start, webhook: Webhook, tmp_path: Path, phone: str) -> None:
    log = tmp_path / "log.jsonl"
    first = start(config_for(webhook.url), log)
    first.write(sender_id="sn_wa", **{"from": phone}, text="Hello", profile_name="Ana")
    form = {"From": "whatsapp:+18005550112", "StatusCallback": f"{webhook.url}/status"}
    message_id = first.send(f"whatsapp:{phone}", **form).json()["sid"]
    until(lambda: first.get(f"Messages/{message_id}.json")["status"] == "delivered")
    until(lambda: len(first.log("receipt")) == 2)
    log.write_text(log.read_text() + '{"n": 6, "ki')
    second = start(config_for(webhook.url), log)
    assert second.client.get("/sim/log").json() == first.client.get("/sim/log").json()
    assert {"address": phone, "name": "Ana"} in second.client.get("/sim/contacts").json()["contacts"]
    second.client.post("/sim/read", json={"provider_message_ids": [message_id]})
    until(lambda: [post.form["MessageStatus"] for post in webhook.to("/status")] == ["sent", "delivered", "read"])
    until(lambda: second.log("receipt", status="read"))
    third = start(config_for(webhook.url), log)
    assert third.get(f"Messages/{message_id}.json")["status"] == "read"


def test_a_configuration_that_cannot_be_used_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"senders": [{"id": "sn_sms"}]}')
    command = [sys.executable, "-m", "infrastructure.simulator", "--config", str(tmp_path / "config.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("The simulator cannot start: Sender 'sn_sms'")
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told_in_words(simulator: Simulator) -> None:
    port = simulator.url.rpartition(":")[2]
    command = [sys.executable, "-m", "infrastructure.simulator", "--port", port]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "in use" in done.stderr


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("a" * 152 + "€" + "a" * 8, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ы" * 70, 1),
        ("ы" * 71, 2),
        ("ы" * 66 + "👍" + "ы" * 66, 3),
    ],
)
def test_parts_are_counted_as_the_networks_do(text: str, parts: int) -> None:
    assert segments(text) == parts
