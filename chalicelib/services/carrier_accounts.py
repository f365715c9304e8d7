"""Accounts with carriers: the credentials go into a secret of their own, are never shown again, and can be replaced and tried."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import settings
from chalicelib.domain.errors import Conflict, Contended, Invalid, NotFound
from chalicelib.domain.ids import AccountId, SpaceId
from chalicelib.domain.spaces import Account, check_name
from chalicelib.gateways import secrets
from chalicelib.gateways.carriers import CARRIERS
from chalicelib.services.carrier_calls import webhook_url
from chalicelib.stores import aftermath, carrier_accounts, spaces
from chalicelib.stores.aftermath import Leftover

ATTEMPTS = 8
ID_BYTES = 10
CREDENTIAL_CHARACTERS = 8192  # a private key has some 1,700


def carriers() -> list[dict[str, Any]]:
    """What can be chosen from: each carrier with its channels, the fields of an account, and its name for a sender's id."""
    return [
        {
            "name": name,
            "channels": sorted(carrier.CAPS.channels),
            "credentials": list(carrier.CAPS.credentials),
            "sender_key": carrier.CAPS.sender_key,
        }
        for name, carrier in CARRIERS.items()
    ]


def add(space_id: SpaceId, carrier: str, name: str, credentials: Mapping[str, str], now: datetime) -> Account:
    """An account of the space with a carrier; Invalid, NotFound."""
    space = spaces.get(space_id)
    if carrier not in CARRIERS:
        raise Invalid("unknown_carrier", f"Choose one of: {', '.join(CARRIERS)}.", "carrier")
    account_id = AccountId("ac_" + random.token_hex(ID_BYTES))
    account = Account(
        id=account_id,
        space_id=space.id,
        carrier=carrier,
        name=check_name(name),
        secret=settings.account_secrets_prefix() + account_id,
        created_at=now,
        credentials_at=now,
    )
    # The secret first: an account without one could verify nothing, a secret without an account harms nobody.
    secrets.store_credentials(account.secret, _checked(carrier, credentials))
    carrier_accounts.create(account)
    return account


def replace_credentials(
    space_id: SpaceId, account_id: AccountId, credentials: Mapping[str, str], now: datetime
) -> Account:
    """Other credentials for all senders on the account, everywhere within a minute; Invalid, NotFound."""
    account = own(space_id, account_id)
    secrets.replace_credentials(account.secret, _checked(account.carrier, credentials))
    return carrier_accounts.replaced(account, now)


def check(space_id: SpaceId, account_id: AccountId, now: datetime) -> Account:
    """Ask the carrier whether the credentials are good, and keep what it said; NotFound."""
    account = own(space_id, account_id)
    carrier = CARRIERS[account.carrier]
    credentials = secrets.credentials(account.secret, fresh=True)
    said = carrier.check(credentials, settings.carrier_url(account.carrier, carrier.CAPS.base_url))
    return carrier_accounts.checked(account, said.value, now)


def remove(space_id: SpaceId, account_id: AccountId) -> None:
    """The account is gone and, through the stream, its credentials; Conflict while senders stand on it, NotFound."""
    for _ in range(ATTEMPTS):
        account = own(space_id, account_id)
        if account.senders:
            stand = "1 sender stands" if account.senders == 1 else f"{account.senders} senders stand"
            raise Conflict("account_in_use", f"{stand} on this account. Remove them, or move them to another account.")
        if carrier_accounts.delete(account_id):
            return
    raise Contended


def forget(leftover: Leftover) -> None:
    """Delete the credentials that a removed account or sender has left behind; harmless when repeated."""
    secrets.delete_credentials(settings.account_secrets_prefix() + leftover.owner)
    aftermath.forgotten(leftover)


def own(space_id: SpaceId, account_id: AccountId) -> Account:
    """An account of this space; NotFound."""
    account = carrier_accounts.get(account_id)
    if account.space_id != space_id:
        raise NotFound
    return account


def account_view(account: Account) -> dict[str, Any]:
    """An account as docs/protocol.md has it: nothing of its credentials."""
    return {
        "id": account.id,
        "carrier": account.carrier,
        "name": account.name,
        "created_at": account.created_at,
        "credentials_at": account.credentials_at,
        "checked_at": account.checked_at,
        "health": account.health,
        "senders": account.senders,
        "webhook_url": webhook_url(account.carrier, account.id),
    }


def _checked(carrier: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """What the carrier needs and nothing else, without the space around it that comes with copying; Invalid."""
    needed = CARRIERS[carrier].CAPS.credentials
    given = {key: value.strip() for key, value in credentials.items()}
    missing = [key for key in needed if not given.get(key)]
    if missing:
        raise Invalid("invalid_credentials", f"The account needs {', '.join(missing)}.", missing[0])
    unknown = len(given.keys() - set(needed))
    if unknown:
        raise Invalid("invalid_credentials", f"The account has nothing but {', '.join(needed)}.", "credentials")
    long = [key for key in needed if len(given[key]) > CREDENTIAL_CHARACTERS]
    if long:
        raise Invalid("invalid_credentials", f"{long[0]} is longer than {CREDENTIAL_CHARACTERS} characters.", long[0])
    return given
