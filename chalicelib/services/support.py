"""What the platform's support team does for a space: make it, find it, say where it is, and close its Live Chat (R1)."""

from __future__ import annotations

import secrets as random
from contextlib import suppress
from datetime import datetime
from typing import Any

from chalicelib import settings
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.ids import SpaceId
from chalicelib.domain.messages import Channel
from chalicelib.domain.spaces import Space, check_name
from chalicelib.services.invitations import seat_counter
from chalicelib.services.phones import check_country
from chalicelib.services.senders import check_address
from chalicelib.stores import senders, spaces

ID_BYTES = 10


def create_space(name: str, country: str | None = None) -> Space:
    """A space without Live Chat; `country` is where phone numbers without a country code belong."""
    space_id = SpaceId("sp_" + random.token_hex(ID_BYTES))
    space = Space(id=space_id, name=check_name(name), country=check_country(country))
    spaces.create(space)
    return space


def find(words: str) -> list[Space]:
    """Spaces by name: those whose name or id holds the words, and whose sender has them as its address; all for no words."""
    spelt, owners = words.strip().casefold(), _owners(words)
    return [
        space for space in spaces.every() if spelt in space.name.casefold() or spelt in space.id or space.id in owners
    ]


def set_country(space_id: SpaceId, country: str | None) -> Space:
    """Where phone numbers without a country code belong, None for nowhere; Invalid, NotFound."""
    return spaces.set_country(space_id, check_country(country))


def deactivate(space_id: SpaceId, now: datetime) -> Space:
    """Live Chat is closed for everyone: at once over HTTP, and through the stream for open sockets. All is kept. NotFound."""
    return spaces.deactivate(space_id, now)


def space_view(space: Space) -> dict[str, Any]:
    """A space as docs/protocol.md has it."""
    return {
        "id": space.id,
        "name": space.name,
        "channels": sorted(space.channels),
        "country": space.country,
        "live_chat": space.live_chat,
        "seats": seat_counter(space),
        "direct_url": f"{settings.public_url()}/?space={space.id}" if space.live_chat else None,
    }


def _owners(words: str) -> set[SpaceId]:
    """The spaces whose sender has this address; none for what is no address."""
    owners = set[SpaceId]()
    try:
        address = check_address(words)
    except Invalid:
        return owners
    for channel in Channel:
        with suppress(NotFound):
            owners.add(senders.get(senders.at(channel, address)).space_id)
    return owners
