"""Whoever comes in between, and wherever: nothing is lost, doubled or left behind."""

from __future__ import annotations

import pytest

from tests.faults.interrupting import interleavings
from tests.faults.meetings import MEETINGS
from tests.faults.running import Theatre


@pytest.mark.parametrize("name", MEETINGS)
def test_two_that_meet_break_no_invariant(theatre: Theatre, name: str) -> None:
    meeting = MEETINGS[name]
    ways = [(meeting.one, meeting.other), (meeting.other, meeting.one)]
    wrong = {
        f"way {number}, {where}": found
        for number, way in enumerate(ways if meeting.one is not meeting.other else ways[:1])
        for where, found in interleavings(theatre, meeting, *way)
        if found
    }
    assert not wrong
