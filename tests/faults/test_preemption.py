"""Whoever comes in between, and wherever: nothing is lost, doubled or left behind."""

from __future__ import annotations

import pytest

from tests.faults.interrupting import both_ways
from tests.faults.meetings import MEETINGS
from tests.faults.running import Theatre


@pytest.mark.parametrize("name", MEETINGS)
def test_two_that_meet_break_no_invariant(theatre: Theatre, name: str) -> None:
    assert not both_ways(theatre, MEETINGS[name])
