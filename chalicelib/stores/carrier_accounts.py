"""Accounts with carriers; their credentials are not here, only the name of the secret that holds them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.errors import NotFound
from chalicelib.domain.ids import AccountId, SpaceId
from chalicelib.domain.spaces import Account
from chalicelib.stores.spaces import SpacesRow, looked_up
from chalicelib.stores.tables import InstantAttribute, IntegerAttribute, condition_failed

ACCOUNT = "ACCOUNT"


class AccountRow(SpacesRow):
    """pk = the account, sk = ACCOUNT; counts the senders that stand on it."""

    space_id = UnicodeAttribute()
    carrier = UnicodeAttribute()
    name = UnicodeAttribute()
    secret = UnicodeAttribute()
    created_at = InstantAttribute()
    credentials_at = InstantAttribute()
    checked_at = InstantAttribute(null=True)
    health = UnicodeAttribute(null=True)
    senders = IntegerAttribute()


def create(account: Account) -> None:
    """A new account; one conditional put. Its id was just drawn, so one that is there is this one, whose answer was lost."""
    row = AccountRow(
        pk=account.id,
        sk=ACCOUNT,
        lookup=f"ACCOUNTS#{account.space_id}",
        lookup_sort=f"{account.name.casefold()}#{account.id}",
        space_id=account.space_id,
        carrier=account.carrier,
        name=account.name,
        secret=account.secret,
        created_at=account.created_at,
        credentials_at=account.credentials_at,
        senders=0,
    )
    try:
        row.save(condition=AccountRow.pk.does_not_exist())
    except PutError as error:
        if not condition_failed(error):
            raise


def get(account_id: AccountId) -> Account:
    """One consistent read; NotFound."""
    try:
        return _account(AccountRow.get(account_id, ACCOUNT, consistent_read=True))
    except DoesNotExist:
        raise NotFound from None


def settled(account_id: AccountId) -> Account:
    """The same, remembered for a minute while the function is warm."""
    return _account_in_minute(account_id, int(time.monotonic() // 60))


def of_space(space_id: SpaceId) -> list[Account]:
    """A space's accounts by name; one query of the index, and a consistent batch read per 100."""
    return [_account(row) for row in looked_up(AccountRow, f"ACCOUNTS#{space_id}")]


def replaced(account: Account, now: datetime) -> Account:
    """It has other credentials, of which nobody knows whether they are good; one conditional write; NotFound."""
    actions = [AccountRow.credentials_at.set(now), AccountRow.checked_at.remove(), AccountRow.health.remove()]
    return _updated(account.id, actions, AccountRow.pk.exists())


def checked(account: Account, health: str, now: datetime) -> Account:
    """What the carrier said of its credentials, unless they were replaced since it was read; one conditional write; NotFound."""
    with suppress(NotFound):
        actions = [AccountRow.checked_at.set(now), AccountRow.health.set(health)]
        return _updated(account.id, actions, AccountRow.credentials_at == account.credentials_at)
    return get(account.id)


def delete(account_id: AccountId) -> bool:
    """Gone, unless a sender stands on it, then False; one conditional delete. The stream tells to forget its credentials."""
    try:
        row_of(account_id).delete(condition=AccountRow.senders == 0)
    except DeleteError as error:
        if condition_failed(error):
            return False
        raise
    return True


def row_of(account_id: AccountId) -> AccountRow:
    """The row, to be changed."""
    return AccountRow(pk=account_id, sk=ACCOUNT)


def serves(carrier: str) -> Condition:
    """Holds where the account is there for senders of this carrier."""
    condition: Condition = AccountRow.carrier == carrier
    return condition


@lru_cache(maxsize=256)
def _account_in_minute(account_id: AccountId, _minute: int) -> Account:
    return get(account_id)


def _updated(account_id: AccountId, actions: Sequence[Action], condition: Condition) -> Account:
    row = row_of(account_id)
    try:
        row.update(list(actions), condition=condition)
    except UpdateError as error:
        if condition_failed(error):
            raise NotFound from None
        raise
    return _account(row)


def _account(row: AccountRow) -> Account:
    return Account(
        id=AccountId(row.pk),
        space_id=SpaceId(row.space_id),
        carrier=row.carrier,
        name=row.name,
        secret=row.secret,
        created_at=row.created_at,
        credentials_at=row.credentials_at,
        checked_at=row.checked_at,
        health=row.health,
        senders=row.senders,
    )
