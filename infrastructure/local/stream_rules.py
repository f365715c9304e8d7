"""Makes MiniStack's DynamoDB streams as durable as AWS's: the stream of the conversations table is the outbox.

MiniStack 1.5.33 forgets a stream's records when it stops but keeps how far each function had read, so functions would
pass over what is written after a restart; and it takes a partial failure of a stream's batch for a success.
"""

from __future__ import annotations

import copy
from typing import Any

from ministack.services import dynamodb, lambda_svc

_table_state, _load_tables = dynamodb.get_state, dynamodb.load_persisted_state
_execute = lambda_svc._execute_function
_FAILED = {"errorType": "BatchItemFailures", "errorMessage": "Some records of the batch are to be tried again."}


def apply() -> None:
    """Keep streams over a restart, and try a batch again as long as the function reports failures in it."""
    dynamodb.get_state = _state_with_streams
    dynamodb.load_persisted_state = _load_with_streams
    lambda_svc._execute_function = _execute_and_look


def _state_with_streams() -> dict[str, Any]:
    streams = {"records": copy.deepcopy(dynamodb._stream_records), "trimmed": copy.deepcopy(dynamodb._stream_trimmed)}
    return {**_table_state(), "livechat_streams": streams}


def _load_with_streams(state: dict[str, Any]) -> None:
    streams = state.pop("livechat_streams", None)
    _load_tables(state)
    if streams:
        dynamodb._stream_records._data.update(streams["records"]._data)
        dynamodb._stream_trimmed._data.update(streams["trimmed"]._data)


def _execute_and_look(function: dict[str, Any], event: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    result: dict[str, Any] = _execute(function, event, *args, **kwargs)
    body = result.get("body")
    if _is_stream(event) and isinstance(body, dict) and body.get("batchItemFailures"):
        # The whole batch comes again, also what came before the failure: at least once, as a stream promises.
        return {**result, "error": True, "body": _FAILED}
    return result


def _is_stream(event: Any) -> bool:
    records = event.get("Records") if isinstance(event, dict) else None
    return bool(records and records[0].get("eventSource") == "aws:dynamodb")
