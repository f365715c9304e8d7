"""What the network asks of each carrier's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from starlette.routing import Route

from infrastructure.simulator.messages import Message, Status
from infrastructure.simulator.senders import Sender

if TYPE_CHECKING:
    from infrastructure.simulator.network import Network


class Webhook(Struct, frozen=True, kw_only=True):
    """One signed POST to the company."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Answer(Struct, frozen=True, kw_only=True):
    """What the company's server answered: an HTTP status, or None and a sentence that says what failed."""

    status: int | None
    error: str | None = None
    connected: bool = True


class Carrier(Struct, frozen=True, kw_only=True):
    """One carrier: its API's routes, and how it writes, signs and retries what it posts.

    `signature_headers` are left out of an unsigned post. `retry_after(attempt, answer)` gives the seconds until the
    next attempt, or None when there is none; attempts count from 1. `failure(code)` is the status word and error code
    of a receipt that says the message failed.
    """

    name: str
    account_fields: Sequence[str]
    signature_headers: Sequence[str]
    new_id: Callable[[], str]
    account: Callable[[Sender], str]
    routes: Callable[[Network], list[Route]]
    inbound: Callable[[Sender, Message], Webhook]
    receipt: Callable[[Sender, Message], Webhook]
    retry_after: Callable[[int, Answer], float | None]
    failure: Callable[[int | None], tuple[Status, int]]
