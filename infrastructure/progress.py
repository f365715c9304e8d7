"""Progress, step by step with timings, and failures that say what to do."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class StepFailed(Exception):
    """A step could not be done; `advice` says what to do about it."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class Progress:
    """Prints one line per step, with its seconds; quiet where nobody watches."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._started = time.monotonic()

    @contextmanager
    def step(self, name: str, *, detailed: bool = False) -> Iterator[None]:
        """Announce a step, and its seconds when it is done; a failure passes through, named.

        A detailed step says lines of its own in between.
        """
        started = time.monotonic()
        self._write(f"  {name} … " + ("\n" if detailed else ""))
        again = f"  {name}: " if detailed else ""
        try:
            yield
        except BaseException:
            self._write(f"{again}failed\n")
            raise
        self._write(f"{again}{time.monotonic() - started:.1f} s\n")

    def say(self, line: str = "") -> None:
        """Print a line that is no step."""
        self._write(line + "\n")

    def seconds(self) -> float:
        """Seconds since the first step could begin."""
        return time.monotonic() - self._started

    def _write(self, text: str) -> None:
        if not self._quiet:
            sys.stdout.write(text)
            sys.stdout.flush()


def tell(failure: StepFailed) -> int:
    """Say what failed and what to do, on standard error; answers the exit code."""
    sys.stderr.write(f"\n{failure}\n")
    if failure.advice:
        sys.stderr.write(f"{failure.advice}\n")
    return 1
