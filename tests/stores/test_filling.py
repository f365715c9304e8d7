"""Filling a desk from the queue while the desk itself changes or goes."""

from __future__ import annotations

from msgspec.structs import replace

from chalicelib.domain.desks import Presence
from chalicelib.domain.entries import Owner
from chalicelib.domain.ids import ConnectionId
from chalicelib.services import assignment
from chalicelib.stores import conversations
from tests.domain.made import NOW, SPACE, desk
from tests.stores.kept import in_queue, kept_desk


def test_filling_a_desk_that_was_removed_meanwhile_comes_to_an_end() -> None:
    waiting = in_queue()
    gone = replace(desk(), connections=frozenset({ConnectionId("c1")}), presence=Presence.available)

    assert not assignment.fill(gone, NOW).takes
    assert conversations.lane(SPACE, Owner.queue, None).conversations == [waiting]


def test_filling_a_desk_that_changed_meanwhile_goes_on_with_it_as_it_is() -> None:
    waiting = in_queue()
    before = replace(desk(), connections=frozenset({ConnectionId("c1")}), presence=Presence.available)
    now_is = replace(before, version=before.version + 1)
    kept_desk(now_is)

    filled = assignment.fill(before, NOW)

    assert (filled.open, filled.version) == (now_is.open + 1, now_is.version + 1)
    found = conversations.get(waiting.id)
    assert found is not None
    assert found.owner is Owner.agent
