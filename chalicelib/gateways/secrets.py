"""Secrets Manager: the key of person ids, and carrier accounts' credentials, which are written here and never shown again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from chalicelib import settings
from chalicelib.gateways.clients import client

KEPT_SECONDS = 300
RECHECK_SECONDS = 10

_kept: dict[str, tuple[float, str]] = {}


def identity_key() -> str:
    """The key under which e-mail addresses become person ids; never changes."""
    return _read(settings.identity_secret())


def credentials(account: str, fresh: bool = False) -> Mapping[str, str]:
    """A carrier account's credentials, remembered for five minutes; `fresh` asks again, for when they just failed."""
    if fresh:
        _kept.pop(account, None)
    found: Mapping[str, str] = json.loads(_read(account))
    return found


def is_stale(account: str) -> bool:
    """Whether the remembered credentials are old enough to be asked for again, so that forgeries cannot make us ask each time."""
    kept_at, _ = _kept.get(account, (0.0, ""))
    return time.monotonic() - kept_at > RECHECK_SECONDS


def store_credentials(account: str, values: Mapping[str, str]) -> None:
    """Keep a carrier account's credentials under a new name; one call."""
    client("secretsmanager").create_secret(Name=account, SecretString=json.dumps(dict(values)))


def _read(name: str) -> str:
    kept_at, value = _kept.get(name, (0.0, ""))
    if not value or time.monotonic() - kept_at > KEPT_SECONDS:
        value = client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        _kept[name] = (time.monotonic(), value)
    return value
