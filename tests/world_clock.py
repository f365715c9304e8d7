"""Time that only moves when somebody waits or calls, for the product and MiniStack alike."""

from __future__ import annotations

import time
from datetime import UTC, datetime, tzinfo
from typing import Any

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp()


class Clock:
    """Stands where modules look for `time`, and for `datetime.now`."""

    def __init__(self) -> None:
        self.moment = MORNING

    def time(self) -> float:
        """Seconds since 1970."""
        return self.moment

    def monotonic(self) -> float:
        """The same: this clock never goes back."""
        return self.moment

    def sleep(self, seconds: float) -> None:
        """Waiting takes no real time."""
        self.moment += seconds

    def now(self, zone: tzinfo = UTC) -> datetime:
        """As datetime.now does."""
        return datetime.fromtimestamp(self.moment, zone)

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)
