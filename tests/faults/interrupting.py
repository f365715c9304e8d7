"""One handler comes between two calls of another: all interleavings with one switch, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.faults.meetings import Act, Meeting
from tests.faults.running import Theatre, wrong_in_the_end
from tests.faults.stage import Stage
from tests.world_cloud import Call, Commit


class Interruption:
    """Does the whole of another act just before one call of the functions of the first. Stands at `Cloud.interfere`."""

    def __init__(self, stage: Stage, act: Act, other: Act, at: int) -> None:
        self.stage, self.act, self.other, self.at = stage, act, other, at
        self.count = 0
        self.before = ""

    def __call__(self, call: Call, commit: Commit, _request: Any) -> Any:
        """Let one call happen, the other act before it where it is its turn."""
        if call.function in self.act.functions and not self.before:
            self.count += 1
            if self.count == self.at:
                self.before = str(call)
                self.other.do(self.stage)
        return commit()


def interleavings(theatre: Theatre, meeting: Meeting, one: Act, other: Act) -> Iterator[tuple[str, list[str]]]:
    """Every place where `other` can come into `one`: where it was, and what is wrong in the end."""
    at = 0
    while True:
        at += 1
        stage = theatre.stage(meeting.given)
        interruption = Interruption(stage, one, other, at)
        wrong = _play(stage, meeting, one, interruption)
        if not interruption.before:
            return
        yield f"before call {at}, {interruption.before}", wrong


def meets(theatre: Theatre, meeting: Meeting) -> dict[str, list[str]]:
    """What goes wrong, by who came in and where, whichever of the two comes into the other."""
    ways = [(meeting.one, meeting.other), (meeting.other, meeting.one)]
    return {
        f"way {number}, {where}": found
        for number, way in enumerate(ways if meeting.one is not meeting.other else ways[:1])
        for where, found in interleavings(theatre, meeting, *way)
        if found
    }


def _play(stage: Stage, meeting: Meeting, one: Act, interruption: Interruption) -> list[str]:
    stage.world.cloud.interfere = interruption
    try:
        one.do(stage)
        stage.world.cloud.interfere = None
        if stage.notes.pop("closed", False):
            stage.pages.pop(0)
        return wrong_in_the_end(stage, meeting.then if interruption.before else lambda _stage: [])
    finally:
        stage.world.cloud.interfere = None
