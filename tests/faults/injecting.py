"""Faults at single calls: the sandbox dies, an answer is lost, AWS or the carrier refuses. One fault per run, at one call."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import urllib3
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from urllib3.exceptions import NewConnectionError, ProtocolError

from tests.faults.touching import is_read
from tests.world import Crash
from tests.world_carrier import http_response
from tests.world_cloud import Call, Commit, response

KINDS = (
    "crash_before",
    "crash_after",
    "lost_answer",
    "throttle",
    "server_error",
    "connect_error",
    "tx_conflict",
    "outage",
)
OUTAGE_CALLS = 6  # more than the SDK's own four attempts, so that the error reaches the function
_REFUSALS = ("throttle", "server_error", "connect_error", "tx_conflict")  # nothing came of the request
_WRITES = ("PutItem", "UpdateItem", "DeleteItem")
_THROTTLED = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "sqs": (400, "ThrottlingException"),
    "sesv2": (429, "TooManyRequestsException"),
    "secrets-manager": (400, "ThrottlingException"),
    "apigatewaymanagementapi": (429, "LimitExceededException"),
}


class Absorbed(BaseException):
    """The SDK asks again by itself, of which the product knows nothing: from here on the run is the one without the fault."""


class Injector:
    """Counts the calls of some functions and spoils one of them; `kind` None spoils nothing. Stands at `Cloud.interfere`."""

    def __init__(self, functions: frozenset[str], kind: str | None = None, at: int = 0) -> None:
        self.functions, self.kind, self.at = functions, kind, at
        self.trace: list[Call] = []
        self.dead = -1  # the invocation that died
        self.refused = ""  # the SDK's own name for the request of which nothing came

    def __call__(self, call: Call, commit: Commit, request: Any) -> Any:
        """Let one attempt happen, or not."""
        if call.invocation == self.dead:
            raise Crash(call)  # whatever the dead would still do in their `finally`
        if self.refused and _sdk_name(request) == self.refused:
            raise Absorbed
        if call.function not in self.functions:
            return commit()
        self.trace.append(call)
        spoiled = OUTAGE_CALLS if self.kind == "outage" else 1
        if self.kind is None or not self.at <= len(self.trace) < self.at + spoiled:
            return commit()
        if self.kind in _REFUSALS or (self.kind == "lost_answer" and is_read(call)):
            self.refused = _sdk_name(request)
        spoil = _CARRIERS if call.service == "carrier" else _AWS
        try:
            return spoil[self.kind](call, commit, request)
        except Crash:
            self.dead = call.invocation
            raise

    @property
    def spoiled(self) -> str:
        """Where the fault was, for people."""
        where = self.trace[self.at - 1] if 0 < self.at <= len(self.trace) else "nowhere"
        return f"{self.kind} at call {self.at}, {where}"


def can_happen(kind: str, call: Call) -> bool:
    """Only what several may write at once can conflict, and only a batch be taken in part."""
    contended = call.operation.startswith("Transact") or call.operation in (*_WRITES, "SendMessageBatch")
    return contended if kind == "tx_conflict" else True


def is_telling(kind: str, trace: list[Call], at: int) -> bool:
    """Who dies before a call leaves what they would leave who die after the last write before it: of such places one is tried."""
    if kind == "crash_after":
        return not is_read(trace[at - 1])
    return kind != "crash_before" or at == 1 or trace[at - 2].invocation != trace[at - 1].invocation


def _sdk_name(request: Any) -> str:
    return str(request.headers["amz-sdk-invocation-id"]) if request is not None else ""


def _crash_before(call: Call, _commit: Commit, _request: Any) -> Any:
    raise Crash(call)


def _crash_after(call: Call, commit: Commit, _request: Any) -> Any:
    commit()
    raise Crash(call)


def _lost_answer(_call: Call, commit: Commit, request: Any) -> Any:
    # The SDK sends the same request again.
    commit()
    raise ReadTimeoutError(endpoint_url=request.url)


def _throttle(call: Call, _commit: Commit, request: Any) -> Any:
    if call.operation == "TransactWriteItems":
        return _cancelled(request, "ThrottlingError")
    return _error(request, *_THROTTLED[call.service])


def _server_error(_call: Call, _commit: Commit, request: Any) -> Any:
    return _error(request, 500, "InternalServerError")


def _connect_error(_call: Call, _commit: Commit, request: Any) -> Any:
    raise EndpointConnectionError(endpoint_url=request.url)


def _tx_conflict(call: Call, _commit: Commit, request: Any) -> Any:
    if call.operation == "SendMessageBatch":
        failed = [
            {"Id": entry["Id"], "SenderFault": False, "Code": "InternalError"}
            for entry in json.loads(request.body)["Entries"]
        ]
        return _answer(request, 200, {"Successful": [], "Failed": failed})
    if call.operation in _WRITES:
        return _error(request, 400, "TransactionConflictException")
    return _cancelled(request, "TransactionConflict")


def _cancelled(request: Any, reason: str) -> Any:
    others = len(json.loads(request.body)["TransactItems"]) - 1
    reasons = [{"Code": reason}, *[{"Code": "None"}] * others]
    words = ", ".join(each["Code"] for each in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{words}]"
    return _error(request, 400, "TransactionCanceledException", CancellationReasons=reasons, Message=message)


def _error(request: Any, status: int, code: str, **more: Any) -> Any:
    return _answer(request, status, {"__type": f"com.amazonaws#{code}", "message": "injected", **more}, code)


def _answer(request: Any, status: int, body: dict[str, Any], code: str = "") -> Any:
    headers = {"content-type": "application/x-amz-json-1.0", **({"x-amzn-errortype": code} if code else {})}
    return response(request.url, status, headers, json.dumps(body).encode())


def _hang_up(_call: Call, commit: Commit, _request: Any) -> Any:
    commit()
    raise ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))


def _unreachable(_call: Call, _commit: Commit, _request: Any) -> Any:
    raise NewConnectionError(urllib3.connection.HTTPConnection("api.twilio.com"), "unreachable")


def _says(status: int) -> Callable[[Call, Commit, Any], Any]:
    return lambda _call, _commit, _request: http_response(status, {"code": 20000 + status, "status": status})


_AWS = {
    "crash_before": _crash_before,
    "crash_after": _crash_after,
    "lost_answer": _lost_answer,
    "throttle": _throttle,
    "server_error": _server_error,
    "connect_error": _connect_error,
    "tx_conflict": _tx_conflict,
    "outage": _server_error,
}
_CARRIERS = {
    "crash_before": _crash_before,
    "crash_after": _crash_after,
    "lost_answer": _hang_up,
    "throttle": _says(429),
    "server_error": _says(500),
    "connect_error": _unreachable,
    "outage": _says(503),
}
