"""Passwords as argon2id hashes with OWASP's least parameters: 19 MiB, two passes, one lane."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # here: no message ever needs it, and importing it takes as long as three of them

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hasher().hash(_form(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is right; without a hash it takes as long and answers no."""
    from argon2.exceptions import Argon2Error, InvalidHash

    nobody = _nobody()  # made by whoever comes first to a new sandbox, known or not
    try:
        _hasher().verify(password_hash or nobody, _form(password))
    except (Argon2Error, InvalidHash):
        return False
    return password_hash is not None


def _form(password: str) -> str:
    # Keyboards write the same letter in several ways (NIST SP 800-63B asks for one).
    return unicodedata.normalize("NFC", password)
