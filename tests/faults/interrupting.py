"""One handler comes between two calls of another: all interleavings with one switch, one after the other.

Whether the other comes before or after a call that touches nothing of its own, nobody can tell: of such places one is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.faults.meetings import Act, Meeting
from tests.faults.running import Theatre, wrong_in_the_end
from tests.faults.stage import Stage
from tests.faults.touching import EVERYTHING, LONG_SECONDS, Touches, beside, meet, touched
from tests.world_cloud import Call, Commit

NOBODY = Act(frozenset(), lambda _stage: None)


class Interruption:
    """Does the whole of another act just before one call of the functions of the first. Stands at `Cloud.interfere`.

    `mine` is what each call of the first act touched, `theirs` what all of the other did.
    """

    def __init__(self, stage: Stage, act: Act, other: Act = NOBODY, at: int = 0) -> None:
        self.stage, self.act, self.other, self.at = stage, act, other, at
        self.before = ""
        self.mine: list[Touches] = []
        self.theirs: Touches = beside(other.functions, other.reads_mail)
        self._is_theirs = False

    def __call__(self, call: Call, commit: Commit, request: Any) -> Any:
        """Let one call happen, the other act before it where it is its turn."""
        if self._is_theirs:
            self.theirs |= touched(call, request)
        elif call.function in self.act.functions and not self.before:
            if len(self.mine) + 1 == self.at:
                self.before = str(call)
                self._come_in()
            self.mine.append(touched(call, request) | beside(self.act.functions, self.act.reads_mail))
        return commit()

    def _come_in(self) -> None:
        clock, self._is_theirs = self.stage.world.clock, True
        began = clock.moment
        try:
            self.other.do(self.stage)
        finally:
            self._is_theirs = False
        if clock.moment - began > LONG_SECONDS:
            self.theirs = EVERYTHING


def interleavings(theatre: Theatre, meeting: Meeting, one: Act, other: Act) -> Iterator[tuple[str, list[str]]]:
    """Every place where it matters that `other` comes into `one`: where it was, and what is wrong in the end."""
    alone = calls_alone(theatre, meeting, one)
    at = 1
    while at <= len(alone):
        stage = theatre.stage(meeting.given)
        interruption = Interruption(stage, one, other, at)
        wrong = _play(stage, meeting, one, interruption)
        assert interruption.before, "Alone it made more calls."
        yield f"before call {at}, {interruption.before}", wrong
        at = following(alone, at, interruption.theirs)


def calls_alone(theatre: Theatre, meeting: Meeting, one: Act) -> list[Touches]:
    """What each call of an act touches while nobody comes in."""
    stage = theatre.stage(meeting.given)
    stage.world.cloud.interfere = plain = Interruption(stage, one)
    try:
        one.do(stage)
    finally:
        stage.world.cloud.interfere = None
    return plain.mine


def following(alone: list[Touches], at: int, theirs: Touches) -> int:
    """The next call before which to come in makes a difference: the one after the next that touches what the other touched."""
    telling = (number for number in range(at, len(alone) + 1) if meet(alone[number - 1], theirs))
    return next(telling, len(alone)) + 1


def meets(theatre: Theatre, meeting: Meeting) -> dict[str, list[str]]:
    """What goes wrong whoever of the two comes into the other, by who it was and where."""
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
        return wrong_in_the_end(stage, meeting.then)
    finally:
        stage.world.cloud.interfere = None
