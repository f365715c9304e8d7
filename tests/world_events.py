"""The events that AWS hands to the functions of app.py when something comes in, and what its callers get back."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from chalice.local import RouteMatcher

import app as product
from tests import world_template

Json = dict[str, Any]
PUBLIC_URL = world_template.PUBLIC_URL
SCHEDULED = {
    "version": "0",
    "id": "1",
    "account": world_template.ACCOUNT,
    "region": world_template.REGION,
    "time": "2026-03-02T09:00:00Z",
    "source": "aws.events",
    "detail-type": "Scheduled Event",
    "detail": {},
    "resources": [],
}


class Crash(BaseException):
    """The sandbox died: by timeout, memory or deployment. Not an Exception, so nothing in the product can survive it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an HTTP request was answered."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


def rest_event(method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Json:
    """A request to the REST API."""
    match = RouteMatcher(list(product.app.routes)).match_route(path)
    return {
        "httpMethod": method,
        "path": path,
        "resource": match.route,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": match.captured,
        "stageVariables": None,
        "requestContext": {"httpMethod": method, "resourcePath": match.route, "identity": {"sourceIp": "203.0.113.7"}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def socket_event(connection: str, kind: str, **more: Any) -> Json:
    """Something that happened to a socket: CONNECT, MESSAGE or DISCONNECT."""
    context = {"connectionId": connection, "apiId": "ws", "stage": "ws", "domainName": "ws.test", "eventType": kind}
    return {"requestContext": context, "headers": {"Origin": PUBLIC_URL}, "isBase64Encoded": False, **more}
