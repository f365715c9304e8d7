"""Where carriers call."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.ids import SenderId
from chalicelib.gateways.carriers import CarrierRequest
from chalicelib.handlers.logs import logger
from chalicelib.handlers.web import raw_body, view
from chalicelib.services import carrier_calls

BODY_BYTES = 3 * 1024 * 1024
CONTENT_TYPES = ["application/x-www-form-urlencoded", "application/json", "text/plain"]

routes = Blueprint(__name__)


@routes.route("/webhooks/{carrier}/{target}", methods=["GET", "POST"], content_types=CONTENT_TYPES)
@view
def webhook(carrier: str, target: str) -> Response:
    """A carrier's messages and receipts, for a sender or an account; answered once they are durable."""
    request = _request(routes.current_request, carrier_calls.webhook_url(carrier, SenderId(target)))
    taken = carrier_calls.take(carrier, target, request)
    logger.info("carrier_call", extra={"carrier": carrier, "queued": taken.queued, "nobodys": taken.nobodys})
    headers = {"content-type": taken.answer.content_type}
    return Response(body=taken.answer.body, status_code=taken.answer.status, headers=headers)


def _request(request: Request, url: str) -> CarrierRequest:
    body = raw_body(request, BODY_BYTES)
    query = dict(request.query_params or {})
    if query:
        # Only our own receipts' URLs have a query, and it has one parameter that needs no escaping.
        url += "?" + "&".join(f"{key}={value}" for key, value in query.items())
    return CarrierRequest(method=request.method, url=url, headers=dict(request.headers), body=body, query=query)
