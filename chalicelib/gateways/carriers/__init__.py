"""What all carriers have in common: the shape of a carrier module, and what goes in and out of it.

A carrier is one module; `CARRIERS["twilio"]` imports it when it is first asked for, so that a function pays only for
those it uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from msgspec import Struct

from chalicelib.domain.messages import Channel, ErrorKind, Parsed

LONGEST_ID = 255  # no carrier's id or address comes near; what is longer is not one


class CarrierRequest(Struct, frozen=True, kw_only=True):
    """A request as it came in.

    `url` is the one the carrier was given, query included, built from our configuration and never from Host. `query` is
    the same query, decoded.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str]

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)


class Answer(Struct, frozen=True, kw_only=True):
    """What a carrier is told over HTTP."""

    status: int
    content_type: str
    body: str


class Order(Struct, frozen=True, kw_only=True):
    """One text to send: addresses as in `Message`, and the URL for its receipts, which holds our reference already."""

    channel: Channel
    sender_address: str
    to: str
    text: str
    callback_url: str


class OutcomeKind(StrEnum):
    """Taken by the carrier; refused for good; surely not sent, try again; or nobody knows, so never send it again."""

    accepted = "accepted"
    failed = "failed"
    not_sent = "not_sent"
    unknown = "unknown"


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of an order; `retry_after_seconds` is the carrier's wish, only with `not_sent`."""

    kind: OutcomeKind
    provider_message_id: str | None = None
    error_code: str | None = None
    error_kind: ErrorKind | None = None
    retry_after_seconds: int | None = None


class Checked(StrEnum):
    """What a carrier says of an account's credentials; unreachable says nothing about them."""

    ok = "ok"
    refused = "refused"
    unreachable = "unreachable"


class Caps(Struct, frozen=True, kw_only=True):
    """What a carrier can do and needs: `credentials` are the keys of an account, `longest_text` is in characters.

    `sender_key` is what the carrier calls its own name for a sender, None where the address is enough.
    """

    channels: frozenset[Channel]
    credentials: tuple[str, ...]
    base_url: str
    longest_text: int
    sender_key: str | None = None


class Carrier(Protocol):
    """The shape of a carrier's module; as modules come by name at run time, only this tells mypy what they hold."""

    CAPS: Caps

    def challenge(self, request: CarrierRequest, credentials: Mapping[str, str]) -> Answer | None:
        """Answer a carrier's question whether this URL is ours; None where it asks none."""

    def verify(self, request: CarrierRequest, credentials: Mapping[str, str]) -> bool:
        """Whether the request is the carrier's; whatever is missing means no."""

    def parse(self, request: CarrierRequest) -> Parsed:
        """Read a verified request; raises Malformed only, and never for content that has no name here."""

    def ack(self) -> Answer:
        """The answer to a request that was taken."""

    def send(self, order: Order, credentials: Mapping[str, str], base_url: str) -> Outcome:
        """Hand over one message, once; never raises for what the carrier or the network does."""

    def check(self, credentials: Mapping[str, str], base_url: str) -> Checked:
        """Ask the carrier whether the credentials are good, changing nothing there."""


class _Carriers(Mapping[str, Carrier]):
    """Carriers by name, imported on first use."""

    _modules = MappingProxyType({"twilio": "chalicelib.gateways.carriers.twilio"})

    def __getitem__(self, name: str) -> Carrier:
        return cast("Carrier", import_module(self._modules[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


CARRIERS: Mapping[str, Carrier] = _Carriers()
