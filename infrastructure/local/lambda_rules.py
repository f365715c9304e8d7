"""Makes functions and sockets of MiniStack behave as AWS's do, where it differs (written for 1.5.33)."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc

# Seconds to wait for log lines after a handler returned: MiniStack's 50 ms would be paid by each silent call.
_LOG_WAIT = 0.002

_slots: dict[str, threading.BoundedSemaphore] = {}
_acquire, _release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
_drain, _invoke_socket = lambda_runtime.Worker._drain_stderr_bounded, apigateway._invoke_ws_lambda
_invoke = lambda_runtime.Worker.invoke


def apply(workers_per_function: int) -> None:
    """Cap the processes per function (more calls wait), let sockets use all of them, keep exceptions to ourselves."""

    def slot(name: str) -> threading.BoundedSemaphore:
        return _slots.setdefault(name, threading.BoundedSemaphore(workers_per_function))

    def acquire(
        name: str, config: dict[str, Any], code: bytes, qualifier: str = "$LATEST", max_concurrency: int | None = None
    ) -> Any:
        slot(name).acquire()
        worker, how = _acquire(name, config, code, qualifier=qualifier, max_concurrency=max_concurrency)
        if worker is None:
            slot(name).release()
        return worker, how

    def release(worker: Any) -> None:
        _release(worker)
        if worker is not None:
            slot(worker.func_name).release()

    for module in (lambda_runtime, lambda_svc):
        module.acquire_worker, module.release_worker = acquire, release
    lambda_runtime.get_or_create_worker = _Leased
    lambda_runtime.Worker._drain_stderr_bounded = _drain_soon
    lambda_runtime.Worker.invoke = _invoke_and_tell
    apigateway._invoke_ws_lambda = _invoke_quietly


class _Leased:
    """A worker held for one call, where MiniStack has all sockets of a function share one and wait for each other."""

    def __init__(self, name: str, config: dict[str, Any], code: bytes, qualifier: str = "$LATEST") -> None:
        self._wanted = (name, config, code, qualifier)

    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        worker, _ = lambda_runtime.acquire_worker(*self._wanted)
        try:
            return worker.invoke(*args, **kwargs)
        finally:
            lambda_runtime.release_worker(worker)


def _invoke_and_tell(worker: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Functions' log lines and failures go to our output as well, for whoever develops."""
    result: dict[str, Any] = _invoke(worker, *args, **kwargs)
    failure = result.get("trace") or result.get("error") if result.get("status") == "error" else ""
    for text in (result.get("log"), failure):
        if text:
            sys.stdout.write(f"{worker.func_name}: {text}\n")
            sys.stdout.flush()
    return result


def _drain_soon(
    worker: Any, first_line_wait: float = _LOG_WAIT, idle_confirm: float = _LOG_WAIT / 2, hard_cap: float = 0.25
) -> str:
    lines: str = _drain(worker, first_line_wait, idle_confirm, hard_cap)
    return lines


async def _invoke_quietly(*args: Any, **kwargs: Any) -> dict[str, Any] | None:
    """As API Gateway: a failure is one fixed frame, and what a handler returns goes nowhere (no route responds)."""
    connection, event, request = args[5], args[6], args[7]
    answer: dict[str, Any] | None = await _invoke_socket(*args, **kwargs)
    if event != "MESSAGE" or answer is None:
        return answer
    if int(answer.get("statusCode", 200)) < 500:
        return None
    return {"body": json.dumps({"message": "Internal server error", "connectionId": connection, "requestId": request})}
