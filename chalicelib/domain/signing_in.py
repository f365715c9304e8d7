"""Rules of signing in: how long failed tries must wait, what a session tells about its device, and codes of two-step sign-in."""

from __future__ import annotations

import base64
import ipaddress
from datetime import datetime, timedelta

from msgspec import Struct

SEEN_SECONDS = 300  # a session is written to at most this often
RESET_HOURS = 1
RECOVERY_CODES = 10
RECOVERY_BYTES = 15  # 120 bits, so that a plain hash of a code cannot be searched
STEP_SECONDS = 30
TOTP_DIGITS = 6
# Edge says Chrome and Chrome says Safari, so the order counts.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class Client(Struct, frozen=True, kw_only=True):
    """Who is at the other end: the family of browser and system, and the network that counts failures together."""

    device: str = "Unknown device"
    network: str = ""


class Pace(Struct, frozen=True, kw_only=True):
    """How quickly something may be tried: `free` tries, then waits that double from `first_seconds` to `most_seconds`."""

    free: int
    first_seconds: int
    most_seconds: int


ACCOUNT_PACE = Pace(free=5, first_seconds=2, most_seconds=900)
# An office shares one address, so many may mistype there before anybody waits; it is counted anew each hour.
NETWORK_PACE = Pace(free=60, first_seconds=2, most_seconds=900)
RESET_PACE = Pace(free=3, first_seconds=900, most_seconds=3600)


def wait_seconds(pace: Pace, tries: int) -> int:
    """How long the next try must wait after so many."""
    beyond = tries - pace.free - 1
    return min(pace.most_seconds, pace.first_seconds << min(beyond, 20)) if beyond >= 0 else 0


def device_of(user_agent: str) -> str:
    """The family of browser and system, as `Firefox on Linux`: enough to know one's own, nothing that follows a person."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " on ".join(filter(None, (browser, system))) or "Unknown device"


def network_of(address: str) -> str:
    """The address, of IPv6 the network that one household has; empty for what is no address."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))


def is_due(seen_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to write down again that somebody was seen."""
    return seen_at is None or now - seen_at >= timedelta(seconds=SEEN_SECONDS)


def step_of(now: datetime) -> int:
    """The number of the half minute that a code is for (RFC 6238)."""
    return int(now.timestamp()) // STEP_SECONDS


def is_totp(code: str) -> bool:
    """Whether the text can be a code of an authenticator app, rather than a recovery code."""
    return len(code) == TOTP_DIGITS and code.isascii() and code.isdigit()


def plain_code(code: str) -> str:
    """A code without the spaces and dashes that people type, lower case."""
    return "".join(each for each in code.lower() if each.isalnum())[:64]


def recovery_code(random: bytes) -> str:
    """Random bytes as people can copy them: groups of four letters and digits."""
    letters = base64.b32encode(random).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
