"""An agent's desk: when it takes a conversation, and which of several comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.desks import Desk, Presence, connected, disconnected, present, releasing, taking
from chalicelib.domain.ids import ConnectionId
from tests.domain.made import NOW, desk, later

FIRST, SECOND = ConnectionId("c1"), ConnectionId("c2")


def test_an_available_connected_agent_below_capacity_takes_conversations() -> None:
    assert desk(open=4, capacity=5).takes


@pytest.mark.parametrize(
    "closed",
    [
        desk(presence=Presence.away),
        desk(presence=Presence.offline),
        desk(connections=frozenset()),
        desk(open=5, capacity=5),
        desk(open=6, capacity=5),
        desk(capacity=0),
    ],
)
def test_who_is_away_or_offline_or_not_connected_or_full_takes_nothing(closed: Desk) -> None:
    assert not closed.takes


def test_the_least_loaded_comes_first_and_among_them_the_longest_idle() -> None:
    desks = [desk(open=1, idle_since=later(-99)), desk(idle_since=NOW), desk(idle_since=later(-1)), desk(open=10)]

    ranked = sorted(desks, key=lambda each: each.rank)

    assert [(each.open, each.idle_since) for each in ranked] == [
        (0, later(-1)),
        (0, NOW),
        (1, later(-99)),
        (10, NOW),
    ]


@given(
    st.tuples(st.integers(0, 99_999), st.integers(0, 10**7)), st.tuples(st.integers(0, 99_999), st.integers(0, 10**7))
)
def test_the_text_order_of_ranks_is_the_order_of_load_then_time(one: tuple[int, int], two: tuple[int, int]) -> None:
    start = NOW.replace(microsecond=0)

    def ranked(load: tuple[int, int]) -> str:
        return desk(open=load[0], idle_since=start + timedelta(milliseconds=load[1])).rank

    assert (ranked(one) < ranked(two)) == (one < two)


def test_who_took_a_conversation_is_no_longer_idle() -> None:
    after = taking(desk(open=2, version=7), later(60))

    assert (after.open, after.idle_since, after.version) == (3, later(60), 8)


def test_who_has_just_resolved_has_been_idle_for_less_long_than_who_did_nothing() -> None:
    busy = releasing(taking(desk(), later(10)), later(7200))
    idle = releasing(taking(desk(), later(20)), later(60))

    assert (busy.open, busy.version) == (0, 2)
    assert idle.rank < busy.rank


def test_a_desk_never_holds_fewer_than_none() -> None:
    assert releasing(desk(open=0), NOW).open == 0


def test_a_page_connects_once_however_often_it_says_so() -> None:
    once = connected(desk(connections=frozenset()), FIRST)

    assert once.connections == {FIRST}
    assert connected(once, FIRST) is once


def test_an_agent_stays_connected_until_the_last_page_is_gone() -> None:
    both = connected(desk(), SECOND)
    one = disconnected(both, FIRST)

    assert one.takes
    assert not disconnected(one, SECOND).takes
    assert disconnected(one, FIRST) is one


def test_losing_the_connection_does_not_change_what_the_agent_said_of_themself() -> None:
    assert disconnected(desk(presence=Presence.away), FIRST).presence is Presence.away


def test_saying_the_same_presence_again_changes_nothing() -> None:
    assert present(desk(), Presence.available) == desk()
    assert present(desk(version=3), Presence.away) == desk(version=4, presence=Presence.away)
