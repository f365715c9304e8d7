"""Senders, and who has which address: rows ADDRESS and SENDER_KEY lead to a sender in one read, and no two can claim one."""

from __future__ import annotations

import time
from datetime import datetime
from functools import lru_cache

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.ids import AccountId, SenderId, SpaceId
from chalicelib.domain.messages import Channel, Direction
from chalicelib.domain.spaces import Sender
from chalicelib.stores.carrier_accounts import AccountRow, row_of, serves
from chalicelib.stores.spaces import SpacesRow, looked_up
from chalicelib.stores.tables import InstantAttribute, Transaction, condition_failed

SENDER, ADDRESS, KEY = "SENDER", "ADDRESS", "SENDER_KEY"


class SenderRow(SpacesRow):
    """pk = the sender, sk = SENDER; a removed one is no longer in the index."""

    space_id = UnicodeAttribute()
    channel = UnicodeAttribute()
    carrier = UnicodeAttribute()
    address = UnicodeAttribute()
    name = UnicodeAttribute()
    directions = UnicodeSetAttribute()
    exclusive = BooleanAttribute()
    account = UnicodeAttribute()
    id_key = UnicodeAttribute()
    account_id = UnicodeAttribute(null=True)
    sender_key = UnicodeAttribute(null=True)
    removed_at = InstantAttribute(null=True)
    aftermath_at = InstantAttribute(null=True)


def create(sender: Sender) -> None:
    """A sender, its claims on address and key, and its place on the account, in one transaction; Conflict, NotFound (the account)."""
    tx = Transaction()
    tx.create("address", _claim(*_address(sender.channel, sender.address), sender))
    tx.create("sender", _row(sender))
    _stand(tx, None, sender)
    _check(tx.commit())


def get(sender_id: SenderId) -> Sender:
    """One consistent read, removed senders too; NotFound."""
    try:
        return _sender(SenderRow.get(sender_id, SENDER, consistent_read=True))
    except DoesNotExist:
        raise NotFound from None


def settled(sender_id: SenderId) -> Sender:
    """The same, remembered for a minute while the function is warm: the carrier's requests would ask for it each time."""
    return _sender_in_minute(sender_id, _minute())


def at(channel: Channel, address: str) -> SenderId:
    """Whose address it is; one consistent read, remembered for a minute while warm; NotFound."""
    return _claimed_in_minute(*_address(channel, address), _minute())


def keyed(account_id: AccountId, channel: Channel, key: str) -> SenderId:
    """Which sender of the account the carrier calls so; one consistent read, remembered for a minute while warm; NotFound."""
    return _claimed_in_minute(*_key(account_id, channel, key), _minute())


def of_space(space_id: SpaceId) -> list[Sender]:
    """A space's senders by address; one query of the index, and a consistent batch read per 100."""
    return [_sender(row) for row in looked_up(SenderRow, f"SENDERS#{space_id}")]


def change(old: Sender, new: Sender) -> bool:
    """Another name, key or account, in one transaction; False where the sender is not as it was read. Conflict, NotFound."""
    tx = Transaction()
    row = SenderRow(pk=old.id, sk=SENDER)
    actions = [SenderRow.name.set(new.name), SenderRow.account.set(new.account)]
    for attribute, value in ((SenderRow.account_id, new.account_id), (SenderRow.sender_key, new.sender_key)):
        actions.append(attribute.set(value) if value else attribute.remove())
    tx.update("sender", row, actions, _as_read(old))
    _stand(tx, old, new)
    refused = tx.commit()
    if "sender" in refused:
        return False
    _check(refused)
    return True


def set_exclusive(sender: Sender, exclusive: bool) -> None:
    """Exclusive to Live Chat or not (R14); one conditional write; NotFound where it was removed meanwhile."""
    try:
        SenderRow(pk=sender.id, sk=SENDER).update(
            [SenderRow.exclusive.set(exclusive)],
            condition=SenderRow.pk.exists() & SenderRow.removed_at.does_not_exist(),
        )
    except UpdateError as error:
        if condition_failed(error):
            raise NotFound from None
        raise


def remove(old: Sender, now: datetime) -> bool:
    """Out of the space, its address free again, in one transaction; False where the sender is not as it was read.

    The row stays for what is under way. The stream tells to forget the secret that it had of its own before it stood on an account, if any.
    """
    tx = Transaction()
    actions = [SenderRow.removed_at.set(now), SenderRow.lookup.remove(), SenderRow.lookup_sort.remove()]
    actions.append(SenderRow.aftermath_at.set(now))
    tx.update("sender", SenderRow(pk=old.id, sk=SENDER), actions, _as_read(old))
    pk, sk = _address(old.channel, old.address)
    tx.delete("address", SpacesRow(pk=pk, sk=sk), SpacesRow.lookup_sort == old.id)
    _stand(tx, old, None)
    return not tx.commit()


def _stand(tx: Transaction, old: Sender | None, new: Sender | None) -> None:
    """What the places on accounts and the claims on keys become."""
    before, after = _standing(old), _standing(new)
    if (old and old.account_id) != (new and new.account_id):
        if old and old.account_id:
            tx.update("left", row_of(old.account_id), [AccountRow.senders.add(-1)], AccountRow.pk.exists())
        if new and new.account_id:
            tx.update("account", row_of(new.account_id), [AccountRow.senders.add(1)], serves(new.carrier))
    if before != after:
        if old and before:
            tx.delete("unkey", SpacesRow(pk=before[0], sk=before[1]), SpacesRow.lookup_sort == old.id)
        if new and after:
            tx.create("key", _claim(*after, new))


def _standing(sender: Sender | None) -> tuple[str, str] | None:
    if sender is None or sender.account_id is None or sender.sender_key is None:
        return None
    return _key(sender.account_id, sender.channel, sender.sender_key)


def _check(refused: frozenset[str]) -> None:
    if "address" in refused:
        raise Conflict("address_taken", "This address is already a sender.", "address")
    if "key" in refused:
        raise Conflict("sender_key_taken", "Another sender of this account has this id at the carrier.", "sender_key")
    if refused:
        raise NotFound


def _as_read(old: Sender) -> Condition:
    condition: Condition = SenderRow.pk.exists() & SenderRow.removed_at.does_not_exist()
    for attribute, value in ((SenderRow.account_id, old.account_id), (SenderRow.sender_key, old.sender_key)):
        condition &= attribute == value if value else attribute.does_not_exist()
    return condition


def _address(channel: Channel, address: str) -> tuple[str, str]:
    return f"ADDRESS#{channel.value}#{address}", ADDRESS


def _key(account_id: AccountId, channel: Channel, key: str) -> tuple[str, str]:
    return f"SENDER_KEY#{account_id}#{channel.value}#{key}", KEY


def _claim(pk: str, sk: str, sender: Sender) -> SpacesRow:
    return SpacesRow(pk=pk, sk=sk, lookup_sort=sender.id)


def _minute() -> int:
    return int(time.monotonic() // 60)


@lru_cache(maxsize=256)
def _sender_in_minute(sender_id: SenderId, _now: int) -> Sender:
    return get(sender_id)


@lru_cache(maxsize=1024)
def _claimed_in_minute(pk: str, sk: str, _now: int) -> SenderId:
    try:
        return SenderId(SpacesRow.get(pk, sk, consistent_read=True).lookup_sort or "")
    except DoesNotExist:
        raise NotFound from None


def _row(sender: Sender) -> SenderRow:
    return SenderRow(
        pk=sender.id,
        sk=SENDER,
        lookup=f"SENDERS#{sender.space_id}",
        lookup_sort=sender.address,
        space_id=sender.space_id,
        channel=sender.channel.value,
        carrier=sender.carrier,
        address=sender.address,
        name=sender.name,
        directions={each.value for each in sender.directions},
        exclusive=sender.exclusive,
        account=sender.account,
        id_key=sender.id_key,
        account_id=sender.account_id,
        sender_key=sender.sender_key,
    )


def _sender(row: SenderRow) -> Sender:
    return Sender(
        id=SenderId(row.pk),
        space_id=SpaceId(row.space_id),
        channel=Channel(row.channel),
        carrier=row.carrier,
        address=row.address,
        name=row.name,
        directions=frozenset(Direction(each) for each in row.directions),
        exclusive=row.exclusive,
        account=row.account,
        id_key=row.id_key,
        account_id=AccountId(row.account_id) if row.account_id else None,
        sender_key=row.sender_key,
        removed_at=row.removed_at,
    )
