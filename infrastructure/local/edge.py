"""The one origin a browser sees: pages, /api and /ws, with the rules that CloudFront and API Gateway enforce on AWS."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

FRAME_BYTES = 32 * 1024
TOO_BIG = 1009
# Paths that the emulator would answer itself, whatever the host; the distribution has none of them.
NOT_PAGES = ("/_", "/health", "/restapis/")


class Edge:
    """Routes by path as the distribution does; knows the deployment from a file that the deploy step writes.

    The file holds `rest` and `socket` (API ids), `pages` (the distribution's domain), `headers` (the browser's rules).
    """

    def __init__(self, emulator: App, deployment: Path) -> None:
        self._emulator = emulator
        self._path = deployment
        self._read_at = 0
        self._deployment: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await _acknowledge_lifespan(receive, send)
            return
        deployment = self._read()
        path = scope["path"]
        if not deployment:
            await _answer(scope, send, 503, b"Live Chat is being deployed; try again in a few seconds.\n")
        elif scope["type"] == "websocket":
            await self._serve_socket(scope, receive, send, deployment)
        elif path == "/api" or path.startswith("/api/"):
            onward = _onward(scope, f"/_aws/execute-api/{deployment['rest']}{path}")
            await self._emulator(onward, receive, _with_headers(send, deployment["headers"]))
        elif scope["method"] not in ("GET", "HEAD") or path.startswith(NOT_PAGES):
            await _answer(scope, send, 404, b"There is no such page.\n")
        else:
            await self._emulator(_to_pages(scope, deployment["pages"]), receive, send)

    async def _serve_socket(self, scope: Scope, receive: Receive, send: Send, deployment: dict[str, Any]) -> None:
        if scope["path"].rstrip("/") != "/ws":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        onward = _onward(scope, f"/_aws/execute-api/{deployment['socket']}/ws")
        await self._emulator(onward, _within_limit(receive, send), send)

    def _read(self) -> dict[str, Any]:
        """The deployment as last written; an empty one before the first."""
        try:
            written_at = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if written_at != self._read_at:
            self._deployment = json.loads(self._path.read_text())
            self._read_at = written_at
        return self._deployment


def _onward(scope: Scope, path: str) -> Scope:
    """The same request under the emulator's path, with the addresses that CloudFront and API Gateway add."""
    viewer = (scope.get("client") or ("127.0.0.1", 0))[0]
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"x-forwarded-for"]
    said = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
    chain = b", ".join([*said, viewer.encode(), b"127.0.0.1"])
    return {**scope, "path": path, "raw_path": path.encode(), "headers": [*headers, (b"x-forwarded-for", chain)]}


def _to_pages(scope: Scope, domain: str) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in (b"host", b"authorization")]
    return {**scope, "headers": [*headers, (b"host", domain.encode())]}


def _with_headers(send: Send, rules: dict[str, str]) -> Send:
    """Set the browser's rules on the answer, in place of the function's own."""
    ours: Headers = [(name.lower().encode(), value.encode()) for name, value in rules.items()]
    names = {name for name, _ in ours}

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
            message = {**message, "headers": [*kept, *ours]}
        await send(message)

    return sending


def _within_limit(receive: Receive, send: Send) -> Receive:
    """API Gateway closes a connection whose frame is over 32 KB."""

    async def receiving() -> MutableMapping[str, Any]:
        message = await receive()
        if message["type"] == "websocket.receive" and _size(message) > FRAME_BYTES:
            await send({"type": "websocket.close", "code": TOO_BIG, "reason": "Message too long"})
            return {"type": "websocket.disconnect", "code": TOO_BIG}
        return message

    return receiving


def _size(message: MutableMapping[str, Any]) -> int:
    text = message.get("text")
    return len(text.encode()) if text is not None else len(message.get("bytes") or b"")


async def _answer(scope: Scope, send: Send, status: int, body: bytes) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1013})
        return
    headers: Headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _acknowledge_lifespan(receive: Receive, send: Send) -> None:
    for kind in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{kind}.complete"})
