"""Where the emulator would be more lenient, or say more, than AWS."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from infrastructure.local import lambda_rules, stream_rules
from infrastructure.local.edge import _onward

STREAM = {"Records": [{"eventSource": "aws:dynamodb"}]}
# As MiniStack calls it: API, account, region, route, stage, connection, kind of event, message.
CALL: tuple[Any, ...] = (
    "api",
    "account",
    "region",
    {},
    "ws",
    "connection-1",
    "MESSAGE",
    "request-1",
    "{}",
    "127.0.0.1",
    {},
)


def answered(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], *call: Any) -> dict[str, Any] | None:
    async def invoke(*_: Any, **__: Any) -> dict[str, Any]:
        return answer

    monkeypatch.setattr(lambda_rules, "_invoke_socket", invoke)
    # In a thread of its own: where web tests ran before, Playwright's event loop is this thread's.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(lambda_rules._invoke_quietly(*call))).result()


def test_what_a_handler_raises_does_not_reach_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = answered(monkeypatch, {"statusCode": 500, "body": "RuntimeError: the token is 4711"}, *CALL)
    assert answer is not None
    said = {"message": "Internal server error", "connectionId": "connection-1", "requestId": "request-1"}
    assert json.loads(answer["body"]) == said


def test_what_a_handler_returns_is_no_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, {"statusCode": 200, "body": "not for the page"}, *CALL) is None


def test_a_refused_connection_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = (*CALL[:6], "CONNECT", *CALL[7:])
    assert answered(monkeypatch, {"statusCode": 403}, *connect) == {"statusCode": 403}


@pytest.mark.parametrize(
    ("body", "again"),
    [(None, False), ({"batchItemFailures": []}, False), ({"batchItemFailures": [{"itemIdentifier": "1"}]}, True)],
)
def test_a_batch_of_a_stream_comes_again_while_records_of_it_fail(
    monkeypatch: pytest.MonkeyPatch, body: dict[str, Any] | None, again: bool
) -> None:
    monkeypatch.setattr(stream_rules, "_execute", lambda *_: {"body": body})
    assert bool(stream_rules._execute_and_look({}, STREAM).get("error")) is again


def test_a_queues_partial_failure_is_left_to_the_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    result = {"body": {"batchItemFailures": [{"itemIdentifier": "1"}]}}
    monkeypatch.setattr(stream_rules, "_execute", lambda *_: result)
    assert stream_rules._execute_and_look({}, {"Records": [{"eventSource": "aws:sqs"}]}) == result


def test_the_viewers_address_comes_second_from_the_right_whatever_the_viewer_claims() -> None:
    scope = {"client": ("198.51.100.7", 1), "headers": [(b"x-forwarded-for", b"6.6.6.6"), (b"cookie", b"a=b")]}
    headers = dict(_onward(scope, "/api/me")["headers"])
    assert headers[b"x-forwarded-for"] == b"6.6.6.6, 198.51.100.7, 127.0.0.1"
    assert headers[b"cookie"] == b"a=b"
