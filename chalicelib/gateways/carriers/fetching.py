"""A file of an end user's message, got from where its carrier keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from chalicelib.gateways import http, pinned
from chalicelib.gateways.carriers import Fetched, FetchKind
from chalicelib.gateways.http import HttpAnswer

_REDIRECTS = (301, 302, 303, 307, 308)
_NOT_NOW = (401, 408, 425, 429)  # credentials are replaced, and then the same file is there
GONE = Fetched(kind=FetchKind.gone)
LATER = Fetched(kind=FetchKind.later)


def fetched(url: str, headers: Mapping[str, str], hosts: Collection[str], base_url: str) -> Fetched:
    """The file at a URL of one of the hosts; of redirects one is followed, to a listed host and without our credentials."""
    try:
        answer = pinned.fetch(url, headers, hosts, base_url)
        if answer.status in _REDIRECTS:
            answer = pinned.fetch(answer.headers.get("location", ""), {}, hosts, base_url)
    except (pinned.Refused, pinned.TooBig):
        return GONE
    except (http.NotSent, http.Unanswered):
        return LATER
    return _of(answer)


def _of(answer: HttpAnswer) -> Fetched:
    if answer.status == 200:
        content_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(kind=FetchKind.fetched, body=answer.body, content_type=content_type or None)
    return LATER if answer.status >= 500 or answer.status in _NOT_NOW else GONE
