"""Whether a request is Twilio's, by its rules for signing webhooks.

Sources: Twilio's guide on webhook security, and the validators of its Python, Node, Go and Ruby libraries.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl

from chalicelib.gateways.carriers import CarrierRequest

_MOST_FIELDS = 1000  # a message has about thirty
_URL = re.compile(
    r"(?P<before>\w+://(?:[^/?#@]*@)?)(?P<host>\[[^]]*\]|[^/?#:]*)(?::(?P<port>\d+))?"
    r"(?P<after>[^?#]*(?:\?(?P<query>[^#]*))?)"
)


def verify(request: CarrierRequest, credentials: Mapping[str, str]) -> bool:
    """Compare `X-Twilio-Signature` with HMAC-SHA1 over the URL and the form; a missing token or header means no.

    A body that is no form counts only when its hash is in the signed URL.
    """
    token, given = credentials.get("auth_token"), request.header("X-Twilio-Signature")
    if not token or not given:
        return False
    forms = _signed_forms(request)
    expected = (_sign(token, url + form) for url in _signed_urls(request.url) for form in forms)
    return any(hmac.compare_digest(signature, given.encode(errors="replace")) for signature in expected)


def form_pairs(body: bytes, errors: str) -> list[tuple[str, str]]:
    """Names and values of a form, empty ones too; `errors` is for what is not UTF-8. ValueError: far too many."""
    return parse_qsl(body.decode(errors=errors), keep_blank_values=True, errors=errors, max_num_fields=_MOST_FIELDS)


def _sign(token: str, signed: str) -> bytes:
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(errors="surrogateescape"), "sha1"))


def _signed_urls(url: str) -> set[str]:
    """The URL as it may have been signed: with or without port, quotes as they are or escaped, never the fragment."""
    match = _URL.match(url.encode(errors="replace").decode())  # a stranger's query may hold half a character
    if match is None:
        return set()
    before, host, port, after = match.group("before", "host", "port", "after")
    port = port or ("443" if before.lower().startswith("https:") else "80")
    afters = {after, after.replace("'", "%27"), after.replace("%27", "'")}
    return {before + at + end for at in (host, f"{host}:{port}") for end in afters}


def _signed_forms(request: CarrierRequest) -> set[str]:
    """What may have been signed after the URL; empty when the signature does not cover the body."""
    content_type = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    if content_type != "application/x-www-form-urlencoded":
        return {""} if not request.body or _url_has_hash(request) else set()
    try:
        # Bytes that are not UTF-8 may have been signed as they are, or as the replacement that we read them as.
        return {_joined(form_pairs(request.body, errors)) for errors in ("replace", "surrogateescape")}
    except ValueError:
        return set()


def _joined(pairs: list[tuple[str, str]]) -> str:
    return "".join(name + value for name, value in sorted(set(pairs)))


def _url_has_hash(request: CarrierRequest) -> bool:
    match = _URL.match(request.url)
    hashes = parse_qs(match["query"] or "").get("bodySHA256", []) if match else []
    return hashes[:1] == [hashlib.sha256(request.body).hexdigest()]
