"""Secrets Manager: the key of person ids, and carrier accounts' credentials, which are written here and never shown again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress

from chalicelib import settings
from chalicelib.domain.errors import NotFound
from chalicelib.gateways.clients import client

KEPT_SECONDS = 60  # how long a function may use credentials that were replaced
RECHECK_SECONDS = 10

_kept: dict[str, tuple[float, str]] = {}


def identity_key() -> str:
    """The key under which e-mail addresses become person ids; never changes."""
    return _read(settings.identity_secret())


def credentials(account: str, fresh: bool = False) -> Mapping[str, str]:
    """A carrier account's credentials, remembered for a minute; `fresh` asks again, for when they just failed. NotFound."""
    if fresh:
        _kept.pop(account, None)
    try:
        found: Mapping[str, str] = json.loads(_read(account))
    except client("secretsmanager").exceptions.ResourceNotFoundException:
        raise NotFound from None
    return found


def is_stale(account: str) -> bool:
    """Whether the remembered credentials are old enough to be asked for again, so that forgeries cannot make us ask each time."""
    kept_at, _ = _kept.get(account, (0.0, ""))
    return time.monotonic() - kept_at > RECHECK_SECONDS


def store_credentials(account: str, values: Mapping[str, str]) -> None:
    """Keep a carrier account's credentials under a name that was just drawn; one call."""
    manager = client("secretsmanager")
    with suppress(manager.exceptions.ResourceExistsException):  # ours: an answer was lost
        manager.create_secret(Name=account, SecretString=json.dumps(dict(values)))


def replace_credentials(account: str, values: Mapping[str, str]) -> None:
    """Put others in their place; one call; NotFound."""
    manager = client("secretsmanager")
    try:
        manager.put_secret_value(SecretId=account, SecretString=json.dumps(dict(values)))
    except manager.exceptions.ResourceNotFoundException:
        raise NotFound from None
    _kept.pop(account, None)


def delete_credentials(account: str) -> None:
    """Forget them at once and for good, also where they are gone already; one call."""
    manager = client("secretsmanager")
    with suppress(manager.exceptions.ResourceNotFoundException):
        manager.delete_secret(SecretId=account, ForceDeleteWithoutRecovery=True)
    _kept.pop(account, None)


def _read(name: str) -> str:
    kept_at, value = _kept.get(name, (0.0, ""))
    if not value or time.monotonic() - kept_at > KEPT_SECONDS:
        value = client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        _kept[name] = (time.monotonic(), value)
    return value
