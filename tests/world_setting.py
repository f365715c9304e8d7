"""What a world puts in place of the surroundings: environment, clock, network; all of it taken back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import argon2
import botocore.endpoint
import botocore.retries.standard
import pytest
import urllib3
from botocore.retries.quota import RetryQuota

from chalicelib import settings
from chalicelib.gateways import clients, passwords, secrets
from chalicelib.handlers import web
from chalicelib.services import accounts
from chalicelib.stores import carrier_accounts, senders, tables
from tests import world_cloud, world_template
from tests.world_carrier import Carrier
from tests.world_clock import Clock
from tests.world_cloud import Cloud

_AWS = {
    "AWS_ACCESS_KEY_ID": world_cloud.ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": "no secret",
    "AWS_DEFAULT_REGION": world_template.REGION,
    "AWS_REGION": world_template.REGION,
}
_TIMED = (botocore.endpoint, tables, senders, carrier_accounts, secrets)
_quotas: list[RetryQuota] = []
_clients_made: list[bool] = []


@contextmanager
def around() -> Iterator[None]:
    """The environment of a function, and no client that was made in another one."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**_AWS, **world_template.environment()}.items():
            patch.setenv(name, value)
        for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        _forget_settings()
        if not _clients_made:
            # Those made before could reach the network. Ours are kept from world to world, as making them is slow.
            clients.client.cache_clear()
            tables.shared_connection.cache_clear()
            _clients_made.append(True)
        try:
            yield
        finally:
            _forget_settings()


@contextmanager
def playing(cloud: Cloud, carrier: Carrier, clock: Clock) -> Iterator[None]:
    """AWS, the carrier and the time are this world's."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (*_TIMED, *world_cloud.modules()):
            patch.setattr(module, "time", clock)
        patch.setattr(web, "datetime", clock)
        patch.setattr(urllib3.PoolManager, "urlopen", carrier.urlopen)
        # The rules of hashing stay, its costs go: nobody is to be kept from guessing here.
        patch.setattr(argon2, "PasswordHasher", _CheapHasher)
        patch.setattr(botocore.retries.standard.quota, "RetryQuota", _quota)
        world_cloud.ACTIVE.append(cloud)
        forget_warm_values()
        try:
            yield
        finally:
            world_cloud.ACTIVE.remove(cloud)


def forget_warm_values() -> None:
    """What a new sandbox does not know: senders, accounts, secrets, and how often botocore had to retry."""
    senders._sender_in_minute.cache_clear()
    senders._claimed_in_minute.cache_clear()
    carrier_accounts._account_in_minute.cache_clear()
    secrets._kept.clear()
    for quota in _quotas:
        quota.release(RetryQuota.INITIAL_CAPACITY)


def make_support(email: str, password: str) -> None:
    """The first person of the support team, whom a command line makes on AWS."""
    accounts.first_support(email, "Sue", password)


def _quota(*args: Any, **kwargs: Any) -> RetryQuota:
    _quotas.append(RetryQuota(*args, **kwargs))
    return _quotas[-1]


def _forget_settings() -> None:
    settings._read.cache_clear()
    passwords._hasher.cache_clear()
    passwords._nobody.cache_clear()


class _CheapHasher(argon2.PasswordHasher):
    def __init__(self, **_costs: int) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
