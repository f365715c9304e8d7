"""The simulator's way in: the handset page, the /sim API for people and tests, and the carriers' own paths."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar, cast

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, ExceptionHandler, Message, Receive, Scope, Send

from infrastructure.simulator import inbound, receipts
from infrastructure.simulator.faults import MAGIC, Seed
from infrastructure.simulator.journal import Event, Journal
from infrastructure.simulator.network import Network, now
from infrastructure.simulator.registry import CARRIERS
from infrastructure.simulator.senders import BadConfig, Config

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
Body = TypeVar("Body")
View = Callable[[Request], Awaitable[Response]]


class Problem(Exception):
    """A request to /sim that is refused: status, stable code and a sentence."""

    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(title)
        self.status, self.code, self.title = status, code, title


class Senders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of PUT /sim/senders."""

    senders: list[dict[str, str]]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /sim/read."""

    provider_message_ids: list[str]


class Api:
    """The /sim routes of one network."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def routes(self) -> list[Route]:
        """All of them; each answers JSON, and a problem in words where it refuses."""
        views: list[tuple[str, str, View]] = [
            ("POST", "/sim/inbound", self._inbound),
            ("POST", "/sim/read", self._read),
            ("GET", "/sim/senders", self._senders),
            ("PUT", "/sim/senders", self._replace_senders),
            ("GET", "/sim/contacts", self._contacts),
            ("GET", "/sim/faults", self._faults),
            ("POST", "/sim/faults", self._seed),
            ("DELETE", "/sim/faults", self._clear_faults),
            ("GET", "/sim/log", self._log),
            ("GET", "/sim/events", self._events),
        ]
        return [Route(path, view, methods=[method]) for method, path, view in views]

    async def _inbound(self, request: Request) -> Response:
        order = await _body(request, inbound.Inbound)
        try:
            told = await inbound.write(self._network, order)
        except inbound.NotPossible as error:
            raise Problem(422, "not_possible", str(error)) from error
        worst = next((one for one in told if not one.ok), told[0])
        first = {"provider_message_id": told[0].provider_message_id, "status": worst.status, "error": worst.error}
        return _json(first | {"messages": told})

    async def _read(self, request: Request) -> Response:
        shown = await _body(request, Shown)
        return _json({"read": receipts.read(self._network, shown.provider_message_ids)})

    async def _senders(self, _: Request) -> Response:
        return _json({"senders": [sender.public() for sender in self._network.senders.values()]})

    async def _replace_senders(self, request: Request) -> Response:
        body = await _body(request, Senders)
        try:
            self._network.replace_senders(body.senders)
        except BadConfig as error:
            raise Problem(422, "bad_senders", str(error)) from error
        self._network.journal.add("senders", now(), senders=list(self._network.senders))
        return await self._senders(request)

    async def _contacts(self, _: Request) -> Response:
        return _json({"contacts": self._network.contacts()})

    async def _faults(self, _: Request) -> Response:
        return _json({"faults": self._network.faults.list(), "magic": list(MAGIC.values())})

    async def _seed(self, request: Request) -> Response:
        self._network.faults.add(await _body(request, Seed))
        return await self._faults(request)

    async def _clear_faults(self, request: Request) -> Response:
        self._network.faults.clear()
        return await self._faults(request)

    async def _log(self, request: Request) -> Response:
        events = self._network.journal.since(_number(request, "since"))
        last = _number(request, "last")
        latest = len(self._network.journal.events)
        return _json({"events": events[-last:] if last else events, "latest": latest})

    async def _events(self, request: Request) -> Response:
        since = _number(request, "since")
        seen = request.headers.get("last-event-id", "")
        stream = _stream(self._network.journal, int(seen) if seen.isdigit() else since)
        return StreamingResponse(stream, media_type="text/event-stream")


def make_app(config: Config, log: Path | None = None) -> Starlette:
    """The application with a network of its own; raises BadConfig."""
    journal = Journal(log)
    network = Network(config, journal, CARRIERS)
    carriers = [route for carrier in CARRIERS.values() for route in carrier.routes(network)]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await network.close()

    app = Starlette(
        routes=[
            Route("/", _page),
            Mount("/static", StaticFiles(directory=STATIC)),
            *Api(network).routes(),
            *carriers,
        ],
        lifespan=lifespan,
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={Problem: cast("ExceptionHandler", _problem)},
    )
    app.state.network = network
    return app


class SafeHeaders:
    """Adds the content policy to every answer; nothing may be cached, since this is for development."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, with_headers)


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def _stream(journal: Journal, since: int) -> AsyncIterator[bytes]:
    async for event in journal.follow(since):
        yield _frame(event) if event else b": still here\n\n"


def _frame(event: Event) -> bytes:
    return b"id: %d\ndata: %s\n\n" % (event["n"], msgspec.json.encode(event))


async def _body(request: Request, kind: type[Body]) -> Body:
    # A page of another site can post a form here, but not JSON.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Problem(415, "not_json", "Send JSON, with content-type: application/json.")
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Problem(422, "malformed", f"The request could not be read: {error}.") from error


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else 0


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


async def _problem(_: Request, error: Problem) -> Response:
    body = {"type": "about:blank", "status": error.status, "code": error.code, "title": error.title}
    return Response(msgspec.json.encode(body), error.status, media_type="application/problem+json")
