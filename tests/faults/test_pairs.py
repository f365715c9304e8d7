"""Every journey comes into every other, and into itself, at every place where it matters: nothing is lost, doubled or left behind."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import pytest

from tests import world_template
from tests.faults import mistakes
from tests.faults.interrupting import Interruption, calls_alone, following, meets
from tests.faults.journeys import JOURNEYS, PAIRS
from tests.faults.meetings import Act, Meeting
from tests.faults.running import Theatre
from tests.faults.stage import Stage
from tests.faults.tables import read
from tests.faults.touching import Touches

NAMED = {"invite", "register", "inbound", "assign", "send", "outbound", "receipt", "resolve"}
CAUGHT = {
    "head_without_guard": ("inbound", "send"),
    "desk_without_version": ("assign", "back"),
    "seats_read_then_written": ("invite", "aftermath"),
}


@pytest.mark.parametrize("names", PAIRS, ids="-".join)
def test_every_two_that_meet_break_no_invariant(theatre: Theatre, names: tuple[str, str]) -> None:
    assert not meets(theatre, PAIRS[names])


def test_every_journey_meets_every_other_and_itself() -> None:
    met = {(meeting.one, meeting.other) for meeting in PAIRS.values()}
    met |= {(other, one) for one, other in met}
    acts = [journey.act for journey in JOURNEYS.values()]
    assert met == set(product(acts, repeat=2))
    assert JOURNEYS.keys() >= NAMED


def test_every_function_of_the_product_is_on_a_journey() -> None:
    functions = {_as_in_app(name) for name in world_template.resources("AWS::Serverless::Function")}
    assert functions == frozenset().union(*(journey.act.functions for journey in JOURNEYS.values()))


@pytest.mark.parametrize("name", JOURNEYS)
def test_every_journey_calls_something_where_it_meets_others(theatre: Theatre, name: str) -> None:
    assert len(calls_alone(theatre, PAIRS[name, name], JOURNEYS[name].act)) > 1


@pytest.mark.parametrize("names", [("send", "resolve"), ("inbound", "back"), ("invite", "outbound")], ids="-".join)
def test_where_the_order_does_not_matter_all_ends_alike(theatre: Theatre, names: tuple[str, str]) -> None:
    meeting = PAIRS[names]
    for one, other in ((meeting.one, meeting.other), (meeting.other, meeting.one)):
        alone = calls_alone(theatre, meeting, one)
        ends = [_end(theatre, meeting, one, other, at) for at in range(1, len(alone) + 1)]
        for number, ((before, theirs), (after, _)) in enumerate(pairwise(ends), start=1):
            assert following(alone, number, theirs) == number + 1 or before == after


@pytest.mark.parametrize("name", CAUGHT)
def test_a_planted_mistake_is_caught_by_a_pair(theatre: Theatre, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    meeting = PAIRS[CAUGHT[name]]
    theatre.stage(meeting.given)
    mistakes.MISTAKES[name].plant(monkeypatch)
    assert meets(theatre, meeting)


def _as_in_app(name: str) -> str:
    return "app" if name == "APIHandler" else name.replace("Websocket", "ws_").lower()


def _end(theatre: Theatre, meeting: Meeting, one: Act, other: Act, at: int) -> tuple[Any, Touches]:
    """What there is in the end, without times and chance, and what the other touched."""
    stage = theatre.stage(meeting.given)
    stage.world.cloud.interfere = interruption = Interruption(stage, one, other, at)
    one.do(stage)
    stage.settle()
    return _shape(stage), interruption.theirs


def _shape(stage: Stage) -> Any:
    tables = read(stage.world)
    logs = {key: [_said(log[seq]) for seq in sorted(log)] for key, log in tables.logs.items()}
    desks = {
        key: (desk["presence"], desk["open"], len(desk.get("connections", ()))) for key, desk in tables.desks.items()
    }
    seats = [(row["seats_taken"], row["seats_total"]) for row in tables.spaces.values()]
    sent = [sent.text for sent in stage.world.carrier.sent]
    return logs, desks, seats, sent, len(tables.members), len(tables.invitations), len(stage.world.mails)


def _said(entry: Any) -> Any:
    return [entry.get(name) for name in ("kind", "text", "change", "of", "status")]
