"""`python -m infrastructure.run`: the whole of Live Chat on this machine, until Ctrl-C (`make run`)."""

from __future__ import annotations

import argparse
import fcntl
import json
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from infrastructure.local import demo
from infrastructure.local.processes import Layout, Ports
from infrastructure.local.stack import Running, Shape, deploy_here, running
from infrastructure.package import ROOT
from infrastructure.progress import Progress, StepFailed, tell

FOLDER = ROOT / ".local"
PORT = 8600


class Stopped(Exception):
    """Somebody asked the stack to stop."""


def main() -> int:
    """Run, redeploy or reset; exit code 1 with a sentence where that cannot be done."""
    options = _options()
    layout = Layout(folder=options.folder.resolve())
    progress = Progress()
    try:
        if options.reset:
            _reset(layout, progress)
        elif options.redeploy:
            _redeploy(layout, progress)
        else:
            _run(_shape(layout, options.port), progress)
    except StepFailed as failure:
        return tell(failure)
    except Stopped:
        progress.say("\nStopped.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infrastructure.run", description="Runs Live Chat on this machine.")
    parser.add_argument("--port", type=int, default=PORT, help="of the pages; the simulator and AWS take the next two")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where state and logs are kept")
    parser.add_argument("--reset", action="store_true", help="forget all state")
    parser.add_argument("--redeploy", action="store_true", help="bring changed code and pages to the running stack")
    return parser.parse_args()


def _shape(layout: Layout, port: int) -> Shape:
    return Shape(layout=layout, ports=Ports(web=port, simulator=port + 1, aws=port + 2), keep=True)


def _run(shape: Shape, progress: Progress) -> None:
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, _stop)
    with _alone(shape.layout), running(shape, progress) as stack:
        with progress.step("Make the demo"):
            made = demo.seed(stack, shape.layout.folder / "simulator.json")
        _describe(shape.layout, stack, made)
        progress.say(_welcome(stack, progress.seconds()))
        while True:
            time.sleep(0.5)
            stack.check()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # A second signal must not interrupt the saving of state.
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, signal.SIG_IGN)
    raise Stopped


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """Hold the folder's lock, which ends with this process however it ends; raises StepFailed where another holds it."""
    layout.folder.mkdir(parents=True, exist_ok=True)
    with (layout.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = _addresses(layout).get("web", "this machine")
            raise StepFailed(
                f"Live Chat is already running on {where}.", "Stop it with Ctrl-C where it runs, or use it as it is."
            ) from None
        # After a crash it may still name what no longer runs.
        _stack_file(layout).unlink(missing_ok=True)
        try:
            yield
        finally:
            _stack_file(layout).unlink(missing_ok=True)


def _reset(layout: Layout, progress: Progress) -> None:
    with _alone(layout), progress.step("Forget everything"):
        shutil.rmtree(layout.folder)


def _redeploy(layout: Layout, progress: Progress) -> None:
    web = _addresses(layout).get("web")
    if not web:
        raise StepFailed("Live Chat is not running.", "`make run` deploys what is here.")
    deploy_here(_shape(layout, int(web.rpartition(":")[2])), progress)


def _stack_file(layout: Layout) -> Path:
    return layout.folder / "stack.json"


def _addresses(layout: Layout) -> dict[str, str]:
    path = _stack_file(layout)
    addresses: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return addresses


def _describe(layout: Layout, stack: Running, made: demo.Demo) -> None:
    """Write down where everything is, for scripts and tests."""
    described = {
        "web": stack.web,
        "api": f"{stack.web}/api",
        "ws": stack.socket,
        "handset": f"{stack.simulator}/",
        "simulator": stack.simulator,
        "aws_endpoint": stack.aws_endpoint,
        "space": made.space_id,
        "accounts": made.accounts(),
        "senders": made.senders,
        "outputs": stack.outputs,
    }
    _stack_file(layout).write_text(json.dumps(described, indent=1) + "\n")


def _welcome(stack: Running, seconds: float) -> str:
    people = [("Admin", demo.ADMIN), *(("Agent", agent) for agent in demo.AGENTS), ("Support", demo.SUPPORT)]
    rows = [f"    {role:<9}{person.email:<24}{person.password}" for role, person in people]
    return "\n".join(
        [
            f"\nLive Chat runs ({seconds:.1f} s).\n",
            f"    Console   {stack.web}/",
            f"    Handset   {stack.simulator}/\n",
            *rows,
            "\nSign in as an agent, be available, and write from the handset. Ctrl-C stops; what happened is kept.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
