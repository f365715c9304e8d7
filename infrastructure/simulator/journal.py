"""Everything that happened, numbered from 1, kept in a file of JSON lines so that a restart still knows yesterday."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

Event = dict[str, Any]
KEEP_ALIVE_SECONDS = 15.0


def written(at: datetime) -> str:
    """An instant as everything here writes it: UTC, ISO 8601, milliseconds."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Journal:
    """The list of events; with a path each is also a line of that file, and those there already come first."""

    def __init__(self, path: Path | None = None) -> None:
        self.events: list[Event] = []
        self._file: TextIO | None = None
        self._news = asyncio.Event()
        self._ended = False
        if path:
            self._open(path)

    def add(self, kind: str, at: datetime, **fields: object) -> Event:
        """Writes one event down and wakes who follows."""
        event: Event = {"n": len(self.events) + 1, "at": written(at), "kind": kind} | fields
        line = msgspec.json.encode(event)
        self.events.append(msgspec.json.decode(line))
        if self._file:
            self._file.write(line.decode() + "\n")
            self._file.flush()
        self._wake()
        return self.events[-1]

    def since(self, n: int) -> list[Event]:
        """The events after number `n`."""
        return self.events[max(n, 0) :]

    async def follow(self, n: int) -> AsyncIterator[Event | None]:
        """The events after number `n`, then each as it happens; None when long nothing did; ends with `end`."""
        while not self._ended:
            news = self._news
            for event in self.since(n):
                n = event["n"]
                yield event
            try:
                await asyncio.wait_for(news.wait(), KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield None

    def end(self) -> None:
        """Ends all who follow."""
        self._ended = True
        self._wake()

    def close(self) -> None:
        """Closes the file; what is added later is forgotten with the process."""
        if self._file:
            self._file.close()
            self._file = None

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = path.read_bytes() if path.exists() else b""
        for line in raw.splitlines():
            self._restore(line)
        self._file = path.open("a", encoding="utf-8")
        if raw and not raw.endswith(b"\n"):
            self._file.write("\n")

    def _restore(self, line: bytes) -> None:
        try:
            event = msgspec.json.decode(line, type=Event)
        except msgspec.MsgspecError:
            return  # the process was killed while it wrote this line
        self.events.append(event | {"n": len(self.events) + 1})
