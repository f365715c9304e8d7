"""An outage is longer than any SDK repeats for; what was acknowledged waits in its queue until it is over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.injecting import Injector
from tests.faults.invariants import violations
from tests.faults.running import Theatre
from tests.faults.situations import opened, writes
from tests.world_cloud import Call, Commit


class Outage:
    """One service answers a function with nothing but errors until a time."""

    def __init__(self, theatre: Theatre, function: str, seconds: int) -> None:
        self.clock, self.function = theatre.world.clock, function
        self.end = self.clock.moment + seconds
        self.error = Injector(frozenset({function}), "outage")

    def __call__(self, call: Call, commit: Commit, request: Any) -> Any:
        """Let one attempt happen, once it is over."""
        if call.function == self.function and call.service == "dynamodb" and self.clock.moment < self.end:
            self.error.at = len(self.error.trace) + 1
            return self.error(call, commit, request)
        return commit()


@pytest.mark.parametrize("seconds", [30, 300])
def test_no_acknowledged_message_is_given_up_in_an_outage_of_minutes(theatre: Theatre, seconds: int) -> None:
    stage = theatre.stage(opened)
    writes(stage, "Are you there?", "SM-2")
    theatre.world.cloud.interfere = Outage(theatre, "inbound", seconds)
    theatre.world.drain()
    stage.settle()
    stage.heal()
    assert not violations(stage)
