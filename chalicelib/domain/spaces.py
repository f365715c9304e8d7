"""A company's space: whether Live Chat is active there, its seats, and the senders its end users write to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.errors import Conflict, Invalid
from chalicelib.domain.ids import AccountId, SenderId, SpaceId
from chalicelib.domain.messages import Channel, Direction

NAME_CHARACTERS = 80
SEATS_AT_MOST = 10_000
KEY_CHARACTERS = 255
BOTH_WAYS = frozenset(Direction)


class Space(Struct, frozen=True, kw_only=True):
    """A tenant. `seats_taken` counts agents and pending invitations of agents, `admins` its admins; only transactions change them.

    `country` (ISO 3166, two letters) is where phone numbers without a country code belong. `aftermath_at` is when Live Chat was
    closed, until what follows from it is done.
    """

    id: SpaceId
    name: str
    channels: frozenset[Channel] = frozenset()
    country: str | None = None
    live_chat: bool = False
    totp_required: bool = False
    seats_total: int = 0
    seats_taken: int = 0
    admins: int = 0
    aftermath_at: datetime | None = None

    @property
    def seats_left(self) -> int:
        """Seats an admin can still give."""
        return self.seats_total - self.seats_taken


class Account(Struct, frozen=True, kw_only=True):
    """A company's account with a carrier, on which senders stand.

    `secret` names its credentials, as last set at `credentials_at`; `health` is what the carrier said of them at `checked_at`
    (ok, refused or unreachable), None while it has not been asked. `senders` is how many stand on it.
    """

    id: AccountId
    space_id: SpaceId
    carrier: str
    name: str
    secret: str
    created_at: datetime
    credentials_at: datetime
    checked_at: datetime | None = None
    health: str | None = None
    senders: int = 0


class Sender(Struct, frozen=True, kw_only=True):
    """Our number or WhatsApp identity.

    `id_key` keys the ids of its conversations; `account` names the secret with its credentials: that of the account it stands on,
    or its own where it is older than accounts (`account_id` is None). `sender_key` is the carrier's own name for it, if any.
    A removed one (`removed_at`) is kept for what is still under way.
    """

    id: SenderId
    space_id: SpaceId
    channel: Channel
    carrier: str
    address: str
    name: str
    directions: frozenset[Direction]
    exclusive: bool
    account: str
    id_key: str
    account_id: AccountId | None = None
    sender_key: str | None = None
    removed_at: datetime | None = None


def check_name(name: str, field: str = "name") -> str:
    """The name without surrounding space; refused when empty, too long or with control characters."""
    name = name.strip()
    if not name or len(name) > NAME_CHARACTERS or not name.isprintable():
        raise Invalid("invalid_name", f"Enter a name of 1 to {NAME_CHARACTERS} characters.", field)
    return name


def check_seats(space: Space, seats: int) -> None:
    """Seats may rise, and fall no lower than those taken (R1)."""
    if not 1 <= seats <= SEATS_AT_MOST:
        raise Invalid("invalid_seats", f"Enter a number of seats from 1 to {SEATS_AT_MOST}.", "seats")
    if seats < space.seats_taken:
        raise Conflict(
            "seats_taken", f"{space.seats_taken} seats are taken; remove agents or invitations first.", "seats"
        )


def check_active(space: Space) -> None:
    """Until support activates it, a space has no Live Chat (R1)."""
    if not space.live_chat:
        raise Conflict("live_chat_inactive", "Live Chat is not active for this space. Contact support.")


def check_sender(space: Space, channel: Channel, directions: frozenset[Direction]) -> None:
    """A sender used for Live Chat goes both ways (R9), on a channel type that the space has."""
    if channel not in space.channels:
        raise Invalid(
            "channel_not_enabled", f"This space does not have {channel.value}. Add the channel type first.", "channel"
        )
    _check_both_ways(directions)


def check_sender_key(key: str | None) -> str | None:
    """The carrier's own name for a sender, without surrounding space; none where it is empty."""
    key = (key or "").strip()
    if len(key) > KEY_CHARACTERS or not key.isprintable() or " " in key:
        raise Invalid(
            "invalid_sender_key", f"Enter the carrier's id, of at most {KEY_CHARACTERS} characters.", "sender_key"
        )
    return key or None


def check_exclusive(sender: Sender, campaigns: Sequence[str]) -> None:
    """Only a sender that goes both ways (R9) and has no campaigns, given by name, can be exclusive to Live Chat (R14)."""
    _check_both_ways(sender.directions)
    if campaigns:
        named = ", ".join(f"“{name}”" for name in campaigns)
        raise Conflict(
            "sender_has_campaigns", f"{sender.name} has campaigns: {named}. Take it out of them first.", "exclusive"
        )


def _check_both_ways(directions: frozenset[Direction]) -> None:
    if directions != BOTH_WAYS:
        found = "".join(f"{direction.value} only" for direction in directions) or "neither"
        raise Invalid(
            "one_way_sender", f"Live Chat needs a sender for both MT and MO; this one is {found}.", "directions"
        )
