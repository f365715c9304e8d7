"""`make run` as a person uses it: start, look, stop, start again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from infrastructure.http_api import call, sign_in
from infrastructure.package import ROOT

SECONDS = 60.0


@dataclass
class Run:
    """A run in its own folder."""

    process: subprocess.Popen[str]
    folder: Path
    port: int

    def described(self) -> dict[str, Any]:
        """stack.json, once it is written."""
        path, deadline = self.folder / "stack.json", time.monotonic() + SECONDS
        while not path.exists():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.1)
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    def stop(self, told: signal.Signals) -> str:
        """Tell it to stop; answers what it printed."""
        self.process.send_signal(told)
        return self.process.communicate(timeout=SECONDS)[0]


def command(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "infrastructure.run", "--port", str(port), "--folder", str(folder)]


@contextmanager
def started(folder: Path, port: int) -> Iterator[Run]:
    process = subprocess.Popen(
        command(folder, port), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield Run(process=process, folder=folder, port=port)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=SECONDS)


@pytest.fixture
def port() -> int:
    """The first of six free ports in a row."""
    for first in range(18600, 19600, 3):
        if all(is_free(first + offset) for offset in range(6)):
            return first
    raise AssertionError("no ports are free")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def processes_of(folder: Path) -> dict[int, str]:
    """What still runs with something of the folder in its command or environment, by process id."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in text and int(entry.name) != os.getpid():
            found[int(entry.name)] = text[:200].decode(errors="replace")
    return found


def test_what_happened_yesterday_is_there_today(tmp_path: Path, port: int) -> None:
    with started(tmp_path, port) as run:
        before = run.described()
        body = {"sender_id": before["senders"][0]["id"], "from": "+14155550177", "text": "see you tomorrow"}
        httpx.post(f"{before['simulator']}/sim/inbound", json=body, timeout=20).raise_for_status()
        assert previews(before, wanted=1) == ["see you tomorrow"]
        assert "Stopped." in run.stop(signal.SIGINT)
        assert run.process.returncode == 0
    assert all(is_free(port + offset) for offset in range(3))
    assert processes_of(tmp_path) == {}

    # On other ports: addresses in the kept state move along.
    port += 3
    with started(tmp_path, port) as run:
        after = run.described()
        assert [sender["id"] for sender in after["senders"]] == [sender["id"] for sender in before["senders"]]
        assert previews(after, wanted=1) == ["see you tomorrow"]
        with closing(signed_in(after, after["accounts"]["agents"][0])) as agent:
            ticket = call(agent, "POST", "/api/ws-ticket")["ticket"]
        with connect(f"{after['ws']}?ticket={ticket}", origin=after["web"], proxy=None, open_timeout=20) as socket_:
            for said in ({"action": "resume", "have": {}}, {"action": "presence", "presence": "available"}):
                socket_.send(json.dumps(said))
            # The stream goes on where it stopped: what is written today is relayed today.
            assert_frame(socket_, "see you tomorrow")
            httpx.post(f"{after['simulator']}/sim/inbound", json={**body, "text": "here I am"}, timeout=20)
            assert_frame(socket_, "here I am")

        beside = subprocess.run(command(tmp_path, port), cwd=ROOT, capture_output=True, text=True, check=False)
        assert beside.returncode == 1
        assert f"Live Chat is already running on http://127.0.0.1:{port}." in beside.stderr
        assert "Traceback" not in beside.stderr


def test_a_killed_run_takes_its_processes_with_it_and_keeps_what_was_said(tmp_path: Path, port: int) -> None:
    with started(tmp_path, port) as run:
        described = run.described()
        run.process.kill()
        run.process.communicate(timeout=SECONDS)
        assert wait_for(lambda: processes_of(tmp_path) == {})
        assert wait_for(lambda: all(is_free(port + offset) for offset in range(3)))
    with started(tmp_path, port) as run:
        assert run.described()["senders"] == described["senders"]


def test_a_killed_emulator_ends_the_run_in_words_and_loses_only_the_last_seconds(tmp_path: Path, port: int) -> None:
    with started(tmp_path, port) as run:
        described = run.described()
        body = {"sender_id": described["senders"][0]["id"], "from": "+14155550178", "text": "said in time"}
        httpx.post(f"{described['simulator']}/sim/inbound", json=body, timeout=20).raise_for_status()
        assert previews(described, wanted=1) == ["said in time"]
        written = tmp_path / "state" / "dynamodb.json"
        assert wait_for(lambda: "said in time" in written.read_text())
        emulators = [pid for pid, text in processes_of(tmp_path).items() if "infrastructure.local.emulator" in text]
        os.kill(emulators[0], signal.SIGKILL)
        printed, _ = run.process.communicate(timeout=SECONDS)
        assert run.process.returncode == 1
        assert "The emulator ended by itself." in printed
        assert "Traceback" not in printed
    assert processes_of(tmp_path) == {}
    with started(tmp_path, port) as run:
        assert previews(run.described(), wanted=1) == ["said in time"]


def test_a_port_that_is_taken_is_named(tmp_path: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port + 1)):
        done = subprocess.run(command(tmp_path, port), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Port {port + 1} of this machine is taken by another program." in done.stderr


def previews(described: dict[str, Any], wanted: int) -> list[str]:
    """The last messages of all conversations, as the admin sees them, once there are so many."""
    with closing(signed_in(described, described["accounts"]["admin"])) as client:
        found: list[str] = []
        deadline = time.monotonic() + SECONDS
        while len(found) < wanted and time.monotonic() < deadline:
            listed = call(client, "GET", "/api/conversations?list=all")["conversations"]
            found = [conversation["preview"] for conversation in listed]
        return found


def signed_in(described: dict[str, Any], account: dict[str, str]) -> httpx.Client:
    return sign_in(described["web"], account["email"], account["password"])


def assert_frame(opened: Connection, text: str) -> None:
    """A frame with the text reaches the page."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if text in str(opened.recv(timeout=SECONDS)):
            return
    raise AssertionError(f"no frame with {text!r}")


def wait_for(holds: Any) -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False
