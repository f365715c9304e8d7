"""Twilio in this process: takes messages at urllib3's boundary, answers as it is told to, and posts what a phone does."""

from __future__ import annotations

import io
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

import urllib3
from twilio.request_validator import RequestValidator
from urllib3.exceptions import NewConnectionError, ProtocolError

from tests.world_cloud import Call, Cloud

ACCOUNT_SID, AUTH_TOKEN = "AC" + "1" * 32, "an auth token of the world's"
# What the carrier can be told to answer: the status, its error code, and whether it takes the message.
ANSWERS: dict[str, tuple[int, int | None]] = {
    "accept": (201, None),
    "refuse": (400, 21211),
    "too_many": (429, 20429),
    "unavailable": (503, 20503),
    "broken": (500, 20500),
}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message that the carrier took."""

    sid: str
    fields: dict[str, str]

    @property
    def text(self) -> str:
        """What the end user reads."""
        return self.fields["Body"]

    @property
    def reference(self) -> str:
        """Our own name for it, as its receipts bring it back."""
        return self.fields["StatusCallback"].rpartition("ref=")[2]


@dataclass
class Carrier:
    """`answers` are given one by one, then `accept` for ever; besides those in ANSWERS there are unreachable and hang_up."""

    cloud: Cloud
    sent: list[Sent] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def urlopen(self, method: str, url: str, **arguments: Any) -> urllib3.HTTPResponse:
        """Stands where urllib3's PoolManager opens a URL."""
        call = Call(function=self.cloud.function, service="carrier", operation="send")
        answer: Callable[[], urllib3.HTTPResponse] = lambda: self._answer(method, url, arguments["body"])  # noqa: E731
        return self.cloud.attempt(call, answer)  # type: ignore[no-any-return]

    def form(self, fields: dict[str, str], url: str) -> tuple[bytes, dict[str, str]]:
        """A signed form post of Twilio's: body and headers."""
        signature = RequestValidator(AUTH_TOKEN).compute_signature(url, fields)
        headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
        return urlencode(fields).encode(), headers

    def next_sid(self) -> str:
        """A message id that was not given before."""
        return f"SM{next(self.numbers):032x}"

    def _answer(self, method: str, url: str, body: bytes) -> urllib3.HTTPResponse:
        assert (method, url.rpartition("/")[2]) == ("POST", "Messages.json"), url
        word = self.answers.popleft() if self.answers else "accept"
        if word == "unreachable":
            raise NewConnectionError(urllib3.connection.HTTPConnection("api.twilio.com"), "unreachable")
        sid = self._take(body) if word in ("accept", "hang_up") else None
        if word == "hang_up":
            raise ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
        status, code = ANSWERS[word]
        return http_response(status, {"sid": sid, "status": "queued"} if sid else {"code": code, "status": status})

    def _take(self, body: bytes) -> str:
        sent = Sent(sid=self.next_sid(), fields=dict(parse_qsl(body.decode(), keep_blank_values=True)))
        self.sent.append(sent)
        return sent.sid


def http_response(status: int, body: dict[str, Any]) -> urllib3.HTTPResponse:
    """An answer of the carrier's."""
    raw = io.BytesIO(json.dumps(body).encode())
    return urllib3.HTTPResponse(raw, {"content-type": "application/json"}, status, preload_content=False)
