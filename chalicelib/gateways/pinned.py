"""Files from carriers: only from the hosts that a carrier is known to keep them at, whatever a payload says.

A URL in a payload is a stranger's word. So its host must be on the carrier's list, its address a public one, and what is connected
to is the very address that was looked at; no redirect is followed by itself; size and time have their bounds.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Collection, Mapping
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from chalicelib.gateways.http import CONNECT_SECONDS, READ_SECONDS, HttpAnswer, NotSent, Unanswered

FILE_BYTES = 16 * 1024 * 1024  # WhatsApp's longest videos; nothing here takes more
WHOLE_SECONDS = 30.0
CHUNK_BYTES = 256 * 1024


class Refused(Exception):
    """This address is none that files are fetched from."""


class TooBig(Exception):
    """The file is larger than is taken."""


def fetch(
    url: str, headers: Mapping[str, str], hosts: Collection[str], base_url: str, *, most_bytes: int = FILE_BYTES
) -> HttpAnswer:
    """Get a file from one of the hosts (`.example.com`: any below it) or from where the carrier's API is.

    Refused, TooBig; NotSent and Unanswered as in `http`. A redirect is answered as it came.
    """
    address, parts = _checked(url, hosts, base_url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    deadline = time.monotonic() + WHOLE_SECONDS
    with _pool(address, parts) as pool:
        try:
            response = pool.request(
                "GET",
                path or "/",
                headers={**headers, "Host": parts.netloc},
                retries=False,
                redirect=False,
                preload_content=False,
            )
            return _read(response, most_bytes, deadline)
        except (HTTPError, OSError) as error:
            raise Unanswered from error


def _checked(url: str, hosts: Collection[str], base_url: str) -> tuple[str, SplitResult]:
    """The address to connect to, and the URL's parts."""
    try:
        parts, base = urlsplit(url), urlsplit(base_url)
        port = parts.port
    except ValueError:
        raise Refused from None
    host = parts.hostname or ""
    if (parts.scheme, parts.netloc) == (base.scheme, base.netloc):
        # Where our own configuration sends messages; a simulator may be on loopback.
        return _resolved(host, port or _port(parts), public=False), parts
    if parts.scheme != "https" or parts.username is not None or port not in (None, 443) or not _listed(host, hosts):
        raise Refused
    return _resolved(host, 443, public=True), parts


def _listed(host: str, hosts: Collection[str]) -> bool:
    return any(host.endswith(each) if each.startswith(".") else host == each for each in hosts)


def _resolved(host: str, port: int, *, public: bool) -> str:
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise NotSent from error
    if not found or (public and not all(map(_is_public, found))):
        raise Refused
    return found[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    # ::ffff:127.0.0.1 is loopback in other words.
    inner = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped else found
    return inner.is_global and not inner.is_multicast


def _port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _pool(address: str, parts: SplitResult) -> urllib3.HTTPConnectionPool:
    port = parts.port or _port(parts)
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    if parts.scheme == "https":
        name = parts.hostname
        return urllib3.HTTPSConnectionPool(address, port, timeout=timeout, server_hostname=name, assert_hostname=name)
    return urllib3.HTTPConnectionPool(address, port, timeout=timeout)


def _read(response: urllib3.BaseHTTPResponse, most_bytes: int, deadline: float) -> HttpAnswer:
    body = bytearray()
    try:
        while chunk := response.read(CHUNK_BYTES, decode_content=False):
            body += chunk
            if len(body) > most_bytes:
                raise TooBig
            if time.monotonic() > deadline:
                raise Unanswered
    finally:
        response.close()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return HttpAnswer(status=response.status, headers=headers, body=bytes(body))
