"""A company's space: whether Live Chat is active there, its seats, and the senders its end users write to."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.errors import Conflict, Invalid
from chalicelib.domain.ids import SenderId, SpaceId
from chalicelib.domain.messages import Channel, Direction

NAME_CHARACTERS = 80
SEATS_AT_MOST = 10_000
BOTH_WAYS = frozenset(Direction)


class Space(Struct, frozen=True, kw_only=True):
    """A tenant. `seats_taken` counts agents and pending invitations of agents, `admins` its admins; only transactions change them.

    `aftermath_at` is when Live Chat was closed, until what follows from it is done.
    """

    id: SpaceId
    name: str
    channels: frozenset[Channel] = frozenset()
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


class Sender(Struct, frozen=True, kw_only=True):
    """Our number or WhatsApp identity. `id_key` keys the ids of its conversations; `account` names the secret with its credentials."""

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
    if directions != BOTH_WAYS:
        found = "".join(f"{direction.value} only" for direction in directions) or "neither"
        raise Invalid(
            "one_way_sender", f"Live Chat needs a sender for both MT and MO; this one is {found}.", "directions"
        )
