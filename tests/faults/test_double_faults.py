"""Two faults in one run, drawn by chance: misfortune comes in pairs, and all pairs would take hours."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.faults.injecting import KINDS, OUTAGE_CALLS, Injector, can_happen
from tests.faults.running import Theatre, play
from tests.faults.scenarios import SCENARIOS
from tests.world_cloud import Call, Commit

FUNCTIONS = frozenset({"app", "inbound", "outbound", "relay", "mail", "sweep", "ws_connect", "ws_message"})
# A page that closes is announced once only, so the loss of that cannot be made good by anybody who asks again.
NAMES = sorted(SCENARIOS.keys() - {"leave"})
CALLS, RUNS = 40, 30


class Faults(Injector):
    """Spoils several calls, each in its own way: `plan` maps the number of a call to a kind."""

    def __init__(self, plan: dict[int, str]) -> None:
        super().__init__(FUNCTIONS)
        self.plan = plan

    def __call__(self, call: Call, commit: Commit, request: Any) -> Any:
        """Let one attempt happen, or not."""
        at = len(self.trace) + 1
        due = [kind for start, kind in self.plan.items() if start <= at < start + _length(kind)]
        self.kind = next((kind for kind in due if can_happen(kind, call)), None)
        self.at = at
        return super().__call__(call, commit, request)


@pytest.mark.parametrize("seed", range(4))
def test_no_two_faults_break_an_invariant(theatre: Theatre, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 the same runs each time
    for _ in range(RUNS):
        name = chance.choice(NAMES)
        plan = {chance.randint(1, CALLS): chance.choice(KINDS) for _ in range(2)}
        assert not play(theatre, SCENARIOS[name], Faults(plan)), (name, plan)


def _length(kind: str) -> int:
    return OUTAGE_CALLS if kind == "outage" else 1
