"""What Twilio's error codes mean to a person (https://www.twilio.com/docs/api/errors)."""

from __future__ import annotations

from types import MappingProxyType

from chalicelib.domain.messages import ErrorKind

# Not here, as they say nothing about the recipient: 30008 (unknown) and 20003 (our credentials).
_CODES = MappingProxyType(
    {
        ErrorKind.opted_out: "21610",
        ErrorKind.window_closed: "63016",
        ErrorKind.rate_limited: "429 14107 20429 30001 63018",
        ErrorKind.invalid_recipient: "21211 21614 30005 63003 63024",
        ErrorKind.unreachable: "30003 30006",
        ErrorKind.blocked: "21408 30004 30007",
    }
)
_KINDS = MappingProxyType({code: kind for kind, codes in _CODES.items() for code in codes.split()})


def error_kind(code: str | None) -> ErrorKind | None:
    """The kind of error behind a code, or None when it is of none."""
    return _KINDS.get(code or "")
