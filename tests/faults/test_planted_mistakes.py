"""The harness can fail: whatever mistake is planted, it is caught, and some by nothing but pre-emption."""

from __future__ import annotations

import pytest

from tests.faults.interrupting import interleavings
from tests.faults.meetings import MEETINGS
from tests.faults.mistakes import MISTAKES, Mistake
from tests.faults.running import Theatre, single_faults
from tests.faults.scenarios import SCENARIOS

TELLING = ("crash_before", "crash_after", "lost_answer", "tx_conflict")  # the others differ in nothing that is written


def catches(theatre: Theatre, mistake: Mistake) -> bool:
    """Whether one of the runs that should catch it finds something wrong."""
    if mistake.meeting:
        meeting = MEETINGS[mistake.meeting]
        runs = interleavings(theatre, meeting, meeting.one, meeting.other)
    else:
        runs = single_faults(theatre, SCENARIOS[mistake.scenario], mistake.kind)
    return any(wrong for _, wrong in runs)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_mistake_is_caught(theatre: Theatre, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    mistake = MISTAKES[name]
    # The situation is made by the product as it is.
    theatre.stage(MEETINGS[mistake.meeting].given if mistake.meeting else SCENARIOS[mistake.scenario].given)
    mistake.plant(monkeypatch)
    assert catches(theatre, mistake)


@pytest.mark.parametrize(
    ("name", "scenario"), [("seats_read_then_written", "invite"), ("desk_without_version", "first_mo")]
)
def test_some_mistakes_are_found_by_nothing_but_preemption(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, name: str, scenario: str
) -> None:
    theatre.stage(SCENARIOS[scenario].given)
    MISTAKES[name].plant(monkeypatch)
    assert not [wrong for _, wrong in single_faults(theatre, SCENARIOS[scenario], *TELLING) if wrong]
