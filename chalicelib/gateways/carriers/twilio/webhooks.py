"""Twilio's posts as messages and receipts.

Sources: Twilio's guides on webhook requests and on status callbacks. Parameters are added without notice, so what has
no name here is left aside.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.errors import Malformed
from chalicelib.domain.keywords import opt_keyword
from chalicelib.domain.messages import (
    Channel,
    Choice,
    Location,
    Media,
    Message,
    MessageType,
    Opt,
    Parsed,
    Receipt,
    Status,
)
from chalicelib.gateways.carriers import LONGEST_ID, CarrierRequest
from chalicelib.gateways.carriers.twilio.errors import error_kind
from chalicelib.gateways.carriers.twilio.signature import form_pairs

Fields = Mapping[str, str]

_MOST_MEDIA = 10  # Twilio's limit per message
_IDS = ("MessageSid", "From", "To", "OriginalRepliedMessageSid", "ErrorCode")
# WhatsApp's id of a user who hides the number: a country, perhaps ENT, and up to 128 characters.
_USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")

_STATUSES = MappingProxyType(
    {
        **dict.fromkeys(("accepted", "scheduled", "queued", "sending"), Status.accepted),
        **dict.fromkeys(("undelivered", "failed", "canceled"), Status.failed),
        "sent": Status.sent,
        "delivered": Status.delivered,
        "read": Status.read,
    }
)
_MEDIA_TYPES = MappingProxyType(
    {
        "image": MessageType.image,
        "video": MessageType.video,
        "audio": MessageType.audio,
        "voice": MessageType.audio,
        "document": MessageType.document,
        "sticker": MessageType.sticker,
    }
)
_PLAIN_TYPES = MappingProxyType(
    {
        **_MEDIA_TYPES,
        "contact": MessageType.contacts,
        "contacts": MessageType.contacts,
        "order": MessageType.order,
        "system": MessageType.system,
    }
)


def parse(request: CarrierRequest) -> Parsed:
    """Read a message or a receipt, told apart by the status; another channel than ours yields nothing.

    Malformed: it cannot be read as a form, names no message, or has an id or number beyond 255 characters.
    """
    fields, ref = _fields(request), _clean(request.query.get("ref", ""))
    if not fields.get("MessageSid"):
        raise Malformed("The request names no message.")
    if any(len(value) > LONGEST_ID for value in (ref, *(fields.get(name, "") for name in _IDS))):
        raise Malformed("An id or a number is too long.")
    channel = _channel(fields)
    if channel is None:
        return Parsed()
    word = fields.get("MessageStatus") or fields.get("SmsStatus") or "received"
    if word.lower() in ("received", "receiving"):
        return Parsed(messages=(_message(fields, channel),))
    return Parsed(receipts=(_receipt(fields, channel, word, ref),))


def _fields(request: CarrierRequest) -> dict[str, str]:
    if request.method == "GET":
        return {name: _clean(value) for name, value in request.query.items()}
    try:
        return dict(form_pairs(request.body, "replace"))
    except ValueError:
        raise Malformed("The form has too many fields.") from None


def _clean(text: str) -> str:
    """Without lone surrogates, which no UTF-8 can hold."""
    return text.encode(errors="ignore").decode()


def _channel(fields: Fields) -> Channel | None:
    prefixes = {fields.get(name, "").rpartition(":")[0] for name in ("From", "To")} - {""}
    if prefixes == {"whatsapp"}:
        return Channel.whatsapp
    return None if prefixes else Channel.sms


def _address(fields: Fields, name: str) -> str | None:
    return fields.get(name, "").removeprefix("whatsapp:") or None


def _message(fields: Fields, channel: Channel) -> Message:
    user = _address(fields, "From")
    hidden = user is not None and channel is Channel.whatsapp and _USER_ID.fullmatch(user) is not None
    media, location, choice = _media(fields), _location(fields), _choice(fields)
    return Message(
        provider_message_id=fields["MessageSid"],
        channel=channel,
        type=_type(fields, media, location, choice),
        business=_address(fields, "To"),
        user=None if hidden else user,
        user_id=user if hidden else None,
        user_name=fields.get("ProfileName") or None,
        text=fields.get("Body") or (choice.title if choice else None) or "",
        media=media,
        location=location,
        choice=choice,
        reply_to=fields.get("OriginalRepliedMessageSid") or None,
        forwarded="true" in (fields.get("Forwarded"), fields.get("FrequentlyForwarded")),
        segments=_count(fields.get("NumSegments", "")),
        opt=_opt(fields, channel),
    )


def _receipt(fields: Fields, channel: Channel, word: str, ref: str) -> Receipt:
    # No `at`: RawDlrDoneDate is the carrier's local time to the minute, in a zone that is not said.
    code = fields.get("ErrorCode", "")
    return Receipt(
        provider_message_id=fields["MessageSid"],
        channel=channel,
        status=_STATUSES.get(word.lower(), Status.unknown),
        provider_status=word,
        business=_address(fields, "From"),
        user=_address(fields, "To"),
        client_ref=ref or None,
        error_code=code if code not in ("", "0") else None,
        error_kind=error_kind(code),
    )


def _type(fields: Fields, media: tuple[Media, ...], location: Location | None, choice: Choice | None) -> MessageType:
    word = fields.get("MessageType", "").lower()
    if choice is not None:
        return MessageType.choice
    if location is not None:
        return MessageType.location
    if word not in ("", "text"):
        return _PLAIN_TYPES.get(word, MessageType.unsupported)
    return _type_of_media(media[0]) if media else MessageType.text


def _type_of_media(media: Media) -> MessageType:
    return MessageType.contacts if media.content_type in ("text/vcard", "text/x-vcard") else media.kind


def _media(fields: Fields) -> tuple[Media, ...]:
    told = _MEDIA_TYPES.get(fields.get("MessageType", "").lower())
    numbers = [number for number in range(_MOST_MEDIA) if fields.get(f"MediaUrl{number}")]
    types = [fields.get(f"MediaContentType{number}") or None for number in numbers]
    return tuple(
        Media(kind=told or _kind(content_type), content_type=content_type, url=fields[f"MediaUrl{number}"])
        for number, content_type in zip(numbers, types, strict=True)
    )


def _kind(content_type: str | None) -> MessageType:
    family = (content_type or "").partition("/")[0].lower()
    return _MEDIA_TYPES.get(family, MessageType.document)


def _location(fields: Fields) -> Location | None:
    try:
        lat, lon = float(fields.get("Latitude", "")), float(fields.get("Longitude", ""))
    except ValueError:
        return None
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    return Location(lat=lat, lon=lon, name=fields.get("Label") or None, address=fields.get("Address") or None)


def _choice(fields: Fields) -> Choice | None:
    """A quick reply or a row of a list; an interactive answer of another make has neither id nor title."""
    identity = fields.get("ButtonPayload") or fields.get("ListId") or None
    title = fields.get("ButtonText") or fields.get("ListTitle") or None
    told = fields.get("MessageType", "").lower() in ("button", "interactive")
    return Choice(id=identity, title=title) if identity or title or told else None


def _count(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else None


def _opt(fields: Fields, channel: Channel) -> Opt | None:
    """Twilio's own reading where Advanced Opt-Out gives it (its lists may be the customer's), else that of the word."""
    word = fields.get("OptOutType", "").lower()
    return Opt(word) if word in Opt.__members__ else opt_keyword(fields.get("Body", ""), channel)
