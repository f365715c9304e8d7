"""Frames to open WebSockets, through API Gateway's management API."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import settings
from chalicelib.domain.ids import ConnectionId
from chalicelib.gateways.clients import client


class Unpushed(Exception):
    """A frame could not be sent though the connection may be there: its page will ask for what it misses."""


def push(connection: ConnectionId, frame: bytes) -> bool:
    """Send one frame; False where the connection is gone. Raises Unpushed."""
    try:
        _client().post_to_connection(ConnectionId=connection, Data=frame)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("GoneException", "410"):
            return False
        raise Unpushed(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise Unpushed(type(error).__name__) from error
    return True


def close(connection: ConnectionId) -> None:
    """End a connection from our side; nothing where it is gone."""
    try:
        _client().delete_connection(ConnectionId=connection)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("GoneException", "410"):
            raise


def _client() -> Any:
    return client("apigatewaymanagementapi", settings.socket_endpoint())
