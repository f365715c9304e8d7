"""The only reader of the environment: each value is read when first asked for, so that importing needs none."""

from __future__ import annotations

import os
from functools import lru_cache

# Chalice packages by importing app.py, and tests import before they set anything: hence functions, not constants.


def stage() -> str:
    """The deployment stage: local, dev or prod."""
    return _read("STAGE", "unset")


def spaces_table() -> str:
    """Name of the table of spaces, senders, members, invitations and persons."""
    return _read("SPACES_TABLE")


def sessions_table() -> str:
    """Name of the table of what ends by itself: sessions, tickets, connections, throttles."""
    return _read("SESSIONS_TABLE")


def conversations_table() -> str:
    """Name of the table of conversation heads, their entries and carrier references; its stream is the outbox."""
    return _read("CONVERSATIONS_TABLE")


def desks_table() -> str:
    """Name of the table of agents' presence and load."""
    return _read("DESKS_TABLE")


def inbound_queue_url() -> str:
    """URL of the FIFO queue of what carriers told us."""
    return _read("INBOUND_QUEUE_URL")


def inbound_parked_url() -> str:
    """URL of the FIFO queue where inbound records that can never succeed wait for a person."""
    return _read("INBOUND_PARKED_URL")


def outbound_queue_url() -> str:
    """URL of the FIFO queue of messages to hand to carriers."""
    return _read("OUTBOUND_QUEUE_URL")


def socket_endpoint() -> str:
    """URL of the API Gateway management API through which frames are pushed."""
    return _read("SOCKET_ENDPOINT")


def public_url() -> str:
    """Origin under which people and carriers reach us, without a trailing slash; never taken from a request."""
    return _read("PUBLIC_URL").rstrip("/")


def mail_from() -> str:
    """The verified SES address that invitations come from."""
    return _read("MAIL_FROM")


def identity_secret() -> str:
    """Name of the secret that keys person ids."""
    return _read("IDENTITY_SECRET")


def account_secrets_prefix() -> str:
    """Prefix of the secrets that hold carrier accounts' credentials."""
    return _read("ACCOUNT_SECRETS_PREFIX")


def carrier_url(carrier: str, default: str) -> str:
    """Base URL of a carrier's API; another than the vendor's only where a simulator plays the carrier."""
    return os.environ.get(f"{carrier.upper()}_URL", default).rstrip("/")


@lru_cache
def _read(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise RuntimeError(f"The environment variable {name} is not set.")
    return value
