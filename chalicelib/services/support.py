"""What the platform's support team does for a space: make it, give it channel types and senders, activate Live Chat (R1, R9)."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from chalicelib import settings
from chalicelib.domain.errors import Invalid
from chalicelib.domain.ids import SenderId, SpaceId
from chalicelib.domain.messages import Channel, Direction
from chalicelib.domain.spaces import Sender, Space, check_name, check_sender
from chalicelib.gateways import secrets
from chalicelib.gateways.carriers import CARRIERS
from chalicelib.services.carrier_calls import webhook_url
from chalicelib.services.invitations import check_phone, seat_counter
from chalicelib.stores import spaces

ID_BYTES = 10


class NewSender(Struct, frozen=True, kw_only=True):
    """What support says of a sender; `account` are the carrier's credentials, which are never shown again."""

    channel: Channel
    carrier: str
    address: str
    name: str
    directions: frozenset[Direction]
    account: dict[str, str]
    exclusive: bool = False


def create_space(name: str) -> Space:
    """A space without Live Chat."""
    space = Space(id=SpaceId("sp_" + random.token_hex(ID_BYTES)), name=check_name(name))
    spaces.create(space)
    return space


def deactivate(space_id: SpaceId, now: datetime) -> Space:
    """Live Chat is closed for everyone: at once over HTTP, and through the stream for open sockets. All is kept. NotFound."""
    return spaces.deactivate(space_id, now)


def add_sender(space_id: SpaceId, new: NewSender) -> Sender:
    """A sender of the space, its credentials in a secret of their own; Invalid (R9), Conflict for an address in use."""
    check_sender(spaces.get(space_id), new.channel, new.directions)
    if new.carrier not in CARRIERS:
        raise Invalid("unknown_carrier", f"Choose one of: {', '.join(CARRIERS)}.", "carrier")
    _check_account(new)
    sender_id = SenderId("sn_" + random.token_hex(ID_BYTES))
    sender = Sender(
        id=sender_id,
        space_id=space_id,
        channel=new.channel,
        carrier=new.carrier,
        address=_check_address(new.address),
        name=check_name(new.name),
        directions=new.directions,
        exclusive=new.exclusive,
        account=settings.account_secrets_prefix() + sender_id,
        id_key=random.token_hex(32),
    )
    # The secret first: a sender without one could verify nothing, a secret without a sender harms nobody.
    secrets.store_credentials(sender.account, new.account)
    spaces.create_sender(sender)
    return sender


def space_view(space: Space) -> dict[str, Any]:
    """A space as docs/protocol.md has it."""
    return {
        "id": space.id,
        "name": space.name,
        "channels": sorted(space.channels),
        "live_chat": space.live_chat,
        "seats": seat_counter(space),
        "direct_url": f"{settings.public_url()}/?space={space.id}" if space.live_chat else None,
    }


def sender_view(sender: Sender) -> Mapping[str, Any]:
    """A sender as docs/protocol.md has it: without its account."""
    return {
        "id": sender.id,
        "channel": sender.channel,
        "carrier": sender.carrier,
        "address": sender.address,
        "name": sender.name,
        "directions": sorted(sender.directions),
        "exclusive": sender.exclusive,
        "webhook_url": webhook_url(sender.carrier, sender.id),
    }


def _check_account(new: NewSender) -> None:
    needed = CARRIERS[new.carrier].CAPS.credentials
    missing = [key for key in needed if not new.account.get(key)]
    if missing:
        raise Invalid("invalid_account", f"The account needs {', '.join(missing)}.", "account")


def _check_address(address: str) -> str:
    """E.164, or a short code of three to eight digits."""
    address = address.strip()
    if address.isascii() and address.isdigit() and 3 <= len(address) <= 8:
        return address
    try:
        return check_phone(address)
    except Invalid as error:
        raise Invalid(error.code, error.title, "address") from error
