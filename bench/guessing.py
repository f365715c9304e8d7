"""What the time of an answer tells: signing in with an unknown address against a wrong password, with the real costs of hashing."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

import argon2
import pytest

from bench.meter import Meter
from chalicelib.gateways import passwords
from tests.world import PASSWORD, World, world

TRIES = 200
MOST_APART = 0.10
WAIT_SECONDS = 1000  # longer than any wait after failures
_HASHER = argon2.PasswordHasher  # a world replaces it by a cheaper one


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Medians of CPU milliseconds, without the emulator's share."""

    unknown_ms: float
    wrong_ms: float

    @property
    def apart(self) -> float:
        """By how much they differ, of the shorter."""
        return abs(self.unknown_ms - self.wrong_ms) / min(self.unknown_ms, self.wrong_ms)

    @property
    def within(self) -> bool:
        """Whether nobody can tell them apart by it."""
        return self.apart < MOST_APART


def timing() -> Timing:
    """Both ways in turn, so that whatever else happens on the machine happens to both."""
    with world() as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2, "PasswordHasher", _HASHER)
        passwords._hasher.cache_clear()
        passwords._nobody.cache_clear()
        email = made.space().agents[0].email
        meter = Meter(made)
        times: dict[str, list[float]] = {"nobody@acme.test": [], email: []}
        for _ in range(TRIES):
            for address, found in times.items():
                found.append(_try(made, meter, address))
    unknown, wrong = (statistics.median(found) for found in times.values())
    return Timing(unknown_ms=unknown, wrong_ms=wrong)


def _try(made: World, meter: Meter, email: str) -> float:
    made.wait(WAIT_SECONDS)
    body = {"email": email, "password": f"{PASSWORD}, but wrong"}
    (cost,) = meter.during(lambda: made.http("POST", "/sign-in", body))
    return cost.cpu_ms
