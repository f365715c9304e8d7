"""Secrets Manager: the key of person ids, and carrier accounts' credentials, which are written here and never shown again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from chalicelib import settings
from chalicelib.gateways.clients import client

KEPT_SECONDS = 300

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


def store_credentials(account_id: str, values: Mapping[str, str]) -> str:
    """Keep a carrier account's credentials under a new name, which is the answer; one call."""
    name = settings.account_secrets_prefix() + account_id
    client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(dict(values)))
    return name


def _read(name: str) -> str:
    kept_at, value = _kept.get(name, (0.0, ""))
    if not value or time.monotonic() - kept_at > KEPT_SECONDS:
        value = client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
        _kept[name] = (time.monotonic(), value)
    return value
