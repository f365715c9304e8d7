"""Twilio in this process: takes messages at urllib3's boundary, answers as it is told to, and posts what a phone does."""

from __future__ import annotations

import base64
import io
import json
from collections import deque
from dataclasses import dataclass, field
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


@dataclass(kw_only=True)
class Try:
    """One attempt to hand over a message: under which reference, and whether the answer said that it was surely not taken."""

    reference: str
    surely_not: bool = False


@dataclass
class Carrier:
    """`answers` are given one by one, then `accept` for ever; besides those in ANSWERS there are unreachable and hang_up."""

    cloud: Cloud
    sent: list[Sent] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)
    tries: list[Try] = field(default_factory=list)
    last: int = 0

    def urlopen(self, method: str, url: str, **arguments: Any) -> urllib3.HTTPResponse:
        """Stands where urllib3's PoolManager opens a URL."""
        if method == "GET":
            call = Call(function=self.cloud.function, service="carrier", operation="check")
            checked: urllib3.HTTPResponse = self.cloud.attempt(call, lambda: self._account(url, arguments["headers"]))
            return checked
        call = Call(function=self.cloud.function, service="carrier", operation="send")
        one = Try(reference=_fields(arguments["body"])["StatusCallback"].rpartition("ref=")[2])
        self.tries.append(one)
        try:
            answer: urllib3.HTTPResponse = self.cloud.attempt(
                call, lambda: self._answer(method, url, arguments["body"])
            )
        except NewConnectionError:
            one.surely_not = True
            raise
        one.surely_not = answer.status in (429, 503)
        return answer

    def form(self, fields: dict[str, str], url: str) -> tuple[bytes, dict[str, str]]:
        """A signed form post of Twilio's: body and headers."""
        signature = RequestValidator(AUTH_TOKEN).compute_signature(url, fields)
        headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
        return urlencode(fields).encode(), headers

    def next_sid(self) -> str:
        """A message id that was not given before."""
        self.last += 1
        return f"SM{self.last:032x}"

    def saved(self) -> tuple[list[Sent], list[str], list[Try], int]:
        """What it remembers."""
        return list(self.sent), list(self.answers), list(self.tries), self.last

    def go_back(self, saved: tuple[list[Sent], list[str], list[Try], int]) -> None:
        """Remember only that."""
        self.sent, answers, self.tries, self.last = saved
        self.answers = deque(answers)

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

    def _account(self, url: str, headers: dict[str, str]) -> urllib3.HTTPResponse:
        """The account's own resource, for who knows its token."""
        if self.answers and self.answers.popleft() == "unreachable":
            raise NewConnectionError(urllib3.connection.HTTPConnection("api.twilio.com"), "unreachable")
        pair = f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()
        asked = url.endswith(f"/2010-04-01/Accounts/{ACCOUNT_SID}.json")
        if not asked or headers["Authorization"] != "Basic " + base64.b64encode(pair).decode():
            return http_response(401, {"code": 20003, "message": "Authenticate", "status": 401})
        return http_response(200, {"sid": ACCOUNT_SID, "status": "active"})

    def _take(self, body: bytes) -> str:
        sent = Sent(sid=self.next_sid(), fields=_fields(body))
        self.sent.append(sent)
        return sent.sid


def _fields(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def http_response(status: int, body: dict[str, Any]) -> urllib3.HTTPResponse:
    """An answer of the carrier's."""
    raw = io.BytesIO(json.dumps(body).encode())
    return urllib3.HTTPResponse(raw, {"content-type": "application/json"}, status, preload_content=False)
