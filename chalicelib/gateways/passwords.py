"""Passwords as argon2id hashes with OWASP's least parameters: 19 MiB, two passes, one lane."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHash


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is right; without a hash it takes as long and answers no."""
    try:
        return _hasher().verify(password_hash or _nobody(), password) and password_hash is not None
    except (Argon2Error, InvalidHash):
        return False
