"""What all HTTP views share: reading a body strictly, answering JSON, telling errors, and who asks."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from chalice.app import Request, Response

from chalicelib import settings
from chalicelib.domain.errors import Contended, Forbidden, LiveChatError, Malformed, TooLarge, TooManyAttempts
from chalicelib.domain.signing_in import Client, device_of, network_of
from chalicelib.handlers.logs import logger
from chalicelib.services import accounts
from chalicelib.services.accounts import Access

BODY_BYTES = 256 * 1024
DEPTH = 32
COOKIE = "__Host-session"
COOKIE_SECONDS = 12 * 60 * 60

View = Callable[..., Any]


def now() -> datetime:
    """This moment, in milliseconds: what is stored and shown is the same."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def view(function: View) -> View:
    """Turn a function that answers plain values into a Chalice view: JSON out, domain errors as problem details."""

    @functools.wraps(function)
    def answer(*args: Any, **kwargs: Any) -> Response:
        try:
            result = function(*args, **kwargs)
        except LiveChatError as error:
            logger.info("refused", extra={"code": error.code, "status": error.status})
            return problem(error)
        except Contended:
            logger.warning("contended")
            return _json({"type": "about:blank", "status": 503, "code": "busy", "title": "Please try again."}, 503)
        return result if isinstance(result, Response) else _json(result, 200)

    return answer


def created(body: Any) -> Response:
    """201 with what was made."""
    return _json(body, 201)


def accepted() -> Response:
    """202: what there is to do happens later."""
    return _json({}, 202)


def nothing(headers: dict[str, str] | None = None) -> Response:
    """204."""
    return Response(body="", status_code=204, headers=dict(headers or {}))


def problem(error: LiveChatError) -> Response:
    """RFC 9457 problem details."""
    body = {"type": "about:blank", "status": error.status, "code": error.code, "title": error.title}
    if error.field:
        body["field"] = error.field
    headers = {"content-type": "application/problem+json", "cache-control": "no-store"}
    if isinstance(error, TooManyAttempts):
        headers["retry-after"] = str(error.retry_after_seconds)
    return Response(body=msgspec.json.encode(body).decode(), status_code=error.status, headers=headers)


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request: at most 256 KB, 32 levels deep, UTF-8, no NaN; Malformed, TooLarge."""
    return json_object(raw_body(request, BODY_BYTES))


def raw_body(request: Request, at_most: int) -> bytes:
    """The bytes of a request as they came; Malformed, TooLarge."""
    try:
        raw: bytes = request.raw_body
    except ValueError:
        raise Malformed from None  # neither base 64 nor UTF-8
    if len(raw) > at_most:
        raise TooLarge
    return raw


def json_object(raw: bytes | str) -> dict[str, Any]:
    """A JSON object from outside, read strictly; Malformed."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise Malformed from None
    if not isinstance(value, dict) or _depth(value) > DEPTH:
        raise Malformed
    return value


def text(body: dict[str, Any], key: str) -> str:
    """A text of a body; Malformed where it is missing or something else."""
    value = body.get(key)
    if not isinstance(value, str):
        raise Malformed(f"The field {key} is missing or is not text.")
    return value


def asker(request: Request) -> Access:
    """Who asks, by cookie or bearer token; NotSignedIn; Forbidden for a page of another origin."""
    check_origin(request)
    return accounts.access(token_of(request), now())


def check_origin(request: Request) -> None:
    """A browser says where a changing request comes from: it must be our own pages."""
    origin = request.headers.get("origin")
    if request.method != "GET" and origin is not None and origin != settings.public_url():
        raise Forbidden("wrong_origin", "This request came from another site.")


def token_of(request: Request) -> str | None:
    """The session's token in a request."""
    headers: Mapping[str, str] = request.headers
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    cookies = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    return next((value for name, _, value in cookies if name == COOKIE), None)


def client_of(request: Request) -> Client:
    """Who is at the other end, for counting failures and for the person's own list of sessions."""
    # CloudFront writes the viewer and API Gateway CloudFront behind whatever the viewer claimed: the last but one is sure.
    chain = request.headers.get("x-forwarded-for", "").split(",")
    source = (request.context.get("identity") or {}).get("sourceIp") or ""
    network = network_of(chain[-2] if len(chain) > 1 else source)
    return Client(device=device_of(request.headers.get("user-agent", "")), network=network)


def flag(body: dict[str, Any], key: str) -> bool:
    """True or false of a body; Malformed where it is missing or something else."""
    value = body.get(key)
    if not isinstance(value, bool):
        raise Malformed(f"The field {key} is missing or is not true or false.")
    return value


def optional_text(body: dict[str, Any], key: str) -> str | None:
    """A text of a body that may be missing or null; Malformed where it is something else."""
    return None if body.get(key) is None else text(body, key)


def signed_in(token: str, who: Access, program: bool = False) -> Response:
    """A new session: in a cookie for browsers, in the body for programs that ask for it."""
    body = accounts.me(who)
    if program:
        return _json({**body, "token": token}, 200)
    return _json(body, 200, {"set-cookie": _cookie(token, COOKIE_SECONDS)})


def signed_out() -> Response:
    """204, and the cookie is gone."""
    return nothing({"set-cookie": _cookie("", 0)})


def _cookie(token: str, seconds: int) -> str:
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict"


def _json(body: Any, status: int, headers: dict[str, str] | None = None) -> Response:
    always = {"content-type": "application/json", "cache-control": "no-store"}
    return Response(body=msgspec.json.encode(body).decode(), status_code=status, headers={**always, **(headers or {})})


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while containers := [each for each in level if isinstance(each, dict | list)]:
        deepest += 1
        level = [child for each in containers for child in (each.values() if isinstance(each, dict) else each)]
    return deepest
