"""Senders of a space: support sets them up on accounts with carriers (R9), an admin keeps some to Live Chat alone (R14)."""

from __future__ import annotations

import secrets as random
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.errors import Conflict, Contended, Invalid, NotFound
from chalicelib.domain.ids import AccountId, SenderId, SpaceId, is_id
from chalicelib.domain.messages import Channel, Direction
from chalicelib.domain.spaces import Account, Sender, check_exclusive, check_name, check_sender, check_sender_key
from chalicelib.gateways.carriers import CARRIERS
from chalicelib.services import carrier_accounts
from chalicelib.services.carrier_calls import webhook_url
from chalicelib.services.phones import check_phone
from chalicelib.stores import conversations, senders, spaces

ATTEMPTS = 8
ID_BYTES = 10
PAGE, PAGES_AT_MOST = 100, 50


class NewSender(Struct, frozen=True, kw_only=True):
    """What support says of a sender; `sender_key` is the carrier's own name for it, where it has one."""

    channel: Channel
    account_id: str
    address: str
    name: str
    directions: frozenset[Direction]
    sender_key: str | None = None
    exclusive: bool = False


class Changes(Struct, frozen=True, kw_only=True):
    """What of a sender is to be otherwise; None leaves it as it is, an empty `sender_key` takes it away."""

    name: str | None = None
    account_id: str | None = None
    sender_key: str | None = None


def add(space_id: SpaceId, new: NewSender) -> Sender:
    """A sender of the space on one of its accounts; Invalid (R9), Conflict for an address or key in use, NotFound."""
    check_sender(spaces.get(space_id), new.channel, new.directions)
    account = _account(space_id, new.account_id)
    if new.channel not in CARRIERS[account.carrier].CAPS.channels:
        raise Invalid("channel_not_carried", f"This carrier does not have {new.channel.value}.", "channel")
    sender = Sender(
        id=SenderId("sn_" + random.token_hex(ID_BYTES)),
        space_id=space_id,
        channel=new.channel,
        carrier=account.carrier,
        address=check_address(new.address),
        name=check_name(new.name),
        directions=new.directions,
        exclusive=new.exclusive,
        account=account.secret,
        id_key=random.token_hex(32),
        account_id=account.id,
        sender_key=check_sender_key(new.sender_key),
    )
    senders.create(sender)
    return sender


def change(space_id: SpaceId, sender_id: SenderId, changes: Changes) -> Sender:
    """Rename it, tell its key, or move it to another account of the same carrier; Invalid, Conflict, NotFound."""
    for _ in range(ATTEMPTS):
        old = own(space_id, sender_id)
        new = _changed(old, changes)
        if new == old or senders.change(old, new):
            return new
    raise Contended


def remove(space_id: SpaceId, sender_id: SenderId, now: datetime) -> None:
    """Out of the space, where none of its conversations is open; what was said stays. Conflict, NotFound."""
    for _ in range(ATTEMPTS):
        sender = own(space_id, sender_id)
        _check_nothing_open(sender)
        if senders.remove(sender, now):
            return
    raise Contended


def set_exclusive(space_id: SpaceId, sender_id: SenderId, exclusive: bool) -> Sender:
    """Exclusive to Live Chat or not: counts for messages that come from now on, everywhere within a minute. Invalid, Conflict, NotFound."""
    sender = own(space_id, sender_id)
    if exclusive:
        check_exclusive(sender, campaigns=())  # nothing else can use a sender yet
    senders.set_exclusive(sender, exclusive)
    return replace(sender, exclusive=exclusive)


def own(space_id: SpaceId, sender_id: SenderId) -> Sender:
    """A sender of this space; NotFound."""
    sender = senders.get(sender_id)
    if sender.space_id != space_id or sender.removed_at:
        raise NotFound
    return sender


def sender_view(sender: Sender) -> dict[str, Any]:
    """A sender as docs/protocol.md has it for admins: without its account."""
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


def support_view(sender: Sender) -> dict[str, Any]:
    """The same for the support team: with the account that it stands on, and nothing of the credentials."""
    return {**sender_view(sender), "account_id": sender.account_id, "sender_key": sender.sender_key}


def check_address(address: str) -> str:
    """E.164, or a short code of three to eight digits."""
    address = address.strip()
    if address.isascii() and address.isdigit() and 3 <= len(address) <= 8:
        return address
    try:
        return check_phone(address)
    except Invalid as error:
        raise Invalid(error.code, error.title, "address") from error


def _account(space_id: SpaceId, account_id: str) -> Account:
    try:
        if is_id(account_id):
            return carrier_accounts.own(space_id, AccountId(account_id))
    except NotFound:
        pass
    raise Invalid("unknown_account", "Choose one of the accounts of this space.", "account_id")


def _changed(old: Sender, changes: Changes) -> Sender:
    new = old
    if changes.name is not None:
        new = replace(new, name=check_name(changes.name))
    if changes.sender_key is not None:
        new = replace(new, sender_key=check_sender_key(changes.sender_key))
    if changes.account_id is not None and changes.account_id != old.account_id:
        account = _account(old.space_id, changes.account_id)
        if account.carrier != old.carrier:
            raise Invalid("other_carrier", "This account is with another carrier.", "account_id")
        new = replace(new, account_id=account.id, account=account.secret)
    return new


def _check_nothing_open(sender: Sender) -> None:
    cursor = None
    for _ in range(PAGES_AT_MOST):
        page = conversations.open_in(sender.space_id, cursor, PAGE)
        if any(head.sender.id == sender.id for head in page.conversations):
            break
        cursor = page.cursor
        if cursor is None:
            return
    # Also where the space has more open conversations than can be looked through at once.
    raise Conflict("conversations_open", f"Conversations on {sender.name} may still be open. Resolve them first.")
