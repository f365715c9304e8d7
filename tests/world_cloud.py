"""AWS in this process: MiniStack's service handlers behind botocore, without sockets, and a record of each attempt.

Every HTTP attempt of every client (boto3's and PynamoDB's, retries included) passes `Cloud.answer`. API Gateway's management API is
played here, as MiniStack's needs its own server. `interfere` may stand between an attempt and its effect.
"""

from __future__ import annotations

import importlib
import io
import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import botocore.handlers
from botocore.awsrequest import AWSResponse, HeadersDict
from ministack.core import responses

from tests import world_template
from tests.world_clock import Clock

ACCESS_KEY = "livechatworld"
_MODULES = {"dynamodb": "dynamodb", "sqs": "sqs", "sesv2": "ses_v2", "secrets-manager": "secretsmanager"}
_SOCKETS = "apigatewaymanagementapi"
_TICK_SECONDS = 0.001  # each call takes some time, so that what follows is later


@dataclass(kw_only=True)
class Call:
    """One attempt to call AWS or a carrier: in which function, and the capacity units where DynamoDB counted some."""

    invocation: int = -1
    function: str
    service: str
    operation: str
    units: float | None = None

    def __str__(self) -> str:
        return f"{self.function}: {self.service}.{self.operation}"


Commit = Callable[[], Any]
Interfere = Callable[[Call, Commit, Any], Any]


class Cloud:
    """One AWS account, empty at first but for what the template defines."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.calls: list[Call] = []
        self.function = "test"
        self.invocation = 0
        self.interfere: Interfere | None = None
        self.counts_units = False
        self.frames: dict[str, list[bytes]] = {}
        self.closed: set[str] = set()
        self._restore({})
        _create_resources()

    def answer(self, event_name: str, request: Any) -> Any:
        """Answer one attempt of botocore's, or raise what the network would."""
        _, service, operation = event_name.split(".", 2)
        call = Call(function=self.function, service=service, operation=operation)
        if service == "dynamodb" and self.counts_units:
            request.body = json.dumps({**json.loads(request.body), "ReturnConsumedCapacity": "TOTAL"}).encode()
        return self.attempt(call, lambda: self._commit(call, request), request)

    def attempt(self, call: Call, commit: Commit, request: Any = None) -> Any:
        """Record an attempt and let it happen, unless something interferes."""
        call.invocation = self.invocation
        self.calls.append(call)
        self.clock.sleep(_TICK_SECONDS)
        return self.interfere(call, commit, request) if self.interfere else commit()

    def items(self, logical: str) -> list[dict[str, Any]]:
        """All items of a table, as DynamoDB writes them; read beside all counting and interfering."""
        table = service_module("dynamodb")._tables[world_template.name_of(logical)]
        return [item for group in table["items"].values() for item in group.values()]

    def queue(self, logical: str) -> dict[str, Any]:
        """MiniStack's own record of a queue."""
        module = service_module("sqs")
        queue: dict[str, Any] = module._queues[module._queue_url(world_template.name_of(logical))]
        return queue

    def changes(self, logical: str) -> list[dict[str, Any]]:
        """All records of a table's stream so far."""
        records: list[dict[str, Any]] = service_module("dynamodb")._stream_records.get(
            world_template.name_of(logical), []
        )
        return records

    def mails(self) -> list[dict[str, Any]]:
        """All e-mails that SES took, oldest first."""
        entries: list[dict[str, Any]] = service_module("ses")._sent_emails.get("entries", [])
        return entries

    def saved(self) -> bytes:
        """All that is stored, to go back to later."""
        stores = {name: store._data for name, store in _stores()}
        return pickle.dumps((stores, self.frames, self.closed, self.clock.moment))

    def go_back(self, saved: bytes) -> None:
        """Become as saved; the record of calls begins anew."""
        stores, self.frames, self.closed, self.clock.moment = pickle.loads(saved)  # noqa: S301 made by us
        self._restore(stores)
        self.calls, self.function, self.interfere = [], "test", None

    def _restore(self, stores: dict[str, Any]) -> None:
        for name, store in _stores():
            store._data = stores.get(name, {})

    def _commit(self, call: Call, request: Any) -> AWSResponse:
        url = urlsplit(request.url)
        if call.service == _SOCKETS:
            return self._socket(call.operation, unquote(url.path.rpartition("/")[2]), request)
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        handler = service_module(_MODULES[call.service]).handle_request
        status, names, body = _now(
            handler(request.method, url.path, headers, _bytes(request.body), parse_qs(url.query))
        )
        if call.service == "dynamodb" and self.counts_units:
            call.units = _units(json.loads(body))
        return response(request.url, status, {name.lower(): value for name, value in names.items()}, _bytes(body))

    def _socket(self, operation: str, connection: str, request: Any) -> AWSResponse:
        if connection in self.closed or connection not in self.frames:
            return response(request.url, 410, {"x-amzn-errortype": "GoneException"}, b"{}")
        if operation == "PostToConnection":
            self.frames[connection].append(_bytes(request.body))
        else:
            self.closed.add(connection)
        return response(request.url, 200, {}, b"")


def response(url: str, status: int, headers: dict[str, str], body: bytes) -> AWSResponse:
    """An HTTP answer as botocore takes it."""
    return AWSResponse(url, status, HeadersDict(headers), _Raw(body))  # type: ignore[arg-type]  # the stub wants another dict


def service_module(name: str) -> ModuleType:
    """MiniStack's module of a service."""
    return importlib.import_module(f"ministack.services.{name}")


def modules() -> list[ModuleType]:
    """All of MiniStack's modules that hold the world's state."""
    return [service_module(name) for name in (*_MODULES.values(), "ses")]


class _Raw(io.BytesIO):
    def stream(self, *_args: Any, **_kwargs: Any) -> Iterator[bytes]:
        yield self.read()


def _stores() -> Iterator[tuple[str, Any]]:
    kinds = (responses.AccountScopedDict, responses.AccountRegionScopedDict)
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, kinds):
                yield f"{module.__name__}.{name}", value


def _create_resources() -> None:
    dynamodb, sqs, secrets = service_module("dynamodb"), service_module("sqs"), service_module("secretsmanager")
    for table in world_template.tables():
        status, _, body = dynamodb._create_table(table)
        assert status == 200, body
    for queue in world_template.queues():
        sqs._act_create_queue(queue, "")
    for logical, secret in world_template.resources("AWS::SecretsManager::Secret").items():
        length = secret["GenerateSecretString"]["PasswordLength"]
        secrets._create_secret({"Name": world_template.name_of(logical), "SecretString": "k" * length})
    for identity in world_template.resources("AWS::SES::EmailIdentity").values():
        body = json.dumps(world_template.resolve(identity)).encode()
        status, _, answer = _now(service_module("ses_v2").handle_request("POST", "/v2/email/identities", {}, body, {}))
        assert status == 200, answer


def _now(handling: Any) -> tuple[int, dict[str, str], bytes | str]:
    try:
        handling.send(None)
    except StopIteration as done:
        answer: tuple[int, dict[str, str], bytes | str] = done.value
        return answer
    raise AssertionError("MiniStack's handler wanted to wait.")


def _units(answer: dict[str, Any]) -> float | None:
    consumed = answer.get("ConsumedCapacity")
    if consumed is None:
        return None
    tables = consumed if isinstance(consumed, list) else [consumed]
    return sum(float(table["CapacityUnits"]) for table in tables)


def _bytes(body: Any) -> bytes:
    if hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


ACTIVE: list[Cloud] = []


def _before_send(request: Any, event_name: str, **_kwargs: Any) -> Any:
    if ACTIVE:
        return ACTIVE[-1].answer(event_name, request)
    if f"Credential={ACCESS_KEY}/" in _text(request.headers.get("Authorization", "")):
        raise AssertionError("A client of the world was used when there was none.")
    return None


# Clients take over what stands here when they are made.
botocore.handlers.BUILTIN_HANDLERS.insert(0, ("before-send", _before_send))
