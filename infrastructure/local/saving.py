"""Saves the emulator's state while it runs, because it saves by itself on a graceful stop only; log lines are not state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import MutableMapping
from typing import Any

import ministack.app
from ministack.core.persistence import PERSIST_STATE, save_all
from ministack.services import cloudwatch_logs

from infrastructure.local.edge import App, Receive, Scope, Send

# Seconds between two saves, or twenty times what the last one took: at most a twentieth of the time goes into saving.
_INTERVAL = 2.0
_SHARE = 20

_READS = ("GET", "HEAD", "OPTIONS")
POST_BYTES = 128 * 1024


def forget_logs() -> None:
    """Leave out what the functions wrote: it would grow for ever, and is in the emulator's own log."""
    cloudwatch_logs.get_state = lambda: None


class Watched:
    """The emulator, watched for calls that may have changed something; refuses frames that API Gateway would refuse."""

    def __init__(self, emulator: App) -> None:
        self._emulator = emulator
        self.changed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            self.changed = self.changed or scope["method"] not in _READS
            if "/@connections/" in scope["path"] and _length(scope) > POST_BYTES:
                await _refuse(send)
                return
        await self._emulator(scope, receive, send)

    async def keep_saving(self) -> None:
        """Save after changes until cancelled; does nothing where state is not kept."""
        pause = _INTERVAL
        while PERSIST_STATE:
            await asyncio.sleep(pause)
            if self.changed:
                pause = max(_INTERVAL, _SHARE * self._save())

    def _save(self) -> float:
        # On the event loop, so that no request changes what is being copied.
        started = time.monotonic()
        self.changed = False
        save_all(ministack.app._build_persistence_save_dict())
        return time.monotonic() - started


def _length(scope: Scope) -> int:
    return next((int(value) for name, value in scope["headers"] if name.lower() == b"content-length"), 0)


async def _refuse(send: Send) -> None:
    start: MutableMapping[str, Any] = {"type": "http.response.start", "status": 413}
    await send(
        {
            **start,
            "headers": [(b"x-amzn-errortype", b"PayloadTooLargeException"), (b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": b'{"message": "Message payload exceeds 128 KB"}'})
