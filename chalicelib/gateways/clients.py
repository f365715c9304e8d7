"""boto3 clients, each made once per process and only when first used: making one costs tens of milliseconds."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})
# A page that does not take its frame at once is not worth waiting for: it asks for what it misses.
_SOCKETS = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})


@lru_cache
def client(service: str, endpoint_url: str | None = None) -> Any:
    """The client of an AWS service; `endpoint_url` where AWS cannot be asked for it (a WebSocket API's own address)."""
    config = _SOCKETS if service == "apigatewaymanagementapi" else _CONFIG
    return boto3.client(service, endpoint_url=endpoint_url, config=config)  # type: ignore[call-overload]  # by name
