"""What carriers tell us, in one form for all of them: messages of end users and receipts for ours.

The fields are those that every carrier's payload is brought to; what a carrier does not say is None (or empty).
All of it survives `msgspec.json` there and back, as it travels through the inbound queue.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct


class Channel(StrEnum):
    """The channel types of the product; there are no others (R9)."""

    sms = "sms"
    whatsapp = "whatsapp"


class Direction(StrEnum):
    """MO comes from the end user, MT goes to the end user."""

    MO = "MO"
    MT = "MT"


class MessageType(StrEnum):
    """What a message is; whatever has no name here is `unsupported`, and kept."""

    text = "text"
    image = "image"
    video = "video"
    audio = "audio"
    document = "document"
    sticker = "sticker"
    location = "location"
    contacts = "contacts"
    reaction = "reaction"
    choice = "choice"
    order = "order"
    edit = "edit"
    delete = "delete"
    system = "system"
    unsupported = "unsupported"


class Status(StrEnum):
    """How far an MT message has come, lowest first; `unknown` is a carrier's word that has no meaning to us."""

    pending = "pending"
    unconfirmed = "unconfirmed"
    accepted = "accepted"
    sent = "sent"
    failed = "failed"
    delivered = "delivered"
    read = "read"
    unknown = "unknown"


class ErrorKind(StrEnum):
    """Why a message failed, as far as it changes what a person can do about it."""

    opted_out = "opted_out"
    window_closed = "window_closed"
    rate_limited = "rate_limited"
    invalid_recipient = "invalid_recipient"
    unreachable = "unreachable"
    blocked = "blocked"


class Opt(StrEnum):
    """What an end user's word asks for: no more messages, messages again, or to be told who writes."""

    stop = "stop"
    start = "start"
    help = "help"


class Media(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a message: where the carrier keeps it, by `url` or by `media_id`; never the bytes."""

    kind: MessageType
    content_type: str | None = None
    url: str | None = None
    media_id: str | None = None
    filename: str | None = None
    sha256: str | None = None


class Location(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place, in degrees."""

    lat: float
    lon: float
    name: str | None = None
    address: str | None = None


class ContactCard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person's card that the end user passed on; the phones are as the card has them."""

    name: str | None = None
    phones: tuple[str, ...] = ()


class Reaction(Struct, frozen=True, kw_only=True):
    """An emoji put on the message `target` (a carrier's id); None takes it back."""

    emoji: str | None
    target: str


class Choice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The button or list row that was chosen: our id for it, and what the end user saw."""

    id: str | None = None
    title: str | None = None


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of an end user.

    `business` and `user` are E.164 with a plus (or a short code, or a sender's name); `user_id` is WhatsApp's id of a
    user who hides the number, so either may be None. `sent_at` is aware UTC; `reply_to` and `target` are carriers' ids.
    """

    provider_message_id: str
    channel: Channel
    type: MessageType
    business: str | None = None
    business_id: str | None = None
    user: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    sent_at: datetime | None = None
    text: str = ""
    media: tuple[Media, ...] = ()
    location: Location | None = None
    contacts: tuple[ContactCard, ...] = ()
    reaction: Reaction | None = None
    choice: Choice | None = None
    reply_to: str | None = None
    target: str | None = None
    forwarded: bool = False
    segments: int | None = None
    opt: Opt | None = None


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a carrier says has become of one of our messages.

    `client_ref` is our own reference, `<conversation id>.<seq>`, where the carrier gives it back. `at` is aware UTC. `business` and
    `business_id` name our sender, as in `Message`, where the carrier does.
    """

    provider_message_id: str
    channel: Channel
    status: Status
    provider_status: str
    at: datetime | None = None
    business: str | None = None
    business_id: str | None = None
    user: str | None = None
    client_ref: str | None = None
    error_code: str | None = None
    error_kind: ErrorKind | None = None


class Parsed(Struct, frozen=True, kw_only=True):
    """All that one request of a carrier said, in its order."""

    messages: tuple[Message, ...] = ()
    receipts: tuple[Receipt, ...] = ()


RANKED = (
    Status.pending,
    Status.unconfirmed,
    Status.accepted,
    Status.sent,
    Status.failed,
    Status.delivered,
    Status.read,
)
_RANKS = MappingProxyType({status: place for place, status in enumerate(RANKED)})

_SENTENCES = MappingProxyType(
    {
        ErrorKind.opted_out: "This person has opted out and must not be written to until they write START.",
        ErrorKind.window_closed: "More than 24 hours have passed since their last message, so WhatsApp refused it.",
        ErrorKind.rate_limited: "Too many messages were sent in a short time. Please try again in a little while.",
        ErrorKind.invalid_recipient: "This number does not exist or cannot receive messages.",
        ErrorKind.unreachable: "The phone is switched off or out of reach.",
        ErrorKind.blocked: "The message was blocked on its way to the phone.",
    }
)


def rank(status: Status) -> int:
    """The place of a status: a lower one never replaces a higher one, and `unknown` (-1) replaces nothing."""
    return _RANKS.get(status, -1)


def sentence(error_kind: ErrorKind | None, code: str | None) -> str:
    """Say to a person why a message failed; `code` is the carrier's, named only where we know no more than it."""
    if error_kind is not None:
        return _SENTENCES[error_kind]
    return f"The message could not be delivered (code {code})." if code else "The message could not be delivered."
