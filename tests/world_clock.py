"""Time that only moves when somebody waits or calls, for the product and MiniStack alike."""

from __future__ import annotations

import time
from datetime import UTC, datetime, tzinfo
from threading import current_thread
from typing import Any

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp()


class Clock:
    """Stands where modules look for `time`, and for `datetime.now`."""

    def __init__(self) -> None:
        self.moment = MORNING
        self._thread = current_thread()

    def time(self) -> float:
        """Seconds since 1970."""
        return self.moment

    def monotonic(self) -> float:
        """The same: this clock never goes back."""
        return self.moment

    def sleep(self, seconds: float) -> None:
        """Waiting takes no real time, but for MiniStack's own threads, which would never rest."""
        if current_thread() is self._thread:
            self.moment += seconds
        else:
            time.sleep(seconds)

    def now(self, zone: tzinfo = UTC) -> datetime:
        """As datetime.now does."""
        return datetime.fromtimestamp(self.moment, zone)

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)
