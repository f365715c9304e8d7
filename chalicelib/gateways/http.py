"""HTTP to carriers: one pool of connections, no retries, no redirects, bounded times and sizes.

Whoever sends a message must know whether it may be sent again, so there are two failures and not one: `NotSent` before
the request went out, `Unanswered` after it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import urllib3
from msgspec import Struct
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
ANSWER_BYTES = 64 * 1024
IDLE_SECONDS = 20.0
# preload_content off, so that an endless answer is read only as far as we care for.
_ONCE: Mapping[str, Any] = MappingProxyType({"retries": False, "redirect": False, "preload_content": False})


_last_used: dict[str, float] = {}


class NotSent(Exception):
    """No connection came about, so the other side knows nothing of the request."""


class Unanswered(Exception):
    """The request went out, or part of it, and no whole answer came back: what became of it is unknown."""


class HttpAnswer(Struct, frozen=True, kw_only=True):
    """Status, headers with names in lower case, and the beginning of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], *, read_seconds: float = READ_SECONDS) -> HttpAnswer:
    """Send one POST; raises NotSent or Unanswered."""
    return _asked("POST", url, headers, ANSWER_BYTES, read_seconds, body)


def get(
    url: str, headers: Mapping[str, str], *, most_bytes: int = ANSWER_BYTES, read_seconds: float = READ_SECONDS
) -> HttpAnswer:
    """Ask for something, of which at most so many bytes are read; raises NotSent or Unanswered."""
    return _asked("GET", url, headers, most_bytes, read_seconds)


def _asked(
    method: str,
    url: str,
    headers: Mapping[str, str],
    most_bytes: int,
    read_seconds: float,
    body: bytes | None = None,
) -> HttpAnswer:
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=read_seconds)
    try:
        answer = _pool().request(method, url, body=body, headers=headers, timeout=timeout, **_ONCE)
        return _answer(answer, most_bytes)
    except (NewConnectionError, ConnectTimeoutError) as error:
        raise NotSent from error
    except SSLError as error:
        raise (NotSent if _is_untrusted(error) else Unanswered) from error
    except (HTTPError, OSError) as error:
        raise Unanswered from error


@lru_cache
def _connections() -> urllib3.PoolManager:
    return urllib3.PoolManager(num_pools=4, maxsize=4)


def _pool() -> urllib3.PoolManager:
    # A function sleeps between invocations and does not notice that the other side hung up meanwhile. A message written into
    # such a connection would count as sent with its answer lost, though nobody ever got it.
    pool, now = _connections(), time.monotonic()
    if now - _last_used.get("pool", now) > IDLE_SECONDS:
        pool.clear()
    _last_used["pool"] = now
    return pool


def _answer(response: urllib3.BaseHTTPResponse, most_bytes: int) -> HttpAnswer:
    try:
        body = response.read(most_bytes, decode_content=False)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return HttpAnswer(status=response.status, headers=headers, body=body)
    finally:
        # A connection whose answer was read to its end is back in the pool by now; another must not be used again.
        response.close()


def _is_untrusted(error: SSLError) -> bool:
    """A certificate is refused in the handshake, before a byte of the request; other TLS errors may come later."""
    return bool(error.args) and isinstance(error.args[0], ssl.SSLCertVerificationError)
