"""The senders that companies have with the simulated carriers, as the configuration names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

Channel = Literal["sms", "whatsapp"]
NUMBER = r"^(\+[1-9][0-9]{6,14}|[1-9][0-9]{2,7})$"  # E.164, or a short code
Number = Annotated[str, Meta(pattern=NUMBER)]
Value = TypeVar("Value")


class BadConfig(ValueError):
    """The configuration cannot be used; the text says why."""


class Sender(Struct, frozen=True, kw_only=True):
    """One number or WhatsApp identity, where its messages are posted, and its account's credentials."""

    id: str
    channel: Channel
    address: Number
    name: str
    webhook_url: Annotated[str, Meta(pattern=r"^https?://[^/]+")]
    carrier: str = "twilio"
    account: Mapping[str, str] = {}

    def public(self) -> dict[str, str]:
        """What a page may know: all but the account."""
        return {name: getattr(self, name) for name in ("id", "channel", "address", "name", "carrier")}


class Contact(Struct, frozen=True, kw_only=True):
    """One end user's phone: number in E.164 and the name shown on WhatsApp."""

    address: Number
    name: str = ""


class Pace(Struct, frozen=True, kw_only=True):
    """How fast the network is: seconds until `sent`, from then to `delivered`, and how long a lost answer hangs."""

    sent_seconds: float = 0.2
    delivered_seconds: float = 0.5
    hang_seconds: float = 60.0


# Numbers that North America keeps for fiction.
PHONES = (
    Contact(address="+14155550101", name="Ana Souza"),
    Contact(address="+14155550102", name="Luis Romero"),
    Contact(address="+14155550103", name="Mia Novak"),
)


class Config(Struct, frozen=True, kw_only=True):
    """The configuration file; each sender's unknown keys are its account (Twilio: `account_sid`, `auth_token`)."""

    senders: Sequence[Mapping[str, str]] = ()
    contacts: Sequence[Contact] = PHONES
    pace: Pace = Pace()


def read_config(raw: bytes) -> Config:
    """The configuration from JSON; raises BadConfig."""
    try:
        return msgspec.json.decode(raw, type=Config)
    except msgspec.MsgspecError as error:
        raise BadConfig(f"The configuration cannot be read: {error}.") from error


def read_senders(raw: Sequence[Mapping[str, str]], account_fields: Mapping[str, Sequence[str]]) -> list[Sender]:
    """The senders, checked; `account_fields` names what each carrier's account must hold; raises BadConfig."""
    senders = [_sender(entry, account_fields) for entry in raw]
    for kind in ("id", "address"):
        _check_unique(senders, kind)
    return senders


def _sender(entry: Mapping[str, str], account_fields: Mapping[str, Sequence[str]]) -> Sender:
    known = {name: value for name, value in entry.items() if name in Sender.__struct_fields__}
    account = {name: value for name, value in entry.items() if name not in known}
    try:
        sender = msgspec.convert({**known, "account": account}, Sender)
    except msgspec.ValidationError as error:
        raise BadConfig(f"Sender {entry.get('id', '')!r}: {error}.") from error
    if sender.carrier not in account_fields:
        raise BadConfig(f"Sender {sender.id!r}: carrier {sender.carrier!r} is not simulated.")
    missing = [field for field in account_fields[sender.carrier] if not account.get(field)]
    if missing:
        raise BadConfig(f"Sender {sender.id!r} lacks {', '.join(missing)}.")
    return sender


def _check_unique(senders: Sequence[Sender], kind: str) -> None:
    seen = set()
    for sender in senders:
        key = sender.id if kind == "id" else (sender.channel, sender.address)
        if key in seen:
            raise BadConfig(f"Two senders have the {kind} {getattr(sender, kind)!r}.")
        seen.add(key)
