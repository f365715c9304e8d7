"""Starts and stops the processes of the local stack, so that nothing is left behind however they end."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infrastructure.progress import StepFailed

ROOT = Path(__file__).parents[2]
START_SECONDS, STOP_SECONDS = 30.0, 15.0
OWN_PORTS = range(20_000, 32_000)
# Of the caller's environment only this reaches the emulator and, through it, the functions.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV", "SYSTEMROOT")


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where the stack listens on loopback."""

    web: int
    simulator: int
    aws: int


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the stack keeps its things."""

    folder: Path

    @property
    def deployment(self) -> Path:
        """The file that tells the edge what is deployed."""
        return self.folder / "deployment.json"

    @property
    def state(self) -> Path:
        """The emulator's saved state."""
        return self.folder / "state"

    def log(self, process: str) -> Path:
        """The file that one process writes to."""
        return self.folder / f"{process}.log"


def free_ports() -> Ports:
    """Three ports that nobody listens on, none of those that the system itself gives to outgoing connections meanwhile."""
    # Two that start at the same moment with the same seed must not choose the same.
    found = (port for port in random.SystemRandom().sample(OWN_PORTS, len(OWN_PORTS)) if _is_free(port))
    return Ports(web=next(found), simulator=next(found), aws=next(found))


def check_free(ports: Ports) -> None:
    """Refuse to start where somebody else listens; raises StepFailed."""
    for port in (ports.web, ports.simulator, ports.aws):
        if not _is_free(port):
            message = f"Port {port} of this machine is taken by another program."
            raise StepFailed(message, "End it, or choose others: `make run PORT=8700` takes 8700 to 8702.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def emulator(layout: Layout, ports: Ports, *, workers: int, keep: bool) -> Iterator[subprocess.Popen[bytes]]:
    """Run the emulator and the edge until the block ends; `keep` saves the state and starts from what was saved."""
    for folder in (layout.state, layout.folder / "s3", layout.folder / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
    if keep:
        _move_state(layout.state, ports.aws)
    command = ["infrastructure.local.emulator", str(ports.web), str(layout.deployment), str(workers)]
    with _process("emulator", command, layout, _emulator_settings(layout, ports, keep)) as running:
        _await_answer(f"http://127.0.0.1:{ports.aws}/_ministack/health", running, layout.log("emulator"))
        yield running


@contextmanager
def simulator(layout: Layout, ports: Ports, config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the carrier simulator until the block ends."""
    command = ["infrastructure.simulator", "--port", str(ports.simulator), "--config", str(config)]
    command += ["--log", str(layout.folder / "simulator.jsonl")]
    with _process("simulator", command, layout, {}) as running:
        _await_answer(f"http://127.0.0.1:{ports.simulator}/sim/senders", running, layout.log("simulator"))
        yield running


def _emulator_settings(layout: Layout, ports: Ports, keep: bool) -> dict[str, str]:
    return {
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(ports.aws),
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Containers of other programs on this machine are none of its business.
        "DOCKER_HOST": "unix:///nowhere",
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(layout.folder / "tmp"),
        "PERSIST_STATE": "1" if keep else "0",
        "STATE_DIR": str(layout.state),
        "S3_PERSIST": "1" if keep else "0",
        "S3_DATA_DIR": str(layout.folder / "s3"),
    }


@contextmanager
def _process(
    name: str, module: list[str], layout: Layout, settings: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    with layout.log(name).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env={**kept, **settings},
            # Closed when we end, whatever ends us: the emulator stops then.
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_follow_parent(),  # noqa: PLW1509  # one system call, before any thread of ours
        )
    try:
        yield process
    finally:
        _stop(process)


def _follow_parent() -> Callable[[], None] | None:
    """On Linux, have the kernel end the child when its parent dies."""
    if sys.platform != "linux":
        return None
    libc, set_parent_death_signal = ctypes.CDLL(None), 1
    return lambda: libc.prctl(set_parent_death_signal, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()
    # Functions' processes end by themselves with the emulator; those that hang are in its group.
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _await_answer(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
    raise StepFailed(f"A process of the local stack did not start:\n{tail}", f"All of its output is in {log}.")


def _move_state(state: Path, port: int) -> None:
    """Queue addresses in the saved state hold the port, which may be another one today."""
    kept = state / "port"
    former = kept.read_text() if kept.exists() else str(port)
    if former != str(port):
        for path in state.glob("*.json"):
            path.write_text(path.read_text().replace(f"127.0.0.1:{former}", f"127.0.0.1:{port}"))
    kept.write_text(str(port))
