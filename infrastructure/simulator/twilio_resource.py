"""Twilio's JSON of an account, a message and a page of messages, and the filters of the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from infrastructure.simulator.messages import Message
from infrastructure.simulator.segments import segments

CREATED = datetime(2026, 1, 5, 9, tzinfo=UTC)
ERRORS = {
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Carrier violation",
    30008: "Unknown error",
    63016: "Failed to send freeform message because you are outside the allowed window.",
}


def account_resource(account: str) -> dict[str, Any]:
    """An account as the API gives it to its owner, but for the token, which nobody here asks for."""
    uri = f"/2010-04-01/Accounts/{account}"
    parts = {"calls": "Calls", "incoming_phone_numbers": "IncomingPhoneNumbers", "messages": "Messages"}
    return {
        "sid": account,
        "owner_account_sid": account,
        "friendly_name": "Simulated account",
        "type": "Full",
        "status": "active",
        "date_created": format_datetime(CREATED),
        "date_updated": format_datetime(CREATED),
        "subresource_uris": {name: f"{uri}/{part}.json" for name, part in parts.items()},
        "uri": f"{uri}.json",
    }


def message_resource(message: Message) -> dict[str, Any]:
    """One message as the API gives it; nothing is null that Twilio fills, nothing filled that it leaves null."""
    prefix = "whatsapp:" if message.channel == "whatsapp" else ""
    uri = f"/2010-04-01/Accounts/{message.account}/Messages/{message.provider_message_id}"
    code = message.error_code
    return {
        "account_sid": message.account,
        "api_version": "2010-04-01",
        "body": message.text,
        "date_created": format_datetime(message.at),
        "date_sent": format_datetime(message.sent_at) if message.sent_at else None,
        "date_updated": format_datetime(message.updated_at or message.at),
        "direction": "inbound" if message.direction == "MO" else "outbound-api",
        "error_code": code,
        "error_message": ERRORS.get(code, "The message failed.") if code else None,
        "from": prefix + message.from_,
        "messaging_service_sid": None,
        "num_media": str(len(message.media)),
        "num_segments": str(segments(message.text) if message.channel == "sms" else 1),
        "price": None,
        "price_unit": "USD",
        "sid": message.provider_message_id,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": prefix + message.to,
        "uri": f"{uri}.json",
    }


def selected(messages: Iterable[Message], query: Mapping[str, str]) -> list[Message]:
    """The messages that match `To`, `From`, `DateSent`, `DateSent>` and `DateSent<`, newest first."""
    bounds = [(name, _instant(query[name])) for name in ("DateSent", "DateSent>", "DateSent<") if name in query]
    kept = [one for one in messages if _ends_match(one, query) and all(_in(one, *bound) for bound in bounds)]
    return sorted(kept, key=lambda one: one.sent_at or one.at, reverse=True)


def page_resource(account: str, messages: Sequence[Message], query: Mapping[str, str]) -> dict[str, Any]:
    """One page of the list, with the address of the next; `PageSize` is 50, at most 1,000."""
    size = min(max(_number(query.get("PageSize"), 50), 1), 1000)
    page = max(_number(query.get("Page"), 0), 0)
    start = page * size
    shown = messages[start : start + size]
    return {
        "messages": [message_resource(one) for one in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + len(shown) - 1 if shown else start,
        "uri": _uri(account, query, page, size),
        "first_page_uri": _uri(account, query, 0, size),
        "previous_page_uri": _uri(account, query, page - 1, size) if page else None,
        "next_page_uri": _uri(account, query, page + 1, size) if start + size < len(messages) else None,
    }


def _uri(account: str, query: Mapping[str, str], page: int, size: int) -> str:
    filters = {name: value for name, value in query.items() if name not in ("Page", "PageSize", "PageToken")}
    rest = urlencode(filters | {"PageSize": str(size), "Page": str(page)})
    return f"/2010-04-01/Accounts/{account}/Messages.json?{rest}"


def _ends_match(message: Message, query: Mapping[str, str]) -> bool:
    prefix = "whatsapp:" if message.channel == "whatsapp" else ""
    ends = {"To": prefix + message.to, "From": prefix + message.from_}
    return all(query[name] == end for name, end in ends.items() if query.get(name))


def _in(message: Message, name: str, instant: datetime) -> bool:
    at = message.sent_at or message.at
    if name == "DateSent>":
        return at >= instant
    if name == "DateSent<":
        return at <= instant
    return instant <= at < instant + timedelta(days=1)


def _instant(value: str) -> datetime:
    """A date, or an instant of ISO 8601; what cannot be read filters nothing out."""
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _number(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else default
